package im.viavai.server.session;

import im.viavai.server.config.Limits;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A bound resource (RFC 6120 §7): stamps nothing, routes nothing, only keeps the order of what
/// comes and goes. It lives on without a stream while it can be resumed (XEP-0198 §5).
///
/// ```
/// stream > Incoming > Way           what the client sends, handled in order
/// stream < Outgoing < send()        what it gets, in the order of the account's monitor
/// ```
///
/// [#send] may be called by any thread; what the account's monitor ordered stays in order.
public final class Session {
  private final Jid address;
  private final Account account;
  private final long number;
  private final long boundMillis;
  private final Attributes attributes = new Attributes();
  private final Incoming incoming;
  private final Outgoing outgoing;

  private volatile @Nullable Stanza presence; // last broadcast, null while unavailable
  private volatile byte priority;

  // guarded by the account's monitor
  private boolean catchesUpItself;
  private long readTo;

  private @Nullable Set<Jid> directed; // guarded by this

  /// What a session does with the stanzas of its client.
  public interface Way {
    /// Handles it without waiting; false if it would have to wait, having done nothing. Event loop.
    boolean swift(Session session, Stanza stanza);

    /// Handles it and may wait. Virtual thread. Throws nothing.
    void patient(Session session, Stanza stanza);
  }

  /// @param number names this stream among all of this process, not 0
  /// @param boundMillis wall clock, for people to read
  /// @param waiting starts virtual threads
  public Session(
      Jid address,
      Account account,
      Limits limits,
      long number,
      long boundMillis,
      Way way,
      Executor waiting) {
    this.address = address;
    this.account = account;
    this.number = number;
    this.boundMillis = boundMillis;
    this.incoming = new Incoming(this, way, waiting);
    this.outgoing = new Outgoing(account, limits);
  }

  /// Its full JID.
  public Jid address() {
    return address;
  }

  /// Its account.
  public Account account() {
    return account;
  }

  /// Names this session among all of this process.
  public long number() {
    return number;
  }

  /// When it was bound, wall clock, milliseconds since 1970.
  public long boundMillis() {
    return boundMillis;
  }

  /// What a feature keeps here, null if nothing. Any thread.
  public <T> @Nullable T get(Key<T> key) {
    return attributes.get(key);
  }

  /// Keeps something here for a feature. Any thread.
  public <T> void put(Key<T> key, T value) {
    attributes.put(key, value);
  }

  /// Forgets it. Any thread.
  public void remove(Key<?> key) {
    attributes.remove(key);
  }

  // --- presence ---

  /// Whether it sent initial presence and did not take it back (RFC 6121 §4.2). Any thread.
  public boolean isAvailable() {
    return presence != null;
  }

  /// The presence it broadcast last, `from` its full JID; null while it is not available. Any
  /// thread.
  public @Nullable Stanza presence() {
    return presence;
  }

  /// Its priority, -128 to 127 (RFC 6121 §4.7.2.3).
  public int priority() {
    return priority;
  }

  /// Sets what it broadcast; the line's own, under the account's monitor.
  public void presence(@Nullable Stanza broadcast, int newPriority) {
    presence = broadcast;
    priority = (byte) newPriority;
  }

  /// Remembers somebody who got directed presence (RFC 6121 §4.6). Returns false at the limit.
  public synchronized boolean addDirected(Jid to, int limit) {
    if (directed == null) directed = new HashSet<>();
    return directed.contains(to) || (directed.size() < limit && directed.add(to));
  }

  /// Forgets them, and tells who they were.
  public synchronized List<Jid> takeDirected() {
    List<Jid> all = directed == null ? List.of() : List.copyOf(directed);
    directed = null;
    return all;
  }

  /// Who got directed presence.
  public synchronized List<Jid> directed() {
    return directed == null ? List.of() : List.copyOf(directed);
  }

  /// Forgets one of them.
  public synchronized boolean removeDirected(Jid to) {
    return directed != null && directed.remove(to);
  }

  /// The client reads what it missed from the archive, so nothing of that has to be delivered to
  /// it: what came until now, not what comes later. Any thread.
  public void catchesUpItself() {
    synchronized (account) {
      catchesUpItself = true;
      readTo = account.lastArchiveId();
    }
  }

  /// The same, where only the archive up to this id was read. Any thread.
  public void catchesUpItself(long upTo) {
    synchronized (account) {
      catchesUpItself = true;
      readTo = Math.max(readTo, upTo);
    }
  }

  /// Whether the client reads what it missed from the archive.
  public boolean isCatchingUpItself() {
    synchronized (account) {
      return catchesUpItself;
    }
  }

  /// Up to where the client read the archive by itself, 0 if it did not; the caller holds the
  /// account's monitor.
  public long readTo() {
    return readTo;
  }

  // --- from the client ---

  /// A stanza came. The stream's own thread only.
  public void received(Stanza stanza) {
    incoming.received(stanza);
  }

  /// A stanza came that cannot be handled: it is answered in its turn, and counted like any other.
  /// The stream's own thread only.
  public void received(Stanza stanza, Stanza answer) {
    incoming.received(stanza, answer);
  }

  /// Runs something when all stanzas that came so far are handled. The stream's own thread.
  public void whenIdle(Runnable task) {
    incoming.whenIdle(task);
  }

