package im.viavai.server.route;

import im.viavai.server.config.Limits;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.store.ArchiveStore;
import im.viavai.store.SessionRecord;
import im.viavai.store.SessionStore;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.StreamError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of sessions: bound (RFC 6120 §7), lost and resumed (XEP-0198 §5), ended, and carried
/// over a restart.
@Boundary("one session that cannot be ended or restored must not stop the others")
public final class Sessions {
  /// How often lost sessions and delivery cursors are looked after.
  static final Duration SWEEP = Duration.ofSeconds(2);

  /// A client that does not answer `<r/>` for so long has lost its connection.
  static final Duration SILENCE = Duration.ofMinutes(2);

  /// How long a stream is waited for that is to let go of its session.
  static final Duration LETTING_GO = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final Hosts hosts;
  private final Accounts accounts;
  private final PresencePath presences;
  private final Replay replay;
  private final Session.Way way;
  private final Limits limits;
  private final SessionStore store;
  private final ArchiveStore archive;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Executor waiting;
  private final Consumer send;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Resumable> resumable = new ConcurrentHashMap<>();
  private final Map<String, Key<Boolean>> durable = new ConcurrentHashMap<>();
  private final AtomicLong bound = new AtomicLong();

  /// Sends a stanza of the server's own.
  interface Consumer {
    void accept(Stanza stanza);
  }

  /// A session that can be resumed: by the hash of its stream management id, until a time after its
  /// stream was lost.
  private static final class Resumable {
    final String hash;
    final Session session;
    final long timeoutNanos;
    volatile long lostNanos; // 0 while there is a stream
    private @Nullable Outlet next; // asked to resume it, last of all; guarded by this

    Resumable(String hash, Session session, Duration timeout) {
      this.hash = hash;
      this.session = session;
      this.timeoutNanos = timeout.toNanos();
    }

    void lost() {
      lostNanos = System.nanoTime() | 1;
    }

    synchronized void next(Outlet stream) {
      next = stream;
    }

    /// Ends the stream below in favour of that one, unless yet another asked after it. The old
    /// stream's own thread, so that two never read for the same session.
    @SuppressWarnings("ReferenceEquality") // that very stream, not one like it
    synchronized void letGo(Outlet old, Outlet stream) {
      if (next != stream || !session.detach(old)) return;
      lost();
      old.close(StreamError.of(StreamError.Condition.CONFLICT));
    }

    @SuppressWarnings("ReferenceEquality") // likewise
    synchronized Attached attach(Outlet stream, long h) {
      if (next != stream || session.isEnded()) return Attached.TAKEN;
      next = null;
      if (!session.confirmed(h)) return Attached.TOO_HIGH;
      if (!session.attach(stream)) return Attached.TAKEN;
      lostNanos = 0;
      return Attached.BELOW;
    }
  }

  private static final Key<Resumable> RESUMABLE = new Key<>(Resumable.class, "resumable");

  /// What became of a request to bind.
  public sealed interface Binding {
    /// Bound.
    record Bound(Session session) implements Binding {}

    /// Not bound (RFC 6120 §7.6.2).
    record Refused(StanzaError error) implements Binding {}
  }

  /// What became of a request to resume.
  public sealed interface Resumption {
    /// Here it is; the caller attaches its stream.
    record Resumed(Session session) implements Resumption {}

    /// No (XEP-0198 §5).
    ///
    /// @param handled the last `h` of that session if it is remembered, else -1
    record Failed(long handled) implements Resumption {}
  }

  /// What became of a stream that was to go below a resumed session.
  public enum Attached {
    /// It is there.
    BELOW,
    /// Another stream resumes the same session and asked later, or the session has ended.
    TAKEN,
    /// Its client confirms more than was sent.
    TOO_HIGH
  }

  Sessions(
      Hosts hosts,
      Accounts accounts,
      PresencePath presences,
      Replay replay,
      Session.Way way,
      Limits limits,
      SessionStore store,
      ArchiveStore archive,
      Tokens tokens,
      InstantSource clock,
      Executor waiting,
      Consumer send) {
    this.hosts = hosts;
    this.accounts = accounts;
    this.presences = presences;
    this.replay = replay;
    this.way = way;
    this.limits = limits;
    this.store = store;
    this.archive = archive;
    this.tokens = tokens;
    this.clock = clock;
    this.waiting = waiting;
    this.send = send;
  }

