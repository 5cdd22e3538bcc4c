package im.viavai.server.session;

import im.viavai.store.AccountRecord;
import im.viavai.store.ArchivePreferences;
import im.viavai.xmpp.Jid;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An account in memory: its sessions, its roster, where its archive stands, and what features keep
/// on it. There is one object per account as long as anybody may change it: the account's owner.
///
/// Its monitor orders everything that happens to the account: archive ids, deliveries, presence. It
/// is held for memory operations only, never while something waits. Two accounts are locked in the
/// order of their keys.
public final class Account {
  private static final Session[] NOBODY = {};

  private final Jid address;
  private final long key;
  private final Attributes attributes = new Attributes();
  private final ReentrantLock changes = new ReentrantLock();
  private final Handover handover;
  private final ArchiveIds archiveIds;
  private volatile Session[] sessions = NOBODY;
  private volatile Roster roster;
  private volatile ArchivePreferences archivePreferences;
  private long lastArchiveId;
  private final Writes writes = new Writes();
  private long readTo;
  private volatile long advancedTo;
  private boolean replaying;
  private volatile @Nullable SentBefore sentBefore;
  private volatile boolean gone;

  /// @param record as it lies in the store
  /// @param archiveIds of the whole store
  public Account(Jid address, AccountRecord record, Roster roster, ArchiveIds archiveIds) {
    this.archiveIds = archiveIds;
    this.address = address;
    this.key = record.key();
    this.roster = roster;
    this.lastArchiveId = record.lastArchiveId();
    this.archivePreferences = record.archivePreferences();
    long delivered = Math.min(record.offlineCursor(), lastArchiveId);
    this.handover = new Handover(delivered);
    this.advancedTo = delivered;
    if (delivered < lastArchiveId) handover.waits(delivered + 1);
  }

  /// What the user chose for the archive (XEP-0313, XEP-0441). Any thread.
  public ArchivePreferences archivePreferences() {
    return archivePreferences;
  }

  /// Goes on with changed preferences, after they were stored.
  public void archivePreferences(ArchivePreferences changed) {
    archivePreferences = changed;
  }

  /// Its bare JID.
  public Jid address() {
    return address;
  }

  /// Its number in the store.
  public long key() {
    return key;
  }

  /// Its contacts. Any thread; the roster is immutable.
  public Roster roster() {
    return roster;
  }

  /// Goes on with a changed roster, after it was stored. Inside [#change] only.
  public void roster(Roster changed) {
    roster = changed;
  }

  /// What a feature keeps here, null if nothing. Any thread.
  public <T> @Nullable T get(Key<T> part) {
    return attributes.get(part);
  }

  /// Keeps something here for a feature, or replaces it. Any thread.
  public <T> void put(Key<T> part, T value) {
    attributes.put(part, value);
  }

  /// Does one change after the other: what reads the store, decides, and writes it, runs here. May
  /// wait, so virtual threads only, and never two accounts at once.
  public <T> T change(Supplier<T> work) {
    changes.lock();
    try {
      return work.get();
    } finally {
      changes.unlock();
    }
  }

  /// Like [#change], on any thread: false, and nothing is done, if it would have to wait.
  ///
  /// @param work never waits; returns false if it did nothing
  public boolean changeAtOnce(BooleanSupplier work) {
    if (!changes.tryLock()) return false;
    try {
      return work.getAsBoolean();
    } finally {
      changes.unlock();
    }
  }

  // --- sessions ---

  /// Its sessions, the detached ones too, oldest first. Any thread.
  public List<Session> sessions() {
    return Arrays.asList(sessions.clone());
  }

  Session[] bound() {
    return sessions;
  }

  /// Its sessions in an array that nobody may change; for the line, which must not copy it.
  public Session[] sessionArray() {
    return sessions;
  }

  /// Whether any session is there, detached or not.
  public boolean hasSessions() {
    return sessions.length > 0;
  }

  /// The session of this resource, null if there is none. Any thread.
  public @Nullable Session session(String resource) {
    for (Session session : sessions)
      if (session.address().resourcepart().equals(resource)) return session;
    return null;
  }

  /// Adds a session; the caller holds the monitor.
  public void add(Session session) {
    Session[] now = sessions;
    Session[] next = Arrays.copyOf(now, now.length + 1);
    next[now.length] = session;
    sessions = next;
  }

  /// Removes a session; the caller holds the monitor. Returns whether it was there.
  public boolean remove(Session session) {
    Session[] now = sessions;
    for (int i = 0; i < now.length; i++) {
      if (now[i] != session) continue;
      Session[] next = new Session[now.length - 1];
      System.arraycopy(now, 0, next, 0, i);
      System.arraycopy(now, i + 1, next, i, next.length - i);
      sessions = next.length == 0 ? NOBODY : next;
      return true;
    }
    return false;
  }

