package im.viavai.features.invitations;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What strangers may send for a token, and sign-ups that would be too long to write down.
final class InvitedSignUpTest {
  private static final String BAD =
      "<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
  private static final String UNKNOWN =
      """
      <error type='cancel'>
          <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
          <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>The provided token is invalid or expired.</text>
        </error>\
      """;

  private static String shown(int id, String preauth, String answer) {
    return """
    stranger sends: <iq type='set' id='p%1$d'>%2$s</iq>
    stranger receives: <iq type='error' id='p%1$d'>%3$s</iq>
    """
        .formatted(id, preauth, answer);
  }

  @Requirement(
      document = "XEP-0445",
      section = "4",
      quote = "If the token provided by the client was unknown, invalid or expired")
  @Test
  void whateverAStrangerShowsIsAnsweredExactly() {
    Random random = new Random(7);
    StringBuilder chat = new StringBuilder("[stranger connects from 192.0.2.7]\n");
    chat.append(shown(0, "<preauth xmlns='urn:xmpp:pars:0' token=''/>", BAD));
    chat.append(shown(1, "<preauth xmlns='urn:xmpp:pars:0'><token>TOKEN</token></preauth>", BAD));
    chat.append(
        shown(2, "<preauth xmlns='urn:xmpp:pars:0' token='" + "a".repeat(5000) + "'/>", UNKNOWN));
    for (int i = 3; i < 100; i++) {
      String token =
          random
              .ints(1 + random.nextInt(250), 0x21, 0x2000)
              .filter(c -> "'\"<&{".indexOf(c) < 0 && (c < 0x7f || c > 0xa0))
              .collect(
                  () -> new StringBuilder("x"),
                  StringBuilder::appendCodePoint,
                  StringBuilder::append)
              .toString();
      chat.append(shown(i, "<preauth xmlns='urn:xmpp:pars:0' token='" + token + "'/>", UNKNOWN));
    }
    Stage.play(chat.toString());
  }

  @Test
  void aWrongTokenTakesBackWhatARightOneGave() {
    Stage.play(
        """
        [invitation TOKEN: account]
        [stranger connects from 192.0.2.7]
        stranger sends: <iq type='set' id='a'><preauth xmlns='urn:xmpp:pars:0' token='TOKEN'/></iq>
        stranger receives: <iq type='result' id='a'/>
        stranger sends: <iq type='set' id='b'><preauth xmlns='urn:xmpp:pars:0' token='token'/></iq>
        stranger receives: <iq type='error' id='b'>{any}</iq>
        stranger sends: <iq type='set' id='c'><query xmlns='jabber:iq:register'><username>a</username><password>b</password></query></iq>
        stranger receives:
          <iq type='error' id='c'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """);
  }

  @Test
  void aClassSignsUpFromOneAddressAndMeetsItsTeacherUntilTheLastUse() {
    StringBuilder chat =
        new StringBuilder(
            """
            [teacher connects as teacher@localhost/desk]
            teacher sends: <iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>
            teacher receives: <iq type='result' id='r'><query xmlns='jabber:iq:roster' ver='{any}'/></iq>
            [invitation CLASS: account and contact of teacher@localhost, 8 uses]
            """);
    for (int i = 0; i < 9; i++) {
      chat.append(
          """
          [pupil%1$d connects from 192.0.2.7]
          pupil%1$d sends: <iq type='set' id='p'><preauth xmlns='urn:xmpp:pars:0' token='CLASS'/></iq>
          """
              .formatted(i));
      if (i == 8) {
        chat.append("pupil8 receives: <iq type='error' id='p'>{any}</iq>\n");
        break;
      }
      chat.append(
          """
          pupil%1$d receives: <iq type='result' id='p'/>
          pupil%1$d sends: <iq type='set' id='s'><query xmlns='jabber:iq:register'><username>pupil%1$d</username><password>pw</password></query></iq>
          pupil%1$d receives: <iq type='result' id='s'/>
          teacher receives:
            <iq type='set'><query xmlns='jabber:iq:roster' ver='{any}'><item jid='pupil%1$d@localhost' subscription='both'/></query></iq>
          """
              .formatted(i));
    }
    Stage.play(chat.toString());
  }

  @Test
  void aFullRosterCostsTheContactAndNotTheAccount() {
    Stage.play(
        """
        [limits.roster_items = 1]
        [romeo connects as romeo@localhost/orchard]
        romeo sends: <iq type='set' id='1'><query xmlns='jabber:iq:roster'><item jid='paris@localhost'/></query></iq>
        romeo receives: <iq type='result' id='1'/>
        [invitation TOKEN: account and contact of romeo@localhost]
        [juliet connects from 192.0.2.7]
        juliet sends: <iq type='set' id='p'><preauth xmlns='urn:xmpp:pars:0' token='TOKEN'/></iq>
        juliet receives: <iq type='result' id='p'/>
        juliet sends: <iq type='set' id='s'><query xmlns='jabber:iq:register'><username>juliet</username><password>pw</password></query></iq>
        juliet receives: <iq type='result' id='s'/>
        [juliet disconnects]
        [juliet connects as juliet@localhost/balcony]
        juliet sends: <iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>
        juliet receives: <iq type='result' id='r'><query xmlns='jabber:iq:roster' ver='{any}'/></iq>
        """);
  }
}
