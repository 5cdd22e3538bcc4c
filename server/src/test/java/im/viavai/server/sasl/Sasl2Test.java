package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StreamException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Sasl2Test {

  private final Sasl2 sasl2 = new Sasl2();

  private Sasl2Message.Authenticate authenticate(String xml) throws StreamException {
    if (sasl2.parse(Element.parse(xml)) instanceof Sasl2Message.Authenticate message) {
      return message;
    }
    return fail("not understood: " + xml);
  }

  @Requirement(
      document = "XEP-0388",
      section = "2.3",
      quote = "it has a single mandatory attribute of \"mechanism\"")
  @Test
  void readsExample3() throws StreamException {
    var message =
        authenticate(
            """
            <authenticate xmlns='urn:xmpp:sasl:2' mechanism='SCRAM-SHA-1-PLUS'>
              <initial-response>cD10bHMtZXhwb3J0ZXIsLG49dXNlcixyPTEyQzRDRDVDLUUzOEUtNEE5OC04RjZELTE1QzM4RjUxQ0NDNg==</initial-response>
              <user-agent id='D4565fa7-4d72-4749-b3d3-740edbf87770'>
                <software>AwesomeXMPP</software>
                <device>Kiva's Phone</device>
              </user-agent>
            </authenticate>\
            """);
    assertThat(message)
        .isEqualTo(
            new Sasl2Message.Authenticate(
                "SCRAM-SHA-1-PLUS",
                Bytes.utf8("p=tls-exporter,,n=user,r=12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6"),
                new UserAgent(
                    "d4565fa7-4d72-4749-b3d3-740edbf87770", "AwesomeXMPP", "Kiva's Phone"),
                null,
                "",
                List.of(),
                null,
                List.of()));
    assertThat(message.userAgent().description()).isEqualTo("AwesomeXMPP, Kiva's Phone");
  }

  @Requirement(
      document = "XEP-0386",
      section = "3.2",
      quote =
          "the <bind/> element MAY contain one or more child elements in other namespaces, representing features that the client requests to be automatically enabled")
  @Test
  void readsAllThatIsInlined() throws StreamException {
    var message =
        authenticate(
            """
            <authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-ENDP'>
              <bind xmlns='urn:xmpp:bind:0'>
                <tag>AwesomeXMPP</tag>
                <enable xmlns='urn:xmpp:carbons:2'/>
                <enable xmlns='urn:xmpp:sm:3'/>
              </bind>
              <fast xmlns='urn:xmpp:fast:0' count='123' invalidate='true'/>
              <request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>
              <upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-256</upgrade>
              <upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-512</upgrade>
              <resume xmlns='urn:xmpp:sm:3' h='1' previd='2'/>
            </authenticate>\
            """);
    assertThat(message.initialResponse()).isNull();
    assertThat(message.userAgent()).isEqualTo(UserAgent.UNKNOWN);
    assertThat(message.fast()).isEqualTo(new FastRequest(123, FastRequest.Afterwards.INVALIDATE));
    assertThat(message.requestToken()).isEqualTo("HT-SHA-256-NONE");
    assertThat(message.upgrades()).containsExactly("UPGR-SCRAM-SHA-256", "UPGR-SCRAM-SHA-512");
    assertThat(message.inline())
        .hasSize(1)
        .allMatch(child -> child.is(Namespaces.STREAM_MANAGEMENT, "resume"));
    assertThat(message.bind())
        .isNotNull()
        .satisfies(bind -> assertThat(bind.tag()).isEqualTo("AwesomeXMPP"))
        .satisfies(bind ->
            assertThat(bind.features())
                .hasSize(2)
                .anyMatch(feature -> feature.is("urn:xmpp:carbons:2", "enable"))
                .anyMatch(feature -> feature.is("urn:xmpp:sm:3", "enable")));
  }

  @Requirement(
      document = "XEP-0388",
      section = "2.2",
      quote =
          "To indicate the absence of an initial response, or the absence of success data, the element is simply not included.")
  @Test
  void anEmptyInitialResponseIsNoAbsentOne() throws StreamException {
    assertThat(
            authenticate(
                    "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='X'><initial-response/></authenticate>")
                .initialResponse())
        .isEqualTo(Bytes.EMPTY);
  }

  @Test
  void fastWithoutCountDoesNotCount() throws StreamException {
    var message =
        authenticate(
            "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='X'><fast xmlns='urn:xmpp:fast:0'/></authenticate>");
    assertThat(message.fast())
        .isEqualTo(new FastRequest(FastRequest.NO_COUNT, FastRequest.Afterwards.KEEP));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "2147483648", "99999999999999999999", "1.0", " 1"})
  void aCountThatIsNoneIsMalformed(String count) throws StreamException {
    var xml =
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='X'><fast xmlns='urn:xmpp:fast:0' count='"
            + count
            + "'/></authenticate>";
    assertThat(sasl2.parse(Element.parse(xml)))
        .isEqualTo(new Sasl2Message.Invalid(new SaslFailure(Condition.MALFORMED_REQUEST)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "d4565fa7-4d72-4749-b3d3-740edbf8777", "../../etc/passwd"})
  void aUserAgentIdThatIsNoUuidIsNone(String id) throws StreamException {
    var xml =
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='X'><user-agent id='"
            + id
            + "'><software>"
            + "x".repeat(500)
            + "</software></user-agent></authenticate>";
    var agent = authenticate(xml).userAgent();
    assertThat(agent.id()).isEmpty();
    assertThat(agent.software()).hasSize(UserAgent.MAX_TEXT);
  }

  @Test
  void theOtherElements() throws StreamException {
    assertThat(sasl2.parse(Element.parse("<response xmlns='urn:xmpp:sasl:2'>\n YWJj\n</response>")))
        .isEqualTo(new Sasl2Message.Response(Bytes.utf8("abc")));
    assertThat(
            sasl2.parse(
                Element.parse("<abort xmlns='urn:xmpp:sasl:2'><text>enough</text></abort>")))
        .isEqualTo(new Sasl2Message.Abort());
    assertThat(
            sasl2.parse(Element.parse("<next xmlns='urn:xmpp:sasl:2' task='UPGR-SCRAM-SHA-256'/>")))
        .isEqualTo(new Sasl2Message.Next("UPGR-SCRAM-SHA-256", List.of()));
    assertThat(
            sasl2.parse(
                Element.parse(
                    "<task-data xmlns='urn:xmpp:sasl:2'><hash xmlns='urn:xmpp:scram-upgrade:0'>YWJj</hash></task-data>")))
        .isInstanceOfSatisfying(
            Sasl2Message.TaskData.class,
            data ->
                assertThat(data.content())
                    .hasSize(1)
                    .allMatch(child -> child.is("urn:xmpp:scram-upgrade:0", "hash")));
  }

  @ParameterizedTest
  @CsvSource({
    "<authenticate xmlns='urn:xmpp:sasl:2'/>,INVALID_MECHANISM",
    "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='X'><initial-response>Y</initial-response></authenticate>,INCORRECT_ENCODING",
    "<response xmlns='urn:xmpp:sasl:2'>=</response>,INCORRECT_ENCODING",
    "<next xmlns='urn:xmpp:sasl:2'/>,MALFORMED_REQUEST",
    "<success xmlns='urn:xmpp:sasl:2'/>,MALFORMED_REQUEST",
    "<abort xmlns='urn:other'/>,MALFORMED_REQUEST"
  })
  void whatCannotBeUnderstoodIsAFailure(String xml, Condition condition) throws StreamException {
    assertThat(sasl2.parse(Element.parse(xml)))
        .isEqualTo(new Sasl2Message.Invalid(new SaslFailure(condition)));
  }

  @Test
  void moreChildrenThanTheLimitAreMalformed() {
    var full = Element.builder(Namespaces.SASL2, "authenticate").attribute("mechanism", "X");
    for (int i = 0; i < Sasl2.MAX_CHILDREN; i++) {
      full.child(Element.of("urn:other", "x"));
    }
    var element = full.build();
    assertThat(sasl2.parse(element)).isInstanceOf(Sasl2Message.Authenticate.class);
    assertThat(sasl2.parse(element.with(Element.of("urn:other", "x"))))
        .isEqualTo(new Sasl2Message.Invalid(new SaslFailure(Condition.MALFORMED_REQUEST)));
  }

  @Requirement(
      document = "XEP-0388",
      section = "2.6.1",
      quote =
          "this is a bare JID, unless resource binding has occurred, in which case it is a full JID")
  @Test
  void writesSuccess() {
    var bound = sasl2.bound(List.of(Element.of("urn:xmpp:mam:2", "metadata")));
    var jid = Jid.of("user@example.org/Awesome/1");
    var success = sasl2.success(Bytes.utf8("v=msVHs/BzIOHDqXeVH7EmmDu9id8="), jid, List.of(bound));
    assertThat(success.is(Namespaces.SASL2, "success")).isTrue();
    assertThat(success.child("additional-data").map(Element::text))
        .contains("dj1tc1ZIcy9CeklPSERxWGVWSDdFbW1EdTlpZDg9");
    assertThat(success.child("authorization-identifier").map(Element::text))
        .contains("user@example.org/Awesome/1");
    assertThat(success.child(Namespaces.BIND2, "bound")).isPresent();
    assertThat(sasl2.success(Bytes.EMPTY, jid, List.of()).child("additional-data")).isEmpty();
  }

  @Requirement(
      document = "XEP-0388",
      section = "2.6.3",
      quote = "The <continue element therefore always contains a <tasks/> element")
  @Test
  void writesContinueAndTheRest() {
    var element = sasl2.continueWith(Bytes.utf8("v=x"), List.of("UPGR-SCRAM-SHA-256"), "Why.");
    assertThat(element.is(Namespaces.SASL2, "continue")).isTrue();
    assertThat(element.child("additional-data").map(Element::text)).contains("dj14");
    assertThat(element.child("tasks").orElseThrow().children())
        .extracting(Element::text)
        .containsExactly("UPGR-SCRAM-SHA-256");
    assertThat(element.child("text").map(Element::text)).contains("Why.");
    var bare = sasl2.continueWith(Bytes.EMPTY, List.of("X"), "");
    assertThat(bare.children()).hasSize(1);

    var challenge = sasl2.challenge(Bytes.utf8("abc"));
    assertThat(challenge.is(Namespaces.SASL2, "challenge")).isTrue();
    assertThat(challenge.text()).isEqualTo("YWJj");
    var data = sasl2.taskData(List.of(Element.of("urn:x", "y")));
    assertThat(data.is(Namespaces.SASL2, "task-data")).isTrue();
    assertThat(data.children()).hasSize(1);
  }
}