  /// How an id of its archive is written for others (XEP-0359, XEP-0313). Any thread.
  public String archiveId(long id) {
    return archiveIds.text(key, id);
  }

  /// The id of its archive that was written so; empty if we never wrote that for it. Any thread.
  public OptionalLong archiveId(String text) {
    return archiveIds.parse(key, text);
  }

  // --- archive; the caller holds the monitor ---

  /// The next id of its archive.
  public long nextArchiveId() {
    return ++lastArchiveId;
  }

  /// The last id given out.
  public long lastArchiveId() {
    return lastArchiveId;
  }

  /// The message of that id is on its way to the disk.
  public void writing(long archiveId) {
    writes.begin(archiveId);
  }

  /// It is on disk, or was not kept. Any thread.
  public synchronized void written(long archiveId) {
    writes.end(archiveId);
    notifyAll();
  }

  /// Waits until what was given an id so far is on disk or was not kept. Virtual threads only.
  public synchronized void awaitWritten() throws InterruptedException {
    long upTo = lastArchiveId;
    while (writes.lowest() <= upTo) wait();
  }

  /// Which of its messages clients have.
  Handover handover() {
    return handover;
  }

  /// Up to this archive id every message was delivered or needs no delivery. Any thread.
  public synchronized long deliveredTo() {
    return handover.doneTo(lastArchiveId);
  }

  /// The cursor that the store was told last. Any thread.
  public long advancedTo() {
    return advancedTo;
  }

  /// Notes that the store was told this cursor. Any thread.
  public void advancedTo(long delivered) {
    advancedTo = delivered;
  }

  /// Whether messages wait for somebody to take them; the caller holds the monitor.
  public boolean isBehind() {
    return handover.isBehind();
  }

  /// A message nobody was there to take; the caller holds the monitor.
  public void waits(long archiveId) {
    handover.waits(archiveId);
  }

  /// A client read the archive up to this id by itself, so what waits there needs no offline
  /// delivery any more. What waits outside of the archive still does. The caller holds the monitor.
  public void readTo(long archiveId) {
    readTo = Math.max(readTo, archiveId);
  }

  /// Up to where a client read the archive by itself; the caller holds the monitor.
  public long readTo() {
    return readTo;
  }

  /// A client has the message; the session's own.
  synchronized void confirmed(long archiveId) {
    handover.confirmed(archiveId);
    if (replaying) notifyAll(); // there may be room for more
  }

  /// Whether waiting messages are being read again now; the caller holds the monitor.
  public boolean isReplaying() {
    return replaying;
  }

  /// Begins to read waiting messages again; returns the first id to read, or -1 if there is nothing
  /// to do or somebody does it already. The caller holds the monitor.
  public long beginReplay() {
    if (replaying || !handover.isBehind()) return -1;
    replaying = true;
    return handover.waitingFrom();
  }

  /// Whether a message read again must not be given out: a client has it or is getting it.
  public boolean isTaken(long archiveId) {
    return handover.isTaken(archiveId);
  }

  /// Everything up to this id was read again; the caller holds the monitor.
  public void replayedTo(long archiveId) {
    handover.readAgainTo(archiveId);
  }

  /// Ends the replay; the caller holds the monitor.
  public void endReplay(Replay outcome) {
    replaying = false;
    if (outcome == Replay.CAUGHT_UP) handover.caughtUp();
    notifyAll();
  }

  /// How a replay ended.
  public enum Replay {
    /// Nothing waits any more.
    CAUGHT_UP,
    /// Nobody is there to take the rest.
    INTERRUPTED
  }

  /// What it sent before, to recognise a message that is sent again; used under the monitor only.
  /// Null until it was loaded.
  public @Nullable SentBefore sentBefore() {
    return sentBefore;
  }

  /// Sets what it sent before.
  public synchronized void sentBefore(SentBefore memory) {
    if (sentBefore == null) sentBefore = memory;
  }

  /// What it sent before has to be read from the archive again: a write failed, and only the
  /// archive knows what became of it. Any thread.
  public synchronized void forgetSentBefore() {
    sentBefore = null;
  }

  // --- life ---

  /// Whether another object may have taken its place, or the account was removed; look it up again
  /// then.
  public boolean isGone() {
    return gone;
  }

  /// Leaves memory if nothing needs it; returns whether it did.
  public synchronized boolean leave() {
    if (sessions.length > 0 || writes.lowest() != Long.MAX_VALUE || replaying) return false;
    gone = true;
    return true;
  }

  /// The account was removed.
  public synchronized void removed() {
    gone = true;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
