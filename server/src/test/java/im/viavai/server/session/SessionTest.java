package im.viavai.server.session;

import static im.viavai.server.session.SomeAccount.message;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SessionTest {
  private final Account juliet = SomeAccount.juliet();
  private final FakeStream stream = new FakeStream();
  private final Session session = SomeAccount.bind(juliet, "balcony", stream);

  private long archived(String id) {
    synchronized (juliet) {
      long archiveId = juliet.nextArchiveId();
      session.send(message(id), archiveId);
      return archiveId;
    }
  }

  @Test
  void whatCameBeforeStreamManagementIsNotCounted() {
    session.received(message("before"));
    session.manage();
    session.received(message("after"));
    session.ackRequested();
    assertThat(stream.acknowledged).containsExactly(1L);
  }

  @Test
  void bothCountersWrapAt32Bits() {
    long nearlyAll = 0xFFFF_FFFEL;
    session.restore(nearlyAll, nearlyAll, List.of(), List.of());
    for (int i = 0; i < 3; i++) {
      session.received(message("in" + i));
      session.send(message("out" + i));
    }
    session.ackRequested();
    assertThat(stream.acknowledged).containsExactly(1L);
    assertThat(session.confirmed(1)).isTrue();
    assertThat(session.unconfirmed()).isEmpty();
    assertThat(session.confirmed(2)).isFalse(); // more than were sent
  }

  @Requirement(document = "XEP-0198", section = "4", quote = "handled-count-too-high")
  @Test
  void xep0198AClientCannotConfirmWhatWasNeverSent() {
    session.manage();
    session.send(message("1"));
    assertThat(session.confirmed(2)).isFalse();
    assertThat(session.confirmed(1)).isTrue();
    assertThat(session.confirmed(0)).isFalse(); // it never goes back
  }

  @Test
  void aWriteUnderWayHoldsTheCountBack() {
    session.manage();
    Session late = session;
    List<Long> numbers = new ArrayList<>();
    FakeStream below = new FakeStream();
    Session writing =
        SomeAccount.bind(
            juliet,
            "writing",
            below,
            new Session.Way() {
              @Override
              public boolean swift(Session of, Stanza stanza) {
                numbers.add(of.writing());
                return true;
              }

              @Override
              public void patient(Session of, Stanza stanza) {}
            });
    writing.manage();
    writing.received(message("1"));
    writing.received(message("2"));
    writing.ackRequested();
    assertThat(below.acknowledged).containsExactly(0L);
    writing.written(numbers.get(1)); // out of order: the first one is not on disk
    below.turn();
    assertThat(below.acknowledged).containsExactly(0L);
    writing.written(numbers.get(0));
    below.turn();
    assertThat(below.acknowledged).containsExactly(0L, 2L);
    assertThat(late.handled()).isZero();
  }

  @Requirement(
      document = "XEP-0198",
      section = "4",
      quote = "equal to the number of stanzas handled by the recipient of the <r/> element")
  @Test
  void aStanzaThatIsOnlyAnsweredIsCountedInItsTurn() {
    session.manage();
    session.received(message("good"));
    session.received(message("bad"), message("answer"));
    session.received(message("good again"));
    session.ackRequested();
    assertThat(stream.acknowledged).containsExactly(3L);
    assertThat(stream.ids()).containsExactly("answer");
  }

  @Test
  void anAnswerWaitsForWhatCameBeforeIt() {
    List<Runnable> later = new ArrayList<>();
    List<String> handled = new ArrayList<>();
    FakeStream below = new FakeStream();
    Session slow =
        new Session(
            juliet.address().withResourcepart("slow"),
            juliet,
            SomeAccount.LIMITS,
            2,
            0,
            new Session.Way() {
              @Override
              public boolean swift(Session of, Stanza stanza) {
                return false;
              }

              @Override
              public void patient(Session of, Stanza stanza) {
                handled.add(stanza.id());
                of.send(message("to " + stanza.id()));
              }
            },
            later::add);
    slow.attach(below);
    slow.received(message("1"));
    slow.received(message("2"), message("answer"));
    slow.received(message("3"));
    assertThat(below.ids()).isEmpty();
    later.removeFirst().run();
    assertThat(handled).containsExactly("1", "3");
    assertThat(below.ids()).containsExactly("to 1", "answer", "to 3");
  }

  @Requirement(
      document = "XEP-0198",
      section = "5",
      quote = "MUST re-send to the peer any stanzas that are still marked as unhandled")
  @Test
  void aResumedStreamGetsWhatWasNotConfirmedThenWhatCameMeanwhile() {
    session.manage();
    session.send(message("1"));
    session.send(message("2"));
    assertThat(session.detach(stream)).isTrue();
    session.send(message("3"));
    FakeStream next = new FakeStream();
    assertThat(session.confirmed(1)).isTrue();
    session.attach(next);
    session.resend();
    assertThat(next.ids()).containsExactly("2", "3");
    assertThat(session.detach(stream)).as("an old stream cannot take it away").isFalse();
    assertThat(next.asked).isEqualTo(1);
  }

  @Test
  void whatNobodyConfirmedGoesBackToTheArchive() {
    session.manage();
    long first = archived("1");
    long second = archived("2");
    assertThat(session.confirmed(1)).isTrue();
    synchronized (juliet) {
      assertThat(session.end()).isTrue();
      assertThat(session.end()).isFalse();
      assertThat(session.giveBack()).isEmpty();
      assertThat(juliet.isBehind()).isTrue();
    }
    assertThat(juliet.deliveredTo()).isEqualTo(first).isLessThan(second);
  }

  // --- a client without stream management ---

  @Test
  void whatTheSocketTookIsNotYetWhatTheClientHas() {
    long id = archived("1");
    assertThat(session.flushed()).isTrue();
    assertThat(juliet.deliveredTo()).as("it may vanish now").isLessThan(id);
    session.taken();
    assertThat(juliet.deliveredTo()).isEqualTo(id);
    assertThat(session.flushed()).isFalse();
  }

  @Test
  void aClientThatVanishesMidWriteIsGivenItAgain() {
    archived("1");
    assertThat(session.flushed()).isTrue();
    session.taken();
    long lost = archived("2");
    assertThat(session.flushed()).isTrue();
    session.detach(stream); // no goodbye
    synchronized (juliet) {
      session.end();
      session.giveBack();
      assertThat(juliet.isBehind()).isTrue();
    }
    assertThat(juliet.deliveredTo()).isEqualTo(lost - 1);
  }

  @Test
  void onlyWhatWasFlushedIsTaken() {
    long flushed = archived("1");
    session.flushed();
    archived("2");
    session.taken();
    assertThat(juliet.deliveredTo()).isEqualTo(flushed);
  }

  // --- limits ---

  @Test
  void whatWaitsInTheOutboxCountsAsTaken() {
    session.manage();
    stream.onItsThread = false; // its loop is busy
    for (int i = 0; i < 49; i++) session.send(message("" + i));
    assertThat(session.hasRoom()).isTrue();
    session.send(message("49"));
    assertThat(session.hasRoom()).isFalse();
    stream.turn();
    assertThat(session.hasRoom()).isFalse();
    assertThat(session.confirmed(50)).isTrue();
    assertThat(session.hasRoom()).isTrue();
  }

  @Test
  void aClientThatAnswersOnlyWhatItIsAskedIsAskedForTheRest() {
    session.manage();
    for (int i = 0; i < 10; i++) session.send(message("" + i));
    assertThat(stream.asked).isEqualTo(1);
    session.confirmed(1); // it had the first when it was asked
    assertThat(stream.asked).isEqualTo(2);
    session.confirmed(10);
    assertThat(stream.asked).isEqualTo(2);
  }

  @Test
  void cve2010_0305AClientThatNeverAcknowledgesIsCutAtTheLimit() {
    session.manage();
    for (int i = 0; i < 1000; i++) session.send(message("" + i));
    assertThat(stream.written).hasSizeLessThanOrEqualTo(101);
    assertThat(stream.closed)
        .extracting(StreamError::condition)
        .isEqualTo(StreamError.Condition.RESOURCE_CONSTRAINT);
    assertThat(session.isOverflowing()).isTrue();
  }

  @Test
  void cve2010_0305ASlowReaderGetsMessagesAndTheNewestPresenceOnly() {
    stream.writable = false;
    for (int i = 0; i < 100; i++) {
      session.send(Stanza.presence().from(juliet.address()).id("p" + i).build());
    }
    assertThat(stream.written).isEmpty();
    stream.writable = true;
    session.writable();
    assertThat(stream.ids()).containsExactly("p99");
  }

  @Test
  void presenceHeldBackComesBeforeTheNextMessage() {
    session.inactive();
    session.send(Stanza.presence().from(juliet.address()).id("p").build());
    assertThat(stream.written).isEmpty();
    session.send(message("m"));
    session.active();
    assertThat(stream.ids()).contains("p", "m");
  }

  @Test
  void readingPausesWhenTheMailboxIsFullAndGoesOn() {
    List<Runnable> later = new ArrayList<>();
    FakeStream below = new FakeStream();
    Session slow =
        new Session(
            juliet.address().withResourcepart("slow"),
            juliet,
            SomeAccount.LIMITS,
            2,
            0,
            new Session.Way() {
              @Override
              public boolean swift(Session of, Stanza stanza) {
                return false;
              }

              @Override
              public void patient(Session of, Stanza stanza) {}
            },
            later::add);
    slow.attach(below);
    LongStream.rangeClosed(1, Mailbox.HIGH_WATER).forEach(i -> slow.received(message("" + i)));
    assertThat(below.reading).isEqualTo(Outlet.Reading.PAUSED);
    later.removeFirst().run();
    below.turn();
    assertThat(below.reading).isEqualTo(Outlet.Reading.ON);
  }
}
