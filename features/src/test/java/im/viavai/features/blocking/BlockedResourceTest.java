package im.viavai.features.blocking;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One resource of a contact is blocked: every way that presence goes from the user to the bare
/// address of the contact, and every way from the contact to the user. Another resource of the
/// contact shows that it went; whatever the blocked one gets fails the conversation.
final class BlockedResourceTest {
  private static final String FRIENDS =
      """
      [juliet connects as juliet@localhost/balcony]
      [garden connects as romeo@localhost/garden]
      juliet sends: <presence/>
      juliet receives: <presence from='juliet@localhost/balcony'/>
      garden sends: <presence/>
      garden receives: <presence from='romeo@localhost/garden'/>
      juliet sends: <presence type='subscribed' to='romeo@localhost'/>
      garden sends: <presence type='subscribed' to='juliet@localhost'/>
      garden sends: <presence type='subscribe' to='juliet@localhost'/>
      garden receives: <presence from='juliet@localhost/balcony'/>
      juliet sends: <presence type='subscribe' to='romeo@localhost'/>
      juliet receives: <presence from='romeo@localhost/garden'/>
      """;

  private static final String STRANGERS =
      """
      [juliet connects as juliet@localhost/balcony]
      [garden connects as romeo@localhost/garden]
      juliet sends: <presence/>
      juliet receives: <presence from='juliet@localhost/balcony'/>
      garden sends: <presence/>
      garden receives: <presence from='romeo@localhost/garden'/>
      """;

  /// Neither saw nor was seen until now, and is there and listens.
  private static final String NOTHING_CAME =
      """
      juliet sends: <iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>
      juliet receives: <iq type='result' id='p' from='localhost'/>
      orchard sends: <iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>
      orchard receives: <iq type='result' id='p' from='localhost'/>
      garden sends: <iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>
      garden receives: <iq type='result' id='p' from='localhost'/>
      """;

  @Requirement(
      document = "XEP-0191",
      section = "6",
      quote = "<user@domain/resource> (only that resource matches)")
  @ParameterizedTest(name = "{1} to {0}, blocked as {2}")
  @CsvSource({
    "friends, presence, romeo@localhost/orchard",
    "friends, presence, localhost/orchard",
    "friends, unavailable, romeo@localhost/orchard",
    "friends, unavailable, localhost/orchard",
    "friends, lost, romeo@localhost/orchard",
    "friends, directed, romeo@localhost/orchard",
    "friends, probe, romeo@localhost/orchard",
    "friends, probe, localhost/orchard",
    "strangers, directed, romeo@localhost/orchard",
    "strangers, directed, localhost/orchard",
    "strangers, directed then lost, romeo@localhost/orchard",
    "friends, from it, romeo@localhost/orchard",
    "friends, from it, localhost/orchard",
    "strangers, directed from it, romeo@localhost/orchard",
  })
  void presenceReachesTheOtherResourcesOnly(String who, String way, String entry) {
    Stage.play(
        (who.equals("friends") ? FRIENDS : STRANGERS)
            + oneIsBlocked(entry)
            + steps(way)
            + (way.endsWith("lost") ? "" : NOTHING_CAME));
  }

  private static String oneIsBlocked(String entry) {
    return """
    juliet sends: <iq type='set' id='b'><block xmlns='urn:xmpp:blocking'><item jid='%s'/></block></iq>
    juliet receives: <iq type='result' id='b'/>
    [orchard connects as romeo@localhost/orchard]
    orchard sends: <presence/>
    orchard receives: <presence from='romeo@localhost/garden'/><presence from='romeo@localhost/orchard'/>
    garden receives: <presence from='romeo@localhost/orchard'/>
    """
        .formatted(entry);
  }

  private static String steps(String way) {
    return switch (way) {
      case "presence" ->
          """
          juliet sends: <presence><show>away</show></presence>
          juliet receives: <presence from='juliet@localhost/balcony'><show>away</show></presence>
          garden receives: <presence from='juliet@localhost/balcony'><show>away</show></presence>
          """;
      case "unavailable" ->
          """
          juliet sends: <presence type='unavailable'/>
          juliet receives: <presence type='unavailable' from='juliet@localhost/balcony'/>
          garden receives: <presence type='unavailable' from='juliet@localhost/balcony'/>
          """;
      case "lost" ->
          """
          [juliet disconnects]
          garden receives: <presence type='unavailable' from='juliet@localhost/balcony'/>
          """;
      case "directed" ->
          """
          juliet sends: <presence to='romeo@localhost'><show>dnd</show></presence>
          garden receives: <presence from='juliet@localhost/balcony'><show>dnd</show></presence>
          """;
      case "directed then lost" ->
          steps("directed")
              + """
              [juliet disconnects]
              garden receives: <presence type='unavailable' from='juliet@localhost/balcony'/>
              """;
      // only who was blocked asks
      case "probe" ->
          """
          orchard sends: <presence type='probe' to='juliet@localhost'/>
          garden sends: <presence type='probe' to='juliet@localhost'/>
          garden receives: <presence from='juliet@localhost/balcony'/>
          """;
      case "from it" ->
          """
          orchard sends: <presence><show>xa</show></presence>
          orchard receives: <presence from='romeo@localhost/orchard'><show>xa</show></presence>
          garden receives: <presence from='romeo@localhost/orchard'><show>xa</show></presence>
          garden sends: <presence><show>away</show></presence>
          garden receives: <presence from='romeo@localhost/garden'><show>away</show></presence>
          orchard receives: <presence from='romeo@localhost/garden'><show>away</show></presence>
          juliet receives: <presence from='romeo@localhost/garden'><show>away</show></presence>
          juliet sends: <presence type='probe' to='romeo@localhost'/>
          juliet receives: <presence from='romeo@localhost/garden'><show>away</show></presence>
          """;
      case "directed from it" ->
          """
          orchard sends: <presence to='juliet@localhost'/>
          garden sends: <presence to='juliet@localhost'/>
          juliet receives: <presence from='romeo@localhost/garden'/>
          """;
      default -> throw new IllegalArgumentException(way);
    };
  }
}
