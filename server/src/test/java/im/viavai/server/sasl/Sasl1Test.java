package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Sasl1Test {

  private final Sasl1 sasl = new Sasl1();

  private SaslMessage parse(String xml) throws StreamException {
    return sasl.parse(
        Element.parse(xml.replaceFirst("( |/|>)", " xmlns='" + Namespaces.SASL + "'$1")));
  }

  @Requirement(
      document = "RFC 6120",
      section = "6.4.2",
      quote =
          "it MUST transmit the response as a single equals sign character (\"=\"), which indicates that the response is present but contains no data.")
  @Test
  void anInitialResponseIsThereOrEmptyOrAbsent() throws StreamException {
    assertThat(parse("<auth mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>"))
        .isEqualTo(new SaslMessage.Auth("PLAIN", Bytes.utf8("\0juliet\0r0m30myr0m30")));
    assertThat(parse("<auth mechanism='PLAIN'>=</auth>"))
        .isEqualTo(new SaslMessage.Auth("PLAIN", Bytes.EMPTY));
    assertThat(parse("<auth mechanism='PLAIN'/>")).isEqualTo(new SaslMessage.Auth("PLAIN", null));
  }

  @Test
  void responsesAndAborts() throws StreamException {
    assertThat(parse("<response>YWJj</response>"))
        .isEqualTo(new SaslMessage.Response(Bytes.utf8("abc")));
    assertThat(parse("<response/>")).isEqualTo(new SaslMessage.Response(Bytes.EMPTY));
    assertThat(parse("<abort/>")).isEqualTo(new SaslMessage.Abort());
  }

  @ParameterizedTest
  @CsvSource({
    "<auth mechanism='PLAIN'>YQ</auth>,INCORRECT_ENCODING",
    "<auth mechanism='PLAIN'>YQ==YQ==</auth>,INCORRECT_ENCODING",
    "<auth mechanism='PLAIN'>Y!==</auth>,INCORRECT_ENCODING",
    "<auth mechanism='PLAIN'> YWJj </auth>,INCORRECT_ENCODING",
    "<response>Y</response>,INCORRECT_ENCODING",
    "<auth>YWJj</auth>,INVALID_MECHANISM",
    "<challenge/>,MALFORMED_REQUEST",
    "<success/>,MALFORMED_REQUEST"
  })
  void whatCannotBeUnderstoodIsAFailure(String xml, Condition condition) throws StreamException {
    assertThat(parse(xml)).isEqualTo(new SaslMessage.Invalid(new SaslFailure(condition)));
  }

  @Test
  void anotherNamespaceIsMalformed() {
    assertThat(sasl.parse(Element.of(Namespaces.SASL2, "abort")))
        .isEqualTo(new SaslMessage.Invalid(new SaslFailure(Condition.MALFORMED_REQUEST)));
  }

  @Test
  void whatTheServerSaysIsBase64() {
    var challenge = sasl.challenge(Bytes.utf8("abc"));
    assertThat(challenge.is(Namespaces.SASL, "challenge")).isTrue();
    assertThat(challenge.text()).isEqualTo("YWJj");
    var success = sasl.success(Bytes.utf8("v=abc"));
    assertThat(success.is(Namespaces.SASL, "success")).isTrue();
    assertThat(success.text()).isEqualTo("dj1hYmM=");
    assertThat(sasl.success(Bytes.EMPTY).text()).isEmpty();
  }
}
