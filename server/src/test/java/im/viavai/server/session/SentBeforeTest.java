package im.viavai.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.SentEntry;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import org.junit.jupiter.api.Test;

/// P2: a message that is sent again after a lost acknowledgement is recognised, and nothing else
/// is.
final class SentBeforeTest {
  private static final Jid ROMEO = Jid.of("romeo@localhost");
  private static final Jid PARIS = Jid.of("paris@localhost");
  private static final String ID = "6ba7b810-9dad";

  private final SentBefore before = new SentBefore();

  private static Stanza speech(String id, String text) {
    return Stanza.message()
        .type("chat")
        .id(id)
        .child(Element.of("jabber:client", "body").withText(text))
        .build();
  }

  private void sent(Stanza message, Jid to, long stream) {
    before.remember(message, SentBefore.originId(message), to, stream);
  }

  private boolean isRepeated(Stanza message, Jid to, long stream) {
    return before.isRepeated(message, SentBefore.originId(message), to, stream);
  }

  @Test
  void theSameMessageOverAnotherStreamIsARepetition() {
    sent(speech(ID, "Ay me!"), ROMEO, 1);
    assertThat(isRepeated(speech(ID, "Ay me!"), ROMEO, 2)).isTrue();
    assertThat(isRepeated(speech(ID, "Ay me!"), ROMEO.withResourcepart("orchard"), 2)).isTrue();
  }

  @Test
  void overTheSameStreamTheClientMeansIt() {
    sent(speech(ID, "Ay me!"), ROMEO, 1);
    assertThat(isRepeated(speech(ID, "Ay me!"), ROMEO, 1)).isFalse();
  }

  @Test
  void anotherRecipientOrContentIsAnotherMessage() {
    sent(speech(ID, "Ay me!"), ROMEO, 1);
    assertThat(isRepeated(speech(ID, "Ay me!"), PARIS, 2)).isFalse();
    assertThat(isRepeated(speech(ID, "She speaks."), ROMEO, 2)).isFalse();
  }

  @Test
  void anIdTooShortToBeRandomTellsNothing() {
    sent(speech("17", "Ay me!"), ROMEO, 1);
    assertThat(isRepeated(speech("17", "Ay me!"), ROMEO, 2)).isFalse();
  }

  @Test
  void theOriginIdGoesBeforeTheId() {
    Stanza first =
        Stanza.message()
            .id("one-random-id")
            .child(Element.builder("urn:xmpp:sid:0", "origin-id").attribute("id", ID).build())
            .build();
    sent(first, ROMEO, 1);
    assertThat(SentBefore.originId(first)).isEqualTo(ID);
    assertThat(isRepeated(first.withId("another-random-id"), ROMEO, 2)).isTrue();
  }

  @Test
  void ofWhatLiesInTheArchiveTheContentIsNotKnown() {
    before.remember(new SentEntry(1, 0, ROMEO, ID));
    assertThat(isRepeated(speech(ID, "Whatever"), ROMEO, 1)).isTrue();
  }

  @Test
  void onlyTheNewestAreRemembered() {
    sent(speech(ID, "Ay me!"), ROMEO, 1);
    for (int i = 1; i < SentBefore.LIMIT; i++) sent(speech("random-id-" + i, "x"), ROMEO, 1);
    assertThat(isRepeated(speech(ID, "Ay me!"), ROMEO, 2)).isTrue();
    sent(speech("one-too-many", "x"), ROMEO, 1);
    assertThat(isRepeated(speech(ID, "Ay me!"), ROMEO, 2)).isFalse();
    assertThat(isRepeated(speech("random-id-1", "x"), ROMEO, 2)).isTrue();
  }
}