  // --- binding ---

  /// Binds a resource, with a stream below it. May wait.
  ///
  /// @param resource what the client asked for, `""` for whatever the server likes (RFC 6120 §7.6)
  public Binding bind(Identity identity, String resource, Outlet stream) {
    while (true) {
      Account account = accounts.load(identity.account()).orElse(null);
      if (account == null) return new Binding.Refused(StanzaError.of(Condition.NOT_AUTHORIZED));
      Binding binding = bind(account, identity, resource, stream, Patience.PATIENT);
      if (binding != null) return binding;
    }
  }

  /// Like [#bind], on the stream's own thread: null, and nothing is done, if it would have to wait.
  public @Nullable Binding bindAtOnce(Identity identity, String resource, Outlet stream) {
    Account account = accounts.loaded(identity.account());
    return account == null ? null : bind(account, identity, resource, stream, Patience.SWIFT);
  }

  /// Null: to be tried again, with patience.
  private @Nullable Binding bind(
      Account account, Identity identity, String resource, Outlet stream, Patience patience) {
    if (account.key() != identity.key())
      return new Binding.Refused(StanzaError.of(Condition.NOT_AUTHORIZED));
    Jid address;
    if (resource.isEmpty()) {
      address = account.address().withResourcepart(tokens.text(Tokens.MIN_BYTES));
    } else {
      Optional<Jid> asked =
          Jid.parse(account.address().localpart(), account.address().domainpart(), resource);
      if (asked.isEmpty())
        return new Binding.Refused(
            StanzaError.of(Condition.BAD_REQUEST, "That is no resource.")); // §7.7.2.1
      address = asked.get();
    }
    // RFC 6120 §7.7.2.2: of its three options we end the older session
    Session old = account.session(address.resourcepart());
    if (old != null && patience == Patience.SWIFT) return null;
    if (old != null) end(old, StreamError.of(StreamError.Condition.CONFLICT));
    Session session =
        new Session(
            address, account, limits, numbers.incrementAndGet(), clock.millis(), way, waiting);
    synchronized (account) {
      if (account.isGone()) return null;
      if (account.sessionArray().length >= limits.resourcesPerAccount()) {
        return new Binding.Refused(
            StanzaError.of(
                Condition.RESOURCE_CONSTRAINT, "This account has too many sessions.")); // §7.6.2.1
      }
      if (account.session(address.resourcepart()) != null) return null;
      account.add(session);
      bound.incrementAndGet();
    }
    if (!session.attach(stream)) { // the same resource was bound once more meanwhile
      return new Binding.Refused(StanzaError.of(Condition.CONFLICT)); // §7.7.2.2
    }
    hosts.of(account.address()).hooks().bound(session);
    log.atInfo()
        .addKeyValue("jid", address)
        .addKeyValue("from", stream.remoteAddress())
        .log("session_bound");
    return new Binding.Bound(session);
  }

  /// How a session can be resumed.
  ///
  /// @param id names it; whoever logs in as the same account and knows it may resume
  /// @param timeout how long after its stream was lost
  public record Managed(String id, Duration timeout) {}

  /// Switches stream management on, with resumption. The stream's own thread.
  public Managed manage(Session session, Duration wanted) {
    session.manage();
    String id = tokens.text(24);
    Duration timeout =
        wanted.isZero() || wanted.compareTo(limits.resumeTimeout()) > 0
            ? limits.resumeTimeout()
            : wanted;
    register(session, Hashes.sha256(id), timeout);
    return new Managed(id, timeout);
  }

  private Resumable register(Session session, String hash, Duration timeout) {
    Resumable entry = new Resumable(hash, session, timeout);
    resumable.put(hash, entry);
    session.put(RESUMABLE, entry);
    return entry;
  }

