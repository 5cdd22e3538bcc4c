package im.viavai.features.guard;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import org.junit.jupiter.api.Test;

/// Regression tests for the lines of the threat table that the guard answers.
final class GuardTest {
  @Requirement(
      document = "XEP-0280",
      section = "11",
      quote = "any copies that do not meet this requirement MUST be ignored")
  @Test
  void t14Cve201755897ForgedCarbonsReachNobodyNotEvenTheOwnOtherDevices() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [phone connects as juliet@localhost/phone]
        [romeo connects as romeo@localhost/orchard]
        romeo sends: <message to='juliet@localhost/balcony' type='headline'><sent xmlns='urn:xmpp:carbons:2'/></message>
        romeo receives: <message type='error'>{any}</message>
        juliet sends: <message to='juliet@localhost/phone'><received xmlns='urn:xmpp:carbons:2'/></message>
        juliet receives: <message type='error'>{any}</message>
        romeo sends: <message to='juliet@localhost/balcony' type='error'><received xmlns='urn:xmpp:carbons:2'/></message>
        """);
  }

  @Test
  void t14ForgedArchiveResultsReachNobody() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [romeo connects as romeo@localhost/orchard]
        romeo sends:
          <message to='juliet@localhost/balcony'><body>x</body><result xmlns='urn:xmpp:mam:2' queryid='q' id='7'/></message>
        romeo receives: <message type='error'>{any}</message>
        """);
  }

  @Test
  void t10EveryCopyOfAServersElementIsTakenOut() {
    String claim = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/>";
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [romeo connects as romeo@localhost/orchard]
        romeo sends:
          <message to='juliet@localhost/balcony' type='headline'>%1$s<body>x</body>%1$s%1$s</message>
        juliet receives: <message type='headline' from='romeo@localhost/orchard'><body>x</body></message>
        romeo sends:
          <message to='juliet@localhost/balcony' type='headline'><body>y</body>
            <addresses xmlns='http://jabber.org/protocol/address'><address type='to' jid='a@localhost'/></addresses>
            <addresses xmlns='http://jabber.org/protocol/address'><address type='ofrom' jid='b@localhost'/></addresses>
          </message>
        juliet receives:
          <message type='headline' from='romeo@localhost/orchard'><body>y</body>
            <addresses xmlns='http://jabber.org/protocol/address'><address type='to' jid='a@localhost'/></addresses>
          </message>
        """
            .formatted(claim));
  }

  @Requirement(
      document = "RFC 6121",
      section = "2.1.6",
      quote =
          "If the client receives a roster push from an unauthorized entity, it MUST NOT process")
  @Test
  void t15NobodyPushesARosterToSomebodyElsesClient() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [romeo connects as romeo@localhost/orchard]
        romeo sends:
          <iq type='set' id='1' to='juliet@localhost/balcony'>
            <query xmlns='jabber:iq:roster'><item jid='evil@localhost' subscription='both'/></query>
          </iq>
        romeo receives: <iq type='error' id='1'>{any}</iq>
        romeo sends:
          <iq type='set' id='2' to='juliet@localhost/balcony'>
            <block xmlns='urn:xmpp:blocking'><item jid='nurse@localhost'/></block>
          </iq>
        romeo receives: <iq type='error' id='2'>{any}</iq>
        """);
  }
}
