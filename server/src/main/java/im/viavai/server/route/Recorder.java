package im.viavai.server.route;

import im.viavai.server.feature.ArchivePolicy.Keep;
import im.viavai.server.feature.Passage;
import im.viavai.server.session.Account;
import im.viavai.server.session.SentBefore;
import im.viavai.server.session.Session;
import im.viavai.store.Append;
import im.viavai.store.ArchiveStore;
import im.viavai.store.CommitListener;
import im.viavai.store.SentEntry;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a message to the archives of both sides in one commit, and holds the sender's
/// acknowledgement back until that commit has returned (promises P1, P3). The caller holds the
/// monitors of both accounts, so archive order, order of writing and order of delivery are the
/// same.
final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  private static final Set<Append.Flag> SENT = Set.of(Append.Flag.ARCHIVED, Append.Flag.OUTGOING);
  private static final Set<Append.Flag> ARCHIVED = Set.of(Append.Flag.ARCHIVED);
  private static final Set<Append.Flag> OFFLINE = Set.of(Append.Flag.OFFLINE);
  private static final Set<Append.Flag> BOTH = Set.of(Append.Flag.ARCHIVED, Append.Flag.OFFLINE);

  private final ArchiveStore archive;
  private final InstantSource clock;
  private final Refusals refusals;

  /// Tells a sender that its message was not kept.
  interface Refusals {
    void refuse(Session sender, Stanza message, StanzaError error);
  }

  Recorder(ArchiveStore archive, InstantSource clock, Refusals refusals) {
    this.archive = archive;
    this.clock = clock;
    this.refusals = refusals;
  }

  boolean hasRoom() {
    return archive.hasRoom();
  }

  /// Waits until the store takes messages again. Virtual threads only.
  void awaitRoom() {
    while (!archive.hasRoom()) {
      CountDownLatch room = new CountDownLatch(1);
      archive.whenRoom(room::countDown);
      try {
        room.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// Brings what an account sent last into memory. May wait.
  void recall(Account account) {
    SentBefore memory = new SentBefore();
    try {
      List<SentEntry> newestFirst = archive.recentOutgoing(account.key(), SentBefore.LIMIT);
      for (SentEntry entry : newestFirst.reversed()) memory.remember(entry);
    } catch (StoreUnavailable e) {
      log.atWarn()
          .addKeyValue("account", account)
          .addKeyValue("reason", e.getMessage())
          .log("recent_messages_unread");
    }
    account.sentBefore(memory);
  }

  /// Keeps a message. The passages get their archive ids.
  ///
  /// @return the error to refuse it with, null if it is on its way to the disk or nothing is kept
  @Nullable StanzaError record(
      @Nullable Session sender,
      @Nullable Passage sent,
      Keep mine,
      @Nullable Passage received,
      Keep theirs) {
    List<Append.Entry> entries = new ArrayList<>(2);
    Stanza message = received != null ? received.stanza() : sent == null ? null : sent.stanza();
    if (message == null) return null;
    String originId = SentBefore.originId(message);
    Append.Kind kind = kind(message);
    boolean toSelf = sent != null && received != null && sent.account() == received.account();
    if (sent != null && mine != Keep.NOTHING && mine != Keep.UNTIL_DELIVERED && !toSelf) {
      sent.archiveId(sent.account().nextArchiveId());
      entries.add(
          new Append.Entry(
              sent.account().key(), sent.archiveId(), sent.to(), SENT, kind, originId));
    }
    if (received != null && theirs != Keep.NOTHING) {
      received.archiveId(received.account().nextArchiveId());
      if (toSelf && sent != null) sent.archiveId(received.archiveId());
      Set<Append.Flag> flags =
          switch (theirs) {
            case UNTIL_DELIVERED -> OFFLINE;
            case ARCHIVE -> ARCHIVED;
            case ARCHIVE_AND_DELIVER, NOTHING -> BOTH;
          };
      entries.add(
          new Append.Entry(
              received.account().key(),
              received.archiveId(),
              received.from(),
              flags,
              kind,
              originId));
    }
    if (entries.isEmpty()) return null;
    Written written =
        new Written(
            sender,
            message,
            sent == null ? null : sent.account(),
            received == null ? null : received.account());
    written.begin();
    ArchiveStore.Offer offer =
        archive.append(new Append(message.embedded(), clock.millis(), entries, written));
    return switch (offer) {
      case ACCEPTED -> null;
      case FULL, UNAVAILABLE -> {
        written.end();
        // RFC 6120 §8.3.3.18; type wait: promise P13
        yield StanzaError.of(
            StanzaError.Condition.RESOURCE_CONSTRAINT,
            "The server cannot keep messages at the moment. Try again later.");
      }
    };
  }

  private static Append.Kind kind(Stanza message) {
    return switch (message.type()) {
      case "chat" -> Append.Kind.CHAT;
      case "groupchat" -> Append.Kind.GROUPCHAT;
      case "headline" -> Append.Kind.HEADLINE;
      case "error" -> Append.Kind.ERROR;
      default -> Append.Kind.NORMAL; // RFC 6121 §5.2.2
    };
  }

  /// Where the archive lists the other side of this message.
  static Jid with(Passage passage) {
    return passage.with();
  }

  /// Waits for one commit on behalf of the sender's acknowledgement.
  private final class Written implements CommitListener {
    private final @Nullable Session sender;
    private final Stanza message;
    private final @Nullable Account mine;
    private final @Nullable Account yours;
    private long number;

    Written(
        @Nullable Session sender, Stanza message, @Nullable Account mine, @Nullable Account yours) {
      this.sender = sender;
      this.message = message;
      this.mine = mine;
      this.yours = yours == mine ? null : yours;
    }

    void begin() {
      if (sender != null) number = sender.writing();
      if (mine != null) mine.writing();
      if (yours != null) yours.writing();
    }

    void end() {
      if (mine != null) mine.written();
      if (yours != null) yours.written();
      if (sender != null) sender.written(number);
    }

    @Override
    public void committed() {
      end();
    }

    @Override
    public void failed(StoreUnavailable reason) {
      log.atError()
          .addKeyValue("sender", sender)
          .addKeyValue("reason", reason.getMessage())
          .log("message_not_kept");
      if (sender != null) {
        refusals.refuse(
            sender,
            message,
            StanzaError.of(
                StanzaError.Condition.RESOURCE_CONSTRAINT,
                "The server could not keep this message. Send it again later."));
      }
      end();
    }
  }
}
