package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ElementTest {
  @Test
  void anElementIsBuiltAndWritten() {
    Element element =
        Element.builder("urn:x", "x")
            .attribute("a", "1")
            .attribute("a", "<2>")
            .attributeUnlessEmpty("b", "")
            .attribute("xml:lang", "de")
            .attribute("{urn:y}c", "3")
            .child("same", "text & more")
            .child(Element.of("urn:z", "z").with("d", "\n"))
            .text("]]>")
            .build();
    assertThat(element)
        .hasToString(
            "<x xmlns='urn:x' a='&lt;2&gt;' xml:lang='de' xmlns:ns2='urn:y' ns2:c='3'>"
                + "<same>text &amp; more</same><z xmlns='urn:z' d='&#xA;'/>]]&gt;</x>");
    assertThat(new String(element.toBytes("urn:x"), StandardCharsets.UTF_8)).startsWith("<x a=");
    assertThat(element.attributes()).hasSize(3).containsEntry("{urn:y}c", "3");
    assertThat(element.childText("same")).isEqualTo("text & more");
    assertThat(element.child("urn:z", "z").orElseThrow().attribute("d")).isEqualTo("\n");
    assertThat(element.child("z")).isEmpty();
    assertThat(element.hasAttribute("b")).isFalse();
    assertThat(element.attribute("b")).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBack() throws StreamException {
    String xml =
        "<x xmlns='urn:x' xmlns:p='urn:p' p:a='1'> a&amp;<p:b c='&#9;&lt;'/><![CDATA[<]]>\r\n"
            + "<d xmlns=''><e/></d></x>";
    Element element = Element.parse(xml);
    assertThat(element.text()).isEqualTo(" a&<\n");
    assertThat(element.attributes()).containsEntry("{urn:p}a", "1").hasSize(1);
    assertThat(element.child("urn:p", "b").orElseThrow().attribute("c")).isEqualTo("\t<");
    assertThat(element.child("", "d").orElseThrow().child("e")).isPresent();
    assertThat(Element.parse(element.toString())).isEqualTo(element);
    assertThat(element.with("q", "1")).isNotEqualTo(element);
    assertThat(element.with("q", "1").with("q", "2").attribute("q")).isEqualTo("2");
  }

  @Test
  void aRawChildIsWrittenAsItIs() {
    byte[] message = Stanza.message().child("body", "hi").build().embedded();
    Element forwarded = Element.builder("urn:xmpp:forward:0", "forwarded").raw(message).build();
    assertThat(forwarded)
        .hasToString(
            "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'>"
                + "<body>hi</body></message></forwarded>");
    assertThat(forwarded.children()).hasSize(1);
    assertThat(forwarded.child("jabber:client", "message").orElseThrow().childText("body"))
        .isEqualTo("hi");
    message[1] = 'X';
    assertThat(forwarded.toString()).contains("<message").isEqualTo(forwarded.toString());
  }

  @Test
  void exactlyOneElementIsRead() throws StreamException {
    assertThat(Element.parse(" <a/>\n").name()).isEqualTo(new Name("", "a"));
    for (String xml : new String[] {"", " ", "a", "<a>", "<a/><b/>", "<a/>x", "x<a/>", "</a>"}) {
      assertThatThrownBy(() -> Element.parse(xml)).as(xml).isInstanceOf(StreamException.class);
    }
    assertThatThrownBy(() ->
            Element.parse(
                "<a>123</a>".getBytes(StandardCharsets.UTF_8),
                Limits.BEFORE_LOGIN.withStanzaBytes(9)))
        .isInstanceOf(StreamException.class);
  }

  @Test
  void whatWeKeptMayBeLargerThanWhatCame() throws StreamException {
    byte[] kept = ("<a>" + "<b/>".repeat(100_000) + "</a>").getBytes(StandardCharsets.UTF_8);
    assertThat(Element.parse(kept).children()).hasSize(100_000);
    assertThatThrownBy(() -> Element.parse(kept, Limits.AFTER_LOGIN))
        .isInstanceOf(StreamException.class);
  }

  @Test
  void elementsOfTheXmlNamespaceKeepTheirPrefix() throws StreamException {
    Element element = Element.parse("<a><xml:b><c/></xml:b></a>");
    assertThat(element).hasToString("<a><xml:b><c/></xml:b></a>");
  }

  @Property(tries = 500)
  void anyTextSurvivesUnlessXmlCannotSayIt(@ForAll String text, @ForAll String value)
      throws StreamException {
    Element element = Element.of("urn:x", "x").with("a", value).withText(text);
    Element read = Element.parse(element.toString());
    assertThat(read.text()).isEqualTo(expressible(text));
    assertThat(read.attribute("a")).isEqualTo(expressible(value));
  }

  private static String expressible(String text) {
    return text.codePoints()
        .map(c -> CharacterData.isCharacter(c) ? c : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void namesHaveTheCharactersThatBothEditionsOfXmlAllow() throws StreamException {
    for (int c = 0x80; c < 0xD800; c++) {
      assertThat(NameCharacters.isStart(c))
          .isEqualTo(com.ctc.wstx.util.XmlChars.is10NameStartChar((char) c));
      assertThat(NameCharacters.isPart(c))
          .isEqualTo(com.ctc.wstx.util.XmlChars.is10NameChar((char) c));
    }
    assertThat(Element.parse("<été ñ='1'/>").name().local()).isEqualTo("été");
    assertThatThrownBy(() -> Element.parse("<😀/>")).isInstanceOf(StreamException.class);
  }
}
