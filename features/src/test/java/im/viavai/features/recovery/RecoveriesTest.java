package im.viavai.features.recovery;

import im.viavai.features.Stage;
import org.junit.jupiter.api.Test;

/// Guessing recovery codes and making too many of them (THREATS T8).
final class RecoveriesTest {
  private static String tried(int id, String username, String code, String answer) {
    return """
    thief sends:
      <iq type='set' id='r%1$d'><recover xmlns='urn:viavai:recovery:0'>
        <username>%2$s</username><code>%3$s</code><password>mine</password></recover></iq>
    thief receives: <iq type='error' id='r%1$d'>%4$s</iq>
    """
        .formatted(id, username, code, answer);
  }

  private static final String WRONG =
      "<error type='auth'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
  private static final String TOO_MANY =
      """
      <error type='wait'>
          <resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>Too many tries. Try again later.</text>
        </error>\
      """;

  @Test
  void t8GuessingIsStoppedAndTellsNothing() {
    StringBuilder chat =
        new StringBuilder(
            """
            [limits.login_failures_per_account = 3]
            [juliet connects as juliet@localhost/x]
            [code AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A for juliet@localhost]
            [thief connects from 192.0.2.7]
            """);
    int id = 0;
    for (String name : new String[] {"juliet", "nobody"}) {
      for (int i = 0; i < 3; i++) chat.append(tried(id++, name, "B".repeat(26), WRONG));
      chat.append(tried(id++, name, "A".repeat(26), TOO_MANY));
    }
    chat.append("[1 minute passes]\n");
    chat.append(tried(id++, "juliet", "B".repeat(26), WRONG));
    Stage.play(chat.toString());
  }

  @Test
  void badPasswordsAreRefusedBeforeAnythingIsLookedUp() {
    String unusable =
        """
        <error type='modify'>
            <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
            <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>This password cannot be used.</text>
          </error>\
        """;
    StringBuilder chat = new StringBuilder("[thief connects from 192.0.2.7]\n");
    chat.append(tried(1, "a@b", "\u00e9".repeat(200), WRONG));
    chat.append(tried(2, "x".repeat(2000), "B".repeat(26), WRONG));
    chat.append(tried(3, "j\u202eu", "&#x1F600;", WRONG));
    chat.append(
        tried(4, "juliet", "B".repeat(26), unusable).replace("<password>mine", "<password>&#x7f;"));
    Stage.play(chat.toString());
  }

  @Test
  void onlySoManyCodesInAnHour() {
    StringBuilder chat = new StringBuilder("[juliet connects as juliet@localhost/x]\n");
    for (int i = 0; i <= PrintedCodes.CODES_PER_HOUR; i++) {
      chat.append(
          "juliet sends: <iq type='set' id='c'><code xmlns='urn:viavai:recovery:0'/></iq>\n");
      chat.append(
          i < PrintedCodes.CODES_PER_HOUR
              ? "juliet receives: <iq type='result' id='c'><code xmlns='urn:viavai:recovery:0' created='{any}' expires='{any}'>{any}</code></iq>\n"
              : "juliet receives: <iq type='error' id='c'>{any}</iq>\n");
    }
    Stage.play(chat.toString());
  }

  @Test
  void nobodyAsksForTheCodesOfOthers() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/x]
        [romeo connects as romeo@localhost/x]
        romeo sends: <iq type='set' id='c' to='juliet@localhost'><code xmlns='urn:viavai:recovery:0'/></iq>
        romeo receives:
          <iq type='error' id='c' from='juliet@localhost'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """);
  }
}
