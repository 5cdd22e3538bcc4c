package im.viavai.features.registration;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import org.junit.jupiter.api.Test;

/// Limits and traps of registration, as conversations that would be too long to write down.
final class InBandRegistrationTest {
  private static final String TOO_MANY =
      """
      <error type='wait'>
        <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
        <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>{any}</text>
      </error>
      """
          .indent(2);

  private static String register(String who, String name, String answer) {
    return """
    %1$s sends:
      <iq type='set' id='%2$s'><query xmlns='jabber:iq:register'><username>%2$s</username><password>pw</password></query></iq>
    %1$s receives: %3$s
    """
        .formatted(who, name, answer.formatted(name));
  }

  @Test
  void t22OnlySoManyInAllFromHoweverManyNetworks() {
    StringBuilder chat =
        new StringBuilder("[registration.open = true]\n[registration.per_hour = 3]\n");
    for (int i = 1; i <= 4; i++) {
      chat.append("[n%d connects from 2001:db8:%d::1]\n".formatted(i, i));
      String answer =
          i <= 3
              ? "<iq type='result' id='%s'/>"
              : "<iq type='error' id='%s'>" + TOO_MANY + "  </iq>";
      chat.append(register("n" + i, "user" + i, answer));
    }
    Stage.play(chat.toString());
  }

  @Test
  void t8WhoAsksForTakenNamesIsStoppedToo() {
    StringBuilder chat =
        new StringBuilder(
            """
            [registration.open = true]
            [registration.per_address_per_hour = 1]
            [romeo connects as romeo@localhost/x]
            [probe connects from 192.0.2.7]
            """);
    for (int i = 0; i < 10; i++) {
      chat.append(register("probe", "romeo", "\n  <iq type='error'>{any}</iq>"));
    }
    chat.append(register("probe", "free", "<iq type='error' id='%s'>" + TOO_MANY + "  </iq>"));
    Stage.play(chat.toString());
  }

  @Test
  void t22PasswordsAreChangedOnlySoOften() {
    StringBuilder chat = new StringBuilder("[romeo connects as romeo@localhost/x]\n");
    for (int i = 0; i < OwnAccount.CHANGES_PER_HOUR; i++) {
      chat.append(register("romeo", "romeo", "<iq type='result' id='%s'/>"));
    }
    chat.append(
        register(
            "romeo",
            "romeo",
            """
            <iq type='error' id='%s'><error type='wait'>
                <resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
                <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>{any}</text>
              </error></iq>\
            """));
    Stage.play(chat.toString());
  }

  @Requirement(
      document = "XEP-0077",
      section = "3.1.1",
      quote = "immediately completes the registration use case with the server, then authenticates")
  @Test
  void aRegisteredAccountCanBeUsed() {
    Stage.play(
        """
        [registration.open = true]
        [ann connects from 192.0.2.7]
        """
            + register("ann", "ann", "<iq type='result' id='%s'/>")
            + """
            [romeo connects as romeo@localhost/x]
            [ann disconnects]
            [ann connects as ann@localhost/stratford]
            romeo sends: <message to='ann@localhost/stratford' type='chat'><body>Welcome</body></message>
            ann receives: <message type='chat' from='romeo@localhost/x'><body>Welcome</body>{more}</message>
            """);
  }

  @Test
  void whoGetsTheNameOfARemovedAccountGetsNothingElse() {
    Stage.play(
        """
        [registration.open = true]
        [romeo connects as romeo@localhost/x]
        [ann connects as ann@localhost/x]
        romeo sends: <message to='ann@localhost/x' type='chat'><body>Secret</body></message>
        ann receives: <message type='chat'><body>Secret</body>{more}</message>
        ann sends: <iq type='set' id='1'><query xmlns='jabber:iq:roster'><item jid='romeo@localhost'/></query></iq>
        ann receives: <iq type='result' id='1'/>
        ann sends: <iq type='set' id='2'><vCard xmlns='vcard-temp'><FN>Ann</FN></vCard></iq>
        ann receives: <iq type='result' id='2'/>
        ann sends: <iq type='set' id='3'><query xmlns='jabber:iq:private'><a xmlns='a'>b</a></query></iq>
        ann receives: <iq type='result' id='3'/>
        ann sends: <iq type='set' id='4'><query xmlns='jabber:iq:register'><remove/></query></iq>
        ann receives: <iq type='result' id='4'/>
        ann receives: <error xmlns='http://etherx.jabber.org/streams'>{any}</error>
        [ann disconnects]
        [thief connects from 192.0.2.9]
        """
            + register(
                "thief",
                "ann",
                "\n  <iq type='error'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
            + "[31 days pass]\n"
            + register("thief", "ann", "<iq type='result' id='%s'/>")
            + """
            [new connects as ann@localhost/y]
            new sends: <iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>
            new receives: <iq type='result' id='1'><query xmlns='jabber:iq:roster' ver='{any}'/></iq>
            new sends: <iq type='get' id='2'><vCard xmlns='vcard-temp'/></iq>
            new receives: <iq type='error' id='2'>{any}</iq>
            new sends: <iq type='get' id='3'><query xmlns='jabber:iq:private'><a xmlns='a'/></query></iq>
            new receives: <iq type='result' id='3'><query xmlns='jabber:iq:private'><a xmlns='a'/></query></iq>
            new sends: <iq type='set' id='4'><query xmlns='urn:xmpp:mam:2'/></iq>
            new receives: <iq type='result' id='4'><fin xmlns='urn:xmpp:mam:2' complete='true'>{any}</fin></iq>
            new sends: <presence/>
            new receives: <presence from='ann@localhost/y'/>
            """);
  }
}
