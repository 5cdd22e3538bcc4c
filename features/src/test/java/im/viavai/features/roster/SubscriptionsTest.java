package im.viavai.features.roster;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import org.junit.jupiter.api.Test;

/// What conversations cannot say in few lines.
final class SubscriptionsTest {
  @Requirement(
      document = "RFC 6121",
      section = "3.1.3",
      quote = "set limits on the number or size of inbound presence subscription requests")
  @Test
  void t24ARequestThatIsTooLongIsNotKept() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [romeo connects as romeo@localhost/orchard]
        juliet sends: <presence/>
        juliet receives: <presence from='juliet@localhost/balcony'/>
        romeo sends: <presence type='subscribe' to='juliet@localhost'><status>%s</status></presence>
        romeo sends: <presence type='unsubscribe' to='juliet@localhost'/>
        romeo sends: <presence type='subscribe' id='short' to='juliet@localhost'/>
        juliet receives: <presence type='subscribe' id='short' from='romeo@localhost'/>
        """
            .formatted("x".repeat(Subscriptions.REQUEST_BYTES)));
  }

  @Test
  void aSessionThatAskedForNothingIsToldNothing() {
    Stage.play(
        """
        [juliet connects as juliet@localhost/balcony]
        [romeo connects as romeo@localhost/orchard]
        romeo sends: <presence type='subscribe' to='juliet@localhost'/>
        juliet sends: <presence type='subscribed' to='romeo@localhost'/>
        juliet sends: <iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>
        juliet receives: <iq type='result' id='p'/>
        """);
  }
}
