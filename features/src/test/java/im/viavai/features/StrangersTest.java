package im.viavai.features;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who has no business with an account does not learn whether it exists (THREATS T30). Two texts
/// want it otherwise and are followed: RFC 6121 §2.3.3 and XEP-0012 §3 answer `forbidden`.
final class StrangersTest {
  static List<String> questions() {
    return List.of(
        "<ping xmlns='urn:xmpp:ping'/>",
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        "<query xmlns='http://jabber.org/protocol/disco#items'/>",
        "<vCard xmlns='vcard-temp'/>",
        "<query xmlns='jabber:iq:version'/>",
        "<time xmlns='urn:xmpp:time'/>",
        "<query xmlns='jabber:iq:private'><a xmlns='a'/></query>",
        "<blocklist xmlns='urn:xmpp:blocking'/>",
        "<query xmlns='jabber:iq:register'/>",
        "<nobody xmlns='knows:this'/>");
  }

  @ParameterizedTest
  @MethodSource("questions")
  void t30AnAccountAndNobodyAnswerAStrangerTheSame(String question) {
    StringBuilder chat =
        new StringBuilder(
            """
            [juliet connects as juliet@localhost/balcony]
            [stranger connects as stranger@localhost/street]
            """);
    for (String to : List.of("juliet@localhost", "nobody@localhost", "juliet@localhost/nowhere")) {
      chat.append(
          """
          stranger sends: <iq type='get' id='1' to='%1$s'>%2$s</iq>
          stranger receives:
            <iq type='error' id='1' from='%1$s' to='stranger@localhost/street'>
              <error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
            </iq>
          """
              .formatted(to, question));
    }
    Stage.play(chat.toString());
  }
}