  /// Finds the session to go on with; its old stream, if there still is one, is ended. The new one
  /// is then put below it with [#attach], unless another asks for the same meanwhile: whoever asks
  /// last goes on. Until then the session counts as lost. May wait.
  ///
  /// @param id as [#manage] returned it
  public Resumption resume(Identity identity, String id, Outlet stream) {
    String hash = Hashes.sha256(id);
    Resumable entry = resumable.get(hash);
    if (entry != null && entry.session.account().key() == identity.key()) {
      entry.next(stream);
      if (isFreeFor(stream, entry) && !entry.session.isEnded())
        return new Resumption.Resumed(entry.session);
    }
    OptionalLong counter = OptionalLong.empty();
    try {
      counter = store.counter(hash, identity.key());
    } catch (StoreUnavailable e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("counter_unread");
    }
    return new Resumption.Failed(counter.orElse(-1));
  }

  /// Waits until the stream below it, if there is one, has let go.
  private static boolean isFreeFor(Outlet stream, Resumable entry) {
    Outlet old = entry.session.outlet();
    if (old == null) return true;
    CountDownLatch free = new CountDownLatch(1);
    Runnable letGo =
        () -> {
          entry.letGo(old, stream);
          free.countDown();
        };
    if (old.onItsThread()) letGo.run();
    else old.execute(letGo);
    try {
      return free.await(LETTING_GO.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Puts a stream below the session it asked for with [#resume]. The stream's own thread.
  ///
  /// @param h how many stanzas its client has (XEP-0198 §5)
  public Attached attach(Session session, Outlet stream, long h) {
    Resumable entry = session.get(RESUMABLE);
    return entry == null ? Attached.TAKEN : entry.attach(stream, h);
  }

  // --- losing and ending ---

  /// The stream below a session is gone. It waits to be resumed if it can be. Any thread; never
  /// waits.
  public void lost(Session session, Outlet stream) {
    if (!session.detach(stream) || session.isEnded()) return;
    Resumable entry = session.get(RESUMABLE);
    if (entry == null || !session.isManaged() || session.isOverflowing()) {
      waiting.execute(() -> ended(session));
      return;
    }
    entry.lost();
    log.atInfo().addKeyValue("jid", session).log("session_lost");
  }

  /// The client closed its stream, or may not come back. Any thread; never waits.
  public void close(Session session) {
    waiting.execute(() -> ended(session));
  }

  /// Ends a session and tells its client why. May wait.
  public void end(Session session, StreamError reason) {
    session.close(reason);
    ended(session);
  }

  private void ended(Session session) {
    if (!session.end()) return;
    Account account = session.account();
    List<Stanza> rest;
    synchronized (account) {
      presences.leave(session);
      account.remove(session);
      rest = session.giveBack();
    }
    bound.decrementAndGet();
    Resumable entry = session.get(RESUMABLE);
    if (entry != null) {
      resumable.remove(entry.hash);
      store.rememberCounter(entry.hash, account.key(), session.handled() & 0xFFFF_FFFFL);
    }
    for (Stanza stanza : rest) notTaken(session, stanza);
    replay.begin(account);
    advance(account);
    hosts.of(account.address()).hooks().ended(session);
    log.atInfo().addKeyValue("jid", session).log("session_ended");
  }

  /// XEP-0198 §5: what was never taken and has no place in the archive is handled as if nobody had
  /// been there.
  private void notTaken(Session session, Stanza stanza) {
    if (stanza.isError() || stanza.from() == null) return;
    boolean answer =
        switch (stanza.kind()) {
          case IQ -> stanza.isRequest();
          case MESSAGE ->
              stanza.has(Names.BODY) && !stanza.type().equals("headline") && stanza.to() != null;
          case PRESENCE -> false;
        };
    if (!answer) return;
    Condition condition =
        stanza.kind() == Stanza.Kind.IQ
            ? Condition.SERVICE_UNAVAILABLE
            : Condition.RECIPIENT_UNAVAILABLE;
    Jid to = stanza.to();
    Jid from = stanza.from();
    if (from != null && !from.bare().equals(session.account().address())) {
      send.accept(
          stanza.withTo(to == null ? session.address() : to).error(StanzaError.of(condition)));
    }
  }

  /// Ends what was not resumed in time, and writes down how far deliveries are. Called again and
  /// again on a virtual thread.
  void sweep() {
    long now = System.nanoTime();
    for (Resumable entry : resumable.values()) {
      long lost = entry.lostNanos;
      if (lost != 0 && (now - lost > entry.timeoutNanos || entry.session.isOverflowing())) {
        ended(entry.session);
        entry.session.close(StreamError.of(StreamError.Condition.CONFLICT)); // it came too late
      }
      Outlet stream = entry.session.outlet();
      if (stream != null && entry.session.isSilentSince(now - SILENCE.toNanos())) {
        stream.close(StreamError.of(StreamError.Condition.CONNECTION_TIMEOUT));
      }
    }
    for (Account account : accounts.all()) {
      if (account.hasSessions()) advance(account);
    }
  }

  /// Tells the store how far deliveries are, unless it knows: most sessions come and go without a
  /// message, and each would cost a write. Two threads may tell it out of order, which the next
  /// sweep makes good; the store never goes back.
  private void advance(Account account) {
    long delivered = account.deliveredTo();
    if (delivered == account.advancedTo()) return;
    archive.advance(account.key(), delivered);
    account.advancedTo(delivered);
  }

  /// How many sessions are bound now, with a stream or waiting for one. Any thread.
  public long count() {
    return bound.get();
  }

  /// Ends all sessions of an account, then forgets the account. May wait.
  void remove(Account account) {
    for (Session session : account.sessions())
      end(session, StreamError.of(StreamError.Condition.NOT_AUTHORIZED));
    accounts.removed(account);
  }

  /// All sessions now.
  public List<Session> all() {
    List<Session> all = new ArrayList<>();
    for (Account account : accounts.all()) all.addAll(account.sessions());
    return all;
  }

  // --- across a restart (promise P11) ---

  void durable(Key<Boolean> flag) {
    durable.put(flag.toString(), flag);
  }

  /// Closes every stream and keeps what can be resumed. At the end of the process.
  void save() {
    List<SessionRecord> records = new ArrayList<>();
    for (Resumable entry : resumable.values()) {
      Session session = entry.session;
      Outlet stream = session.outlet();
      if (stream != null && session.detach(stream)) {
        stream.close(StreamError.of(StreamError.Condition.SYSTEM_SHUTDOWN));
      }
      if (session.isEnded() || session.isOverflowing()) continue;
      records.add(
          SavedSession.save(
              entry.hash, session, durable, clock.millis() + limits.resumeTimeout().toMillis()));
    }
    for (Account account : accounts.all()) {
      advance(account);
      for (Session session : account.sessions())
        session.close(StreamError.of(StreamError.Condition.SYSTEM_SHUTDOWN));
    }
    store.saveAll(records);
    log.atInfo().addKeyValue("sessions", records.size()).log("sessions_saved");
  }

  /// Brings back what [#save] kept. Each may be resumed for the full time from now: the clock may
  /// have been set meanwhile (promise P14). At the start, before the first connection.
  void restore() {
    int restored = 0;
    String after = "";
    while (true) {
      List<SessionRecord> page = store.page(after, 500);
      if (page.isEmpty()) break;
      for (SessionRecord record : page) {
        after = record.id();
        if (restore(record)) restored++;
        store.remove(record.id());
      }
    }
    if (restored > 0) log.atInfo().addKeyValue("sessions", restored).log("sessions_restored");
  }

  private boolean restore(SessionRecord record) {
    try {
      SavedSession saved = SavedSession.load(record);
      Account account = accounts.load(saved.address().bare()).orElse(null);
      if (account == null
          || account.key() != record.account()
          || hosts.find(saved.address().domainpart()) == null) return false;
      Session session =
          new Session(
              saved.address(),
              account,
              limits,
              numbers.incrementAndGet(),
              saved.boundMillis(),
              way,
              waiting);
      synchronized (account) {
        account.add(session);
        saved.into(session, record, durable);
      }
      bound.incrementAndGet();
      register(session, record.id(), limits.resumeTimeout()).lost();
      hosts.of(account.address()).hooks().bound(session);
      return true;
    } catch (RuntimeException e) {
      log.atError().addKeyValue("session", record).setCause(e).log("session_not_restored");
      return false;
    }
  }

  @Nullable Session find(Jid full) {
    Account account = accounts.loaded(full.bare());
    return account == null ? null : account.session(full.resourcepart());
  }
}
