package im.viavai.features.blocking;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import org.junit.jupiter.api.Test;

/// Whoever is blocked shows up nowhere: not in the archive, not on another device, not later.
final class BlockingTest {
  @Requirement(
      document = "XEP-0191",
      section = "3.3",
      quote =
          "Once the user has blocked communications with a JID, the user's server MUST NOT deliver any XML stanzas from the JID to the user")
  @Test
  void aBlockedContactShowsUpNeitherInTheArchiveNorInCarbonsNorLater() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [phone connects as juliet@localhost/phone]
        [tybalt connects as tybalt@localhost/square]
        phone sends: <iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>
        phone receives: <iq type='result' id='c'/>
        juliet sends: <iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item jid='tybalt@localhost'/></block></iq>
        juliet receives: <iq type='result' id='b'/>
        tybalt sends: <message type='chat' to='juliet@localhost/balcony'><body>Peace? I hate the word.</body></message>
        tybalt receives: <message type='error'>{any}</message>
        juliet sends: <message type='chat' to='tybalt@localhost'><body>Hush</body></message>
        juliet receives: <message type='error'>{any}</message>
        juliet sends: <iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>
        juliet receives:
          <iq type='result' id='q'><fin xmlns='urn:xmpp:mam:2' complete='true'>{any}</fin></iq>
        [phone disconnects]
        [juliet disconnects]
        tybalt sends: <message type='chat' to='juliet@localhost'><body>Drawn, and talk of peace?</body></message>
        tybalt receives: <message type='error'>{any}</message>
        [juliet connects as juliet@localhost/balcony]
        juliet sends: <iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'/></iq>
        juliet receives: <iq type='result' id='u'/>
        juliet sends: <presence/>
        juliet receives: <presence from='juliet@localhost/balcony'/>
        """);
  }

  @Requirement(
      document = "XEP-0191",
      section = "3.3",
      quote = "but only if the JID is allowed to receive presence notifications from the user")
  @Test
  void whoGotDirectedPresenceSeesTheUserGo() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [tybalt connects as tybalt@localhost/square]
        [paris connects as paris@localhost/church]
        juliet sends: <presence/>
        juliet receives: <presence from='juliet@localhost/balcony'/>
        juliet sends: <presence to='tybalt@localhost/square'/>
        tybalt receives: <presence from='juliet@localhost/balcony'/>
        juliet sends:
          <iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>
            <item jid='tybalt@localhost/square'/><item jid='paris@localhost'/>
          </block></iq>
        juliet receives: <iq type='result' id='b'/>
        tybalt receives: <presence type='unavailable' from='juliet@localhost/balcony'/>
        """);
  }
}
