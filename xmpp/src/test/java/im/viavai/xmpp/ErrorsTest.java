package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsTest {
  @ParameterizedTest
  @EnumSource
  void aStanzaErrorIsWrittenAndRead(StanzaError.Condition condition) throws StreamException {
    StanzaError error =
        StanzaError.of(condition, "Why & how")
            .as(StanzaError.Type.CONTINUE)
            .foundBy(Jid.of("capulet.lit"))
            .with(Element.of("urn:app", "too-many"));
    assertThat(StanzaError.parse(Element.parse(error.toElement().toString()))).isEqualTo(error);
    assertThat(StanzaError.of(condition).toElement().attribute("type"))
        .isEqualTo(condition.recommended().value());
    assertThat(StanzaError.Condition.of(condition.local())).contains(condition);
  }

  @Requirement(
      document = "RFC 6120",
      section = "8.3.2",
      quote = "it MUST treat the unknown condition as equivalent to <undefined-condition/>")
  @Test
  void anUnknownConditionIsUndefined() throws StreamException {
    StanzaError error =
        StanzaError.parse(
            Element.parse(
                "<error xmlns='jabber:client' type='x'>"
                    + "<odd xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"));
    assertThat(error).isEqualTo(StanzaError.of(StanzaError.Condition.UNDEFINED_CONDITION));
  }

  @Test
  void goneAndRedirectPointElsewhere() {
    StanzaError gone =
        StanzaError.of(StanzaError.Condition.GONE).pointingTo("xmpp:romeo@afterlife.example.net");
    assertThat(gone.toElement())
        .hasToString(
            "<error xmlns='jabber:client' type='cancel'>"
                + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>"
                + "xmpp:romeo@afterlife.example.net</gone></error>");
    assertThat(StanzaError.parse(gone.toElement())).isEqualTo(gone);
  }

  @ParameterizedTest
  @EnumSource
  void aStreamErrorIsWrittenAndRead(StreamError.Condition condition) throws StreamException {
    StreamError error =
        StreamError.of(condition, "Why & how").with(Element.of("urn:app", "escape-your-data"));
    assertThat(StreamError.parse(Element.parse(error.toElement().toString()))).isEqualTo(error);
    assertThat(StreamError.Condition.of(condition.local())).contains(condition);
    assertThat(error.exception().error()).isSameAs(error);
  }

  @Test
  void anotherHostIsNamed() {
    StreamError error = StreamError.seeOtherHost("[2001:41D0:1:A49b::1]:9222");
    assertThat(error.toElement())
        .hasToString(
            "<error xmlns='http://etherx.jabber.org/streams'>"
                + "<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                + "[2001:41D0:1:A49b::1]:9222</see-other-host></error>");
    assertThat(StreamError.parse(error.toElement())).isEqualTo(error);
  }
}
