package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StanzaTest {
  private static final Name BODY = new Name(Namespaces.CLIENT, "body");
  private static final Name X = new Name("urn:x", "x");
  private static final Jid ROMEO = Jid.of("romeo@montague.lit/orchard");
  private static final Jid JULIET = Jid.of("juliet@capulet.lit");

  @Test
  void whatCameGoesOut() throws StreamException {
    Stanza stanza =
        Recorder.stanza(
            "<message to='juliet@capulet.lit' id='a&amp;b' type='chat' foo='bar'>"
                + "<body>Art thou &lt;not&gt; Romeo?</body> <x xmlns='urn:x'/></message>");
    assertThat(stanza.kind()).isEqualTo(Stanza.Kind.MESSAGE);
    assertThat(stanza.id()).isEqualTo("a&b");
    assertThat(stanza.type()).isEqualTo("chat");
    assertThat(stanza.lang()).isEqualTo("en");
    assertThat(stanza.to()).isEqualTo(JULIET);
    assertThat(stanza.from()).isNull();
    assertThat(stanza.text("body")).isEqualTo("Art thou <not> Romeo?");
    assertThat(stanza.withFrom(ROMEO))
        .hasToString(
            "<message from='romeo@montague.lit/orchard' to='juliet@capulet.lit' type='chat'"
                + " xml:lang='en' foo='bar' id='a&amp;b'>"
                + "<body>Art thou &lt;not&gt; Romeo?</body> <x xmlns='urn:x'/></message>");
  }

  @Test
  void childrenAreAddedAndRemovedInPlace() throws StreamException {
    Stanza stanza =
        Recorder.stanza(
            "<message id='1'><a xmlns='urn:x'/><body>b</body><x xmlns='urn:x'>1</x></message>");
    Stanza without = stanza.without(child -> child.name().local().equals("a"));
    assertThat(without.children())
        .extracting(child -> child.name().local())
        .containsExactly("body", "x");
    assertThat(without.element(X).orElseThrow().text()).isEqualTo("1");
    Stanza plus = without.plus(Element.of("urn:y", "y").withText("<2>"));
    assertThat(plus)
        .hasToString(
            "<message xml:lang='en' id='1'><body>b</body><x xmlns='urn:x'>1</x>"
                + "<y xmlns='urn:y'>&lt;2&gt;</y></message>");
    assertThat(plus.element(new Name("urn:y", "y")).orElseThrow().text()).isEqualTo("<2>");
    assertThat(plus.without(child -> true)).hasToString("<message xml:lang='en' id='1'/>");
    assertThat(plus.has(BODY)).isTrue();
    assertThat(plus.withId("a new 'one'").element(BODY).orElseThrow().text()).isEqualTo("b");
    assertThat(plus.withId("a new 'one'").id()).isEqualTo("a new 'one'");
    assertThat(plus.withId("").id()).isEmpty();
  }

  @Test
  void theStoredFormIsReadBack() throws StreamException {
    Stanza stanza =
        Recorder.stanza(
            "<iq from='romeo@montague.lit/orchard' to='juliet@capulet.lit' id='1' type='get'>"
                + "<q xmlns='urn:x'><x/></q></iq>");
    String stored = new String(stanza.embedded(), StandardCharsets.UTF_8);
    assertThat(stored).startsWith("<iq xmlns='jabber:client' from=");
    Stanza again = Stanza.parse(stanza.embedded());
    assertThat(again).hasToString(stanza.toString());
    assertThat(again.children()).isEqualTo(stanza.children());
    assertThatThrownBy(() -> Stanza.parse("<iq/>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Requirement(
      document = "RFC 6120",
      section = "8.3.1",
      quote = "the value of the 'id' attribute MUST match that of the generated stanza")
  @Test
  void anErrorGoesBackToItsSender() throws StreamException {
    Stanza request =
        Recorder.stanza(
                "<iq to='juliet@capulet.lit' id=\"it's\" type='get'><x xmlns='urn:x'/></iq>")
            .withFrom(ROMEO);
    Stanza error = request.error(StanzaError.of(StanzaError.Condition.SERVICE_UNAVAILABLE));
    assertThat(error)
        .hasToString(
            "<iq from='juliet@capulet.lit' to='romeo@montague.lit/orchard' type='error' id=\"it's\">"
                + "<error type='cancel'><service-unavailable"
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    assertThatThrownBy(() -> error.error(StanzaError.of(StanzaError.Condition.CONFLICT)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(request.result())
        .hasToString(
            "<iq from='juliet@capulet.lit' to='romeo@montague.lit/orchard' type='result'"
                + " id=\"it's\"/>");
  }

  @Test
  void aStanzaIsBuilt() {
    Stanza stanza =
        Stanza.message()
            .from(ROMEO)
            .to(JULIET)
            .id("<1>")
            .type("chat")
            .lang("it")
            .child("body", "O 'Romeo' & \u0000")
            .build();
    assertThat(stanza.size()).isEqualTo(stanza.toBytes().length);
    assertThat(stanza)
        .hasToString(
            "<message from='romeo@montague.lit/orchard' to='juliet@capulet.lit' type='chat'"
                + " xml:lang='it' id='&lt;1&gt;'><body>O 'Romeo' &amp; \uFFFD</body></message>");
    assertThat(stanza.text("body")).isEqualTo("O 'Romeo' & \uFFFD");
  }

  @Test
  void aPrefixOfTheStreamHeaderIsDeclaredOnTheStanza() throws StreamException {
    Recorder recorder = new Recorder();
    StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, recorder);
    Recorder.feed(
        reader,
        Recorder.HEADER.replace(" xml:lang", " xmlns:x='urn:x' xmlns:z='urn:z' xml:lang")
            + "<message><x:x><x:y/></x:x><body>b</body></message>");
    assertThat(recorder.last())
        .hasToString(
            "<message xml:lang='en' xmlns:x='urn:x'><x:x><x:y/></x:x><body>b</body></message>");
    assertThat(recorder.last().element(X).orElseThrow()).hasToString("<x xmlns='urn:x'><y/></x>");
  }

  @Test
  void aPrefixForTheContentNamespaceIsWrittenAway() throws StreamException {
    Stanza stanza =
        Recorder.stanza(
            "<c:message xmlns:c='jabber:client' xmlns:x='urn:x' c:a='1' b='2' id='1'>"
                + " <c:body>b</c:body><x:x/></c:message>");
    assertThat(stanza.has(BODY)).isTrue();
    assertThat(stanza)
        .hasToString(
            "<message xml:lang='en' xmlns:ns0='jabber:client' ns0:a='1' b='2' id='1'>"
                + " <body>b</body><x xmlns='urn:x'/></message>");
    assertThat(Recorder.stanza("<message xmlns:c='jabber:client'><c:body>b</c:body></message>"))
        .hasToString("<message xml:lang='en'><body>b</body></message>");
    assertThat(Recorder.stanza("<message><body xmlns='jabber:client'>b</body></message>"))
        .hasToString("<message xml:lang='en'><body>b</body></message>");
  }
}
