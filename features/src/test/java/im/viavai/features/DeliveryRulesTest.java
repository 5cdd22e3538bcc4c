package im.viavai.features;

import im.viavai.xmpp.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// RFC 6121 §8.5.4, Table 1, every cell of it, with what we choose where it leaves a choice: `O`
/// stored for later, `E` an error, `S` silence, `D` to the resource it names, `A` to all resources
/// whose priority is not negative.
final class DeliveryRulesTest {
  private static final List<String> TYPES = List.of("normal", "chat", "groupchat", "headline");

  /// Who is there before the message comes.
  enum Condition {
    NOBODY(""),
    AWAY(
        """
        [balcony connects as juliet@localhost/balcony]
        [balcony disconnects]
        """),
    NEGATIVE(
        """
        [balcony connects as juliet@localhost/balcony]
        balcony sends: <presence><priority>-1</priority></presence>
        balcony receives: <presence from='juliet@localhost/balcony'><priority>-1</priority></presence>
        """),
    ONE(
        """
        [balcony connects as juliet@localhost/balcony]
        balcony sends: <presence/>
        balcony receives: <presence from='juliet@localhost/balcony'/>
        """),
    TWO(
        ONE.lines
            + """
            [chamber connects as juliet@localhost/chamber]
            chamber sends: <presence/>
            chamber receives:
              <presence from='juliet@localhost/chamber'/><presence from='juliet@localhost/balcony'/>
            balcony receives: <presence from='juliet@localhost/chamber'/>
            """);

    private final String lines;

    Condition(String lines) {
      this.lines = lines;
    }
  }

  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    row(cells, Condition.NOBODY, "juliet@localhost", "EEES");
    row(cells, Condition.NOBODY, "juliet@localhost/balcony", "EEES");
    row(cells, Condition.AWAY, "juliet@localhost", "OOES");
    row(cells, Condition.AWAY, "juliet@localhost/balcony", "EOES");
    row(cells, Condition.NEGATIVE, "juliet@localhost", "OOES");
    row(cells, Condition.NEGATIVE, "juliet@localhost/balcony", "DDDD");
    row(cells, Condition.NEGATIVE, "juliet@localhost/nowhere", "EOES");
    row(cells, Condition.ONE, "juliet@localhost", "DDED");
    row(cells, Condition.ONE, "juliet@localhost/balcony", "DDDD");
    row(cells, Condition.ONE, "juliet@localhost/nowhere", "EDES");
    row(cells, Condition.TWO, "juliet@localhost", "AAEA");
    row(cells, Condition.TWO, "juliet@localhost/balcony", "DDDD");
    row(cells, Condition.TWO, "juliet@localhost/nowhere", "EAES");
    return cells.stream();
  }

  private static void row(List<Arguments> to, Condition condition, String address, String fates) {
    for (int i = 0; i < TYPES.size(); i++)
      to.add(Arguments.of(condition, address, TYPES.get(i), fates.charAt(i)));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
  @MethodSource("cells")
  @Requirement(
      document = "RFC 6121",
      section = "8.5.4",
      quote = "The following table summarizes the message (not stanza) delivery rules")
  void aMessageMeetsItsFate(Condition condition, String address, String type, char fate) {
    boolean archived = type.equals("normal") || type.equals("chat");
    String id =
        archived ? "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@localhost' id='{any}'/>" : "";
    String came = "<message id='m' type='" + type + "' from='romeo@localhost/orchard'>%s</message>";
    String live = came.formatted("<body>O!</body>" + id);
    StringBuilder chat = new StringBuilder(condition.lines);
    chat.append("[romeo connects as romeo@localhost/orchard]\n");
    chat.append("romeo sends: <message id='m' to='" + address + "' type='" + type + "'>");
    chat.append("<body>O!</body></message>\n");
    switch (fate) {
      case 'D' -> chat.append("balcony receives: ").append(live).append('\n');
      case 'A' -> {
        chat.append("balcony receives: ").append(live).append('\n');
        chat.append("chamber receives: ").append(live).append('\n');
      }
      case 'E' ->
          chat.append(
              """
              romeo receives:
                <message type='error' id='m' from='%s'>
                  <error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                </message>
              """
                  .formatted(address));
      default -> {} // nothing now
    }
    chat.append(
        "romeo sends: <iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>\n");
    chat.append("romeo receives: <iq type='result' id='p'/>\n"); // by now it went its way
    if (condition == Condition.AWAY) { // whoever comes next has what was stored, and nothing else
      String delay = "<delay xmlns='urn:xmpp:delay' from='localhost' stamp='{any}'/>";
      String late = fate == 'O' ? came.formatted("<body>O!</body>" + id + delay) : "";
      chat.append("[late connects as juliet@localhost/late]\n");
      chat.append("late sends: <presence/>\n");
      chat.append("late receives: <presence from='juliet@localhost/late'/>" + late + "\n");
    }
    Stage.play(chat.toString());
  }

  @ParameterizedTest
  @MethodSource("stanzas")
  @Requirement(
      document = "RFC 6121",
      section = "8.5.1",
      quote =
          "For an IQ stanza, the server MUST return a <service-unavailable/> stanza error to the sender")
  @Requirement(
      document = "RFC 6121",
      section = "8.5.1",
      quote =
          "For a presence stanza with no 'type' attribute or a 'type' attribute of \"unavailable\", the server MUST silently ignore the stanza")
  void otherStanzasMeetTheirs(String prelude, String stanza, String answer) {
    String error =
        """
        romeo receives:
          <iq type='error' id='i'><error type='cancel'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """;
    Stage.play(
        prelude
            + "[romeo connects as romeo@localhost/orchard]\nromeo sends: "
            + stanza
            + "\n"
            + (answer.equals("E") ? error : ""));
  }

  static Stream<Arguments> stanzas() {
    List<Arguments> all = new ArrayList<>();
    for (Condition condition : List.of(Condition.NOBODY, Condition.AWAY, Condition.ONE)) {
      for (String to : List.of("juliet@localhost", "juliet@localhost/nowhere")) {
        for (String type : List.of("get", "set"))
          all.add(
              Arguments.of(
                  condition.lines,
                  "<iq id='i' type='" + type + "' to='" + to + "'><a xmlns='urn:example:a'/></iq>",
                  "E"));
        String result = "<iq id='i' type='result' to='" + to + "'/>";
        all.add(Arguments.of(condition.lines, result, "S")); // RFC 6120 §8.2.3: never answered
      }
    }
    for (String to : List.of("juliet@localhost", "juliet@localhost/nowhere")) {
      for (String type : List.of("", "unavailable", "unsubscribe", "unsubscribed")) {
        String attribute = type.isEmpty() ? "" : " type='" + type + "'";
        all.add(Arguments.of("", "<presence to='" + to + "'" + attribute + "/>", "S"));
      }
    }
    return all.stream();
  }
}