  /// The number of the stanza being handled, and a promise that [#written] follows: it is not
  /// acknowledged before. May be called several times for one stanza.
  public long writing() {
    return incoming.writing();
  }

  /// A write of stanza `n` is on disk, or was refused and the client told. Any thread.
  public void written(long n) {
    incoming.written(n);
  }

  // --- to the client ---

  /// Sends a stanza to the client, in order. Any thread.
  public void send(Stanza stanza) {
    outgoing.send(new Delivery(stanza, 0));
  }

  /// Sends a message that offline delivery watches over; the caller holds the account's monitor.
  public void send(Stanza message, long archiveId) {
    if (archiveId != 0) account.handover().given(archiveId);
    outgoing.send(new Delivery(message, archiveId));
  }

  /// Whether it can take a page of messages without coming near its limits. Any thread.
  public boolean hasRoom() {
    return outgoing.hasRoom();
  }

  /// Whether its queue went over a limit, so that it cannot be resumed.
  public boolean isOverflowing() {
    return outgoing.isOverflowing();
  }

  /// The client is not looking (XEP-0352 §4): what can wait is held back.
  public void inactive() {
    outgoing.inactive();
  }

  /// Whether somebody may look at it now: it has a stream, and its client did not say that nobody
  /// does (XEP-0352). Any thread.
  public boolean isActive() {
    return outgoing.isActive();
  }

  /// The client is looking again; sends what was held back.
  public void active() {
    outgoing.active();
  }

  /// The client reads again; sends what was held back.
  public void writable() {
    outgoing.writable();
  }

  // --- acknowledgement (XEP-0198 §4) ---

  /// Whether stream management is on.
  public boolean isManaged() {
    return outgoing.isManaged();
  }

  /// Switches stream management on: from here on both sides count, the stanzas that came before do
  /// not, even if they are not handled yet. The stream's own thread.
  public void manage() {
    incoming.manage();
    outgoing.manage();
  }

  /// Goes on with the counters of an earlier process.
  public void restore(
      long handled, long confirmed, List<Stanza> unconfirmed, List<Long> archiveIds) {
    incoming.restore(handled);
    outgoing.restore(confirmed, unconfirmed, archiveIds);
  }

  /// How many of the client's stanzas are handled, durably, since stream management was switched
  /// on.
  public long handled() {
    return incoming.handled();
  }

  /// The client asks: it is told at once what is durable, and again when the rest is. The stream's
  /// own thread.
  public void ackRequested() {
    incoming.ackRequested();
  }

  /// How many stanzas to the client it has confirmed.
  public long confirmed() {
    return outgoing.confirmed();
  }

  /// How many stanzas were sent to the client since stream management was switched on.
  public long sent() {
    return outgoing.sent();
  }

  /// What was sent and not confirmed.
  public List<Stanza> unconfirmed() {
    return outgoing.unconfirmed().stream().map(Delivery::stanza).toList();
  }

  /// Their archive ids, 0 where there is none.
  public List<Long> unconfirmedArchiveIds() {
    return outgoing.unconfirmed().stream().map(Delivery::archiveId).toList();
  }

  /// The client says how many stanzas it has (XEP-0198 §4). Returns false if it claims more than
  /// were sent. The stream's own thread.
  public boolean confirmed(long h) {
    return outgoing.confirmed(h);
  }

  /// Whether the client was asked for an acknowledgement before that time and has said nothing
  /// since.
  public boolean isSilentSince(long nanos) {
    return outgoing.isSilentSince(nanos);
  }

  /// The socket took everything. A client without stream management confirms nothing, so its stream
  /// calls [#taken] once the other end is known to have it. Returns whether something waits for
  /// that.
  public boolean flushed() {
    return outgoing.flushed();
  }

  /// The other end of a stream without stream management has what was flushed. The stream's own
  /// thread.
  public void taken() {
    outgoing.taken();
  }

  // --- the stream below ---

  /// The stream below, null while it is lost. Any thread.
  public @Nullable Outlet outlet() {
    return outgoing.outlet();
  }

  boolean isAbove(Outlet stream) {
    return outgoing.isAbove(stream);
  }

  /// Puts a stream below it. Returns false if the session has ended. The stream's own thread, or
  /// before anything comes from it.
  public boolean attach(Outlet stream) {
    incoming.forgetRequest();
    if (!outgoing.attach(stream)) return false;
    incoming.attached(stream);
    return true;
  }

  /// After a resumption: writes again what the client did not confirm (XEP-0198 §5), then what was
  /// held back. The stream's own thread.
  public void resend() {
    outgoing.resend();
  }

  /// The stream is lost; the session waits to be resumed. Returns false if another stream is below
  /// it already.
  public boolean detach(Outlet stream) {
    return outgoing.detach(stream);
  }

  /// Marks it as gone for good; returns false if it was already.
  public boolean end() {
    return outgoing.end();
  }

  /// Whether it is gone for good.
  public boolean isEnded() {
    return outgoing.isEnded();
  }

  /// What the client never confirmed goes back: archived messages to be delivered again. Returns
  /// the rest, which has no other place. The caller holds the account's monitor; after [#end].
  public List<Stanza> giveBack() {
    return outgoing.giveBack();
  }

  /// Ends the stream with an error. Any thread.
  public void close(StreamError error) {
    Outlet now = outlet();
    if (now != null) now.close(error);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
