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
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /// How long a message waits for room in the store's queue before it is refused.
  static final Duration PATIENCE = Duration.ofSeconds(10);

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

  /// Waits until the store's queue has room, at most [#PATIENCE]. When it returns without room, or
  /// the store takes nothing at all, the message is offered all the same, and refused. Virtual
  /// threads only.
  void awaitRoom() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long left = PATIENCE.toNanos();
    while (!archive.hasRoom() && left > 0) {
      CountDownLatch room = new CountDownLatch(1);
      archive.whenRoom(room::countDown);
      if (room.getCount() == 0) return; // the queue has room, it is the disk that has not (P13)
      try {
        if (!room.await(left, TimeUnit.NANOSECONDS)) return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      left = deadline - System.nanoTime();
    }
  }

  /// Brings what an account sent last into memory. Where that fails the next message tries again.
  /// May wait.
  void recall(Account account) {
    SentBefore memory = new SentBefore();
    try {
      account.awaitWritten(); // what is on its way belongs to it
      List<SentEntry> newestFirst = archive.recentOutgoing(account.key(), SentBefore.LIMIT);
      for (SentEntry entry : newestFirst.reversed()) memory.remember(entry);
      account.sentBefore(memory);
    } catch (StoreUnavailable e) {
      log.atWarn()
          .addKeyValue("account", account)
          .addKeyValue("reason", e.getMessage())
          .log("recent_messages_unread");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    Written written = new Written(sender, message, sent, toSelf ? null : received);
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

  /// Waits for one commit on behalf of the sender's acknowledgement.
  private final class Written implements CommitListener {
    private final @Nullable Session sender;
    private final Stanza message;
    private final @Nullable Passage sent;
    private final @Nullable Passage received;
    private long number;

    Written(
        @Nullable Session sender,
        Stanza message,
        @Nullable Passage sent,
        @Nullable Passage received) {
      this.sender = sender;
      this.message = message;
      this.sent = sent;
      this.received = received;
    }

    void begin() {
      if (sender != null) number = sender.writing();
      begin(sent);
      begin(received);
    }

    private static void begin(@Nullable Passage passage) {
      if (passage != null && passage.archiveId() != 0) {
        passage.account().writing(passage.archiveId());
      }
    }

    void end() {
      end(sent);
      end(received);
      if (sender != null) sender.written(number);
    }

    private static void end(@Nullable Passage passage) {
      if (passage != null && passage.archiveId() != 0) {
        passage.account().written(passage.archiveId());
      }
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
      if (sent != null) sent.account().forgetSentBefore();
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
