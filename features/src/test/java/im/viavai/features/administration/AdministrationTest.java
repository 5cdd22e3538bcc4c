package im.viavai.features.administration;

import im.viavai.features.Stage;
import org.junit.jupiter.api.Test;

/// Who is an administrator, and who only looks like one.
final class AdministrationTest {
  private static final String FORBIDDEN =
      "<error type='{any}'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{more}</error>";

  /// Prosody compared the localpart and not the domain.
  @Test
  void cve2020_8086TheSameNameElsewhereIsNobody() {
    StringBuilder chat =
        new StringBuilder(
            """
            [bard connects as bard@localhost/globe]
            [bard@localhost is an administrator]
            [impostor connects as bard@example.org/globe]
            [namesake connects as b\u0430rd@localhost/globe]
            """);
    for (String who : new String[] {"impostor", "namesake"}) {
      for (String domain : new String[] {"localhost", "example.org"}) {
        for (String command :
            new String[] {"add-user", "delete-user", "get-registered-users-num"}) {
          String id = "%s-%s-%s".formatted(who, domain, command);
          chat.append(
              """
              %1$s sends: <iq type='set' id='%2$s' to='%3$s'><command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/admin#%4$s'/></iq>
              %1$s receives: <iq type='error' id='%2$s'>%5$s</iq>
              """
                  .formatted(who, id, domain, command, FORBIDDEN));
        }
      }
    }
    chat.append(
        """
        bard sends: <iq type='set' id='b' to='localhost'><command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/admin#get-registered-users-num'/></iq>
        bard receives: <iq type='result' id='b'>{any}</iq>
        """);
    Stage.play(chat.toString());
  }
}
