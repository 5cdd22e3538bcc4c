package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.viavai.xmpp.StreamError.Condition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
  private final Recorder recorder = new Recorder();
  private final StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, recorder);

  private static Condition error(StreamReader reader, byte[] xml) {
    StreamException e =
        catchThrowableOfType(StreamException.class, () -> reader.feed(xml, 0, xml.length));
    assertThat(e).isNotNull();
    return e.error().condition();
  }

  private static Condition error(StreamReader reader, String xml) {
    return error(reader, xml.getBytes(StandardCharsets.UTF_8));
  }

  private Condition errorInside(String xml) {
    return error(reader, Recorder.HEADER + xml);
  }

  @Test
  void theHeaderIsReported() throws StreamException {
    Recorder.feed(reader, Recorder.HEADER);
    StreamHeader header = recorder.headers.getFirst();
    assertThat(header.name()).isEqualTo(new Name(Namespaces.STREAMS, "stream"));
    assertThat(header.to()).isEqualTo("example.com");
    assertThat(header.from()).isEmpty();
    assertThat(header.version()).isEqualTo("1.0");
    assertThat(header.lang()).isEqualTo("en");
    assertThat(header.defaultNamespace()).isEqualTo("jabber:client");
    assertThat(header.attributes()).containsEntry("xml:lang", "en").hasSize(3);
  }

  @Test
  void everyByteMayComeAlone() throws StreamException {
    String xml =
        Recorder.HEADER
            + " \n<message to='juliet@capulet.lit' id='1'><body>né €😀 &amp; &#x20AC; ]] ></body>"
            + "<x xmlns='urn:x' a=\"'>'\" ><![CDATA[<&]] ]>]]>]]</x ></message>"
            + "<r xmlns='urn:xmpp:sm:3'/> <iq id='2' type='get'/></stream:stream >";
    for (byte b : xml.getBytes(StandardCharsets.UTF_8)) {
      reader.feed(new byte[] {b}, 0, 1);
    }
    assertThat(recorder.events)
        .containsExactly(
            "opened",
            "whitespace",
            "whitespace",
            "stanza",
            "nonza",
            "whitespace",
            "stanza",
            "closed");
    assertThat(recorder.stanzas.getFirst().text("body")).isEqualTo("né €😀 & € ]] >");
    assertThat(recorder.stanzas.getFirst().element(new Name("urn:x", "x")).orElseThrow().text())
        .isEqualTo("<&]] ]>]]");
    assertThat(reader.buffered()).isZero();
  }

  @Test
  void nothingIsHeldBetweenStanzas() throws StreamException {
    Recorder.feed(reader, Recorder.HEADER + "<message><body>a</bo");
    assertThat(reader.buffered()).isPositive();
    Recorder.feed(reader, "dy></message>");
    assertThat(reader.buffered()).isZero();
  }

  @Requirement(
      document = "RFC 6120",
      section = "11.1",
      quote =
          "If an XMPP implementation receives characters matching such features over an XML stream, it"
              + " MUST close the stream with a stream error, which SHOULD be <restricted-xml/>")
  @ParameterizedTest(name = "T12, CVE-2011-1753: {0}")
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY x 'y'>]>",
        "<?pi pi?>",
        "<!-- comment -->",
        "<message><!DOCTYPE a></message>",
        "<message><?pi?></message>",
        "<message><?xml version='1.0'?></message>",
        "<message><body><!-- c --></body></message>",
        "<message><body>&x;</body></message>",
        "<message><body>&nbsp;</body></message>",
        "<message to='&x;'/>",
        "<?xml version='1.0'?>",
        "<message><![INCLUDE[]]></message>"
      })
  void restrictedXmlEndsTheStream(String xml) throws StreamException {
    assertThat(errorInside(xml)).isEqualTo(Condition.RESTRICTED_XML);
    assertThat(recorder.stanzas).isEmpty();
    Recorder.feed(reader, "<message/>");
    assertThat(recorder.stanzas).isEmpty();
    if (!xml.startsWith("<message") && !xml.startsWith("<?xml")) {
      assertThat(error(new StreamReader(Limits.BEFORE_LOGIN, recorder), xml))
          .isEqualTo(Condition.RESTRICTED_XML);
      assertThat(
              error(
                  new StreamReader(Limits.BEFORE_LOGIN, recorder), "<?xml version='1.0'?> " + xml))
          .isEqualTo(Condition.RESTRICTED_XML);
    }
    String framed = xml.startsWith("<message") ? xml : "<a>" + xml + "</a>";
    assertThat(error(StreamReader.framed(Limits.BEFORE_LOGIN, recorder), framed))
        .as("CVE-2022-0217: the same through WebSocket")
        .isEqualTo(Condition.RESTRICTED_XML);
    assertThat(
            error(
                StreamReader.bosh(Limits.BEFORE_LOGIN, recorder),
                "<body xmlns='http://jabber.org/protocol/httpbind'>" + xml + "</body>"))
        .as("CVE-2022-0217: the same through BOSH")
        .isEqualTo(Condition.RESTRICTED_XML);
    assertThat(catchThrowableOfType(StreamException.class, () -> Element.parse(framed)))
        .as("CVE-2022-0217: the same for stored elements")
        .extracting(e -> e.error().condition())
        .isEqualTo(Condition.RESTRICTED_XML);
  }

  @Requirement(
      document = "RFC 6120",
      section = "11.3",
      quote = "An XMPP entity MUST NOT accept data that is not XML-well-formed")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message></iq>",
        "<message><body></message>",
        "<message a='1' a='2'/>",
        "<message a='<'/>",
        "<message a=1/>",
        "<message a/>",
        "<message a='1'b='2'/>",
        "<message><b>]]></b></message>",
        "<message><b>a & b</b></message>",
        "<message><b>&;</b></message>",
        "<message><b>&#0;</b></message>",
        "<message><b>&#xD800;</b></message>",
        "<message><b>&#xFFFE;</b></message>",
        "<message><b>&#x110000;</b></message>",
        "<message><b>&#x;</b></message>",
        "<message><b>\u0001</b></message>",
        "<message><b>\uFFFF</b></message>",
        "<message a='\u001F'/>",
        "<message><1/></message>",
        "<message>< b/></message>",
        "<message><b / ></message>",
        "<message></ message>",
        "<message></message a='b'>",
        "<-message/>",
        "<message é\u00D7='1'/>",
        // namespaces
        "<x:message/>",
        "<message><foo:body>What is this foo?</foo:body></message>",
        "<message foo:a='1'/>",
        "<message :a='1'/>",
        "<message a:='1'/>",
        "<message a:b:c='1'/>",
        "<message><:b/></message>",
        "<message xmlns:a=''/>",
        "<message xmlns:xmlns='urn:x'/>",
        "<message xmlns:xml='urn:x'/>",
        "<message xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
        "<message xmlns:x='http://www.w3.org/2000/xmlns/'/>",
        "<message><b xmlns='http://www.w3.org/2000/xmlns/'/></message>",
        "<message xmlns:x='&#104;ttp://www.w3.org/2000/xmlns/'/>",
        "<message xmlns:a='urn:x' xmlns:b='urn:x' a:c='1' b:c='2'/>",
        "<message xmlns:a='urn:x' xmlns:b='urn:&#120;' a:c='1' b:c='2'/>",
        "<message><a xmlns:p='urn:x'/><p:b/></message>",
        "<message><xmlns:b/></message>",
        "</stream:streams>",
        "</stream>"
      })
  void whatIsNotWellFormedEndsTheStream(String xml) {
    assertThat(errorInside(xml)).isEqualTo(Condition.NOT_WELL_FORMED);
    assertThat(recorder.stanzas).isEmpty();
  }

  @Test
  void onlyStrictUtf8IsRead() {
    byte[][] bad = {
      {(byte) 0x80},
      {(byte) 0xC0, (byte) 0x80},
      {(byte) 0xC1, (byte) 0xBF},
      {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
      {(byte) 0xE0, (byte) 0x9F, (byte) 0xBF},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xED, (byte) 0xBF, (byte) 0xBF},
      {(byte) 0xEF, (byte) 0xBF, (byte) 0xBE},
      {(byte) 0xEF, (byte) 0xBF, (byte) 0xBF},
      {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF0, (byte) 0x8F, (byte) 0xBF, (byte) 0xBF},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF5, (byte) 0x80},
      {(byte) 0xC3, '<'},
      {(byte) 0xE2, (byte) 0x82, 'a'},
      {(byte) 0xFE},
      {(byte) 0xFF}
    };
    for (byte[] sequence : bad) {
      for (String around : List.of("<message><body>@</body></message>", "<message a='@'/>")) {
        Bytes xml = new Bytes(100).ascii(Recorder.HEADER);
        int at = around.indexOf('@');
        xml.ascii(around.substring(0, at)).add(sequence).ascii(around.substring(at + 1));
        assertThat(error(new StreamReader(Limits.AFTER_LOGIN, recorder), xml.toArray()))
            .isEqualTo(Condition.NOT_WELL_FORMED);
      }
    }
    assertThat(recorder.stanzas).isEmpty();
  }

  @Requirement(
      document = "RFC 6120",
      section = "11.6",
      quote =
          "it MUST close the stream with a stream error, which SHOULD be <unsupported-encoding/>")
  @Test
  void anotherEncodingEndsTheStream() {
    assertThat(error(reader, "<?xml version='1.0' encoding='ISO-8859-1'?>"))
        .isEqualTo(Condition.UNSUPPORTED_ENCODING);
    byte[] utf16 = Recorder.HEADER.getBytes(StandardCharsets.UTF_16);
    assertThat(error(new StreamReader(Limits.BEFORE_LOGIN, recorder), utf16))
        .isEqualTo(Condition.UNSUPPORTED_ENCODING);
    byte[] noMark = Recorder.HEADER.getBytes(StandardCharsets.UTF_16LE);
    assertThat(error(new StreamReader(Limits.BEFORE_LOGIN, recorder), noMark))
        .isEqualTo(Condition.UNSUPPORTED_ENCODING);
  }

  @Test
  void theXmlDeclarationComesFirstOrNotAtAll() throws StreamException {
    Recorder.feed(reader, "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\" ?>\n");
    Recorder.feed(reader, Recorder.HEADER.substring(Recorder.HEADER.indexOf("?>") + 2));
    assertThat(recorder.headers).hasSize(1);
    for (String bad :
        List.of(
            " " + Recorder.HEADER,
            "<?xml?>",
            "<?xml encoding='UTF-8' version='1.0'?>",
            "<?xml version='1.1'?>",
            "<?xml version='1.0' a='b'?>",
            "\uFEFF" + Recorder.HEADER,
            "<?xml " + " ".repeat(300))) {
      assertThat(error(new StreamReader(Limits.BEFORE_LOGIN, recorder), bad))
          .isIn(Condition.NOT_WELL_FORMED, Condition.RESTRICTED_XML);
    }
    assertThat(recorder.headers).hasSize(1);
  }

  @Requirement(
      document = "RFC 6120",
      section = "4.9.3.10",
      quote =
          "The stream namespace name is something other than \"http://etherx.jabber.org/streams\"")
  @Test
  void theHeaderIsChecked() {
    assertThat(
            error(
                reader,
                "<stream:stream xmlns='jabber:client' xmlns:stream='http://wrong.example/'>"))
        .isEqualTo(Condition.INVALID_NAMESPACE);
    assertThat(
            error(
                new StreamReader(Limits.BEFORE_LOGIN, recorder),
                Recorder.HEADER.replace("jabber:client", "jabber:server")))
        .isEqualTo(Condition.INVALID_NAMESPACE);
    assertThat(
            error(
                new StreamReader(Limits.BEFORE_LOGIN, recorder),
                Recorder.HEADER.replace("stream:", "foobar:").replace(":stream=", ":foobar=")))
        .isEqualTo(Condition.BAD_NAMESPACE_PREFIX);
    assertThat(
            error(
                new StreamReader(Limits.BEFORE_LOGIN, recorder),
                Recorder.HEADER.replace("stream:stream", "stream:strum")))
        .isEqualTo(Condition.BAD_FORMAT);
    assertThat(error(new StreamReader(Limits.BEFORE_LOGIN, recorder), "GET / HTTP/1.1\r\n"))
        .isEqualTo(Condition.NOT_WELL_FORMED);
    assertThat(recorder.headers).isEmpty();
  }

  @Requirement(
      document = "RFC 6120",
      section = "4.8.2",
      quote = "both styles are acceptable since they are semantically equivalent")
  @Test
  void theStreamMayBePrefixFree() throws StreamException {
    Recorder.feed(
        reader,
        "<stream xmlns='http://etherx.jabber.org/streams' version='1.0'>"
            + "<message xmlns='jabber:client'><body>foo</body></message>"
            + "<features/></stream>");
    assertThat(recorder.events).containsExactly("opened", "stanza", "nonza", "closed");
    assertThat(recorder.last()).hasToString("<message><body>foo</body></message>");
  }

  @Test
  void firstLevelElementsAreToldApart() throws StreamException {
    assertThat(errorInside("<pubsub/>")).isEqualTo(Condition.UNSUPPORTED_STANZA_TYPE);
    assertThat(
            error(
                new StreamReader(Limits.AFTER_LOGIN, recorder),
                Recorder.HEADER + "<message xmlns='jabber:server'/>"))
        .isEqualTo(Condition.INVALID_NAMESPACE);
    assertThat(error(new StreamReader(Limits.AFTER_LOGIN, recorder), Recorder.HEADER + "hello"))
        .isEqualTo(Condition.BAD_FORMAT);
    Recorder component = new Recorder();
    Recorder.feed(
        new StreamReader(Limits.BEFORE_LOGIN, component, Namespaces.COMPONENT),
        Recorder.HEADER.replace("jabber:client", Namespaces.COMPONENT)
            + "<handshake>abc</handshake><message><body>b</body></message>");
    assertThat(component.nonzas.getFirst().text()).isEqualTo("abc");
    assertThat(component.last().text("body")).isEqualTo("b");
  }

  @Test
  void stanzasBetweenServersComeOutTheSame() throws StreamException {
    Recorder server = new Recorder();
    Recorder.feed(
        new StreamReader(Limits.AFTER_LOGIN, server, Namespaces.SERVER),
        Recorder.HEADER.replace("jabber:client", "jabber:server")
            + "<message to='a@b'><body>1</body><x xmlns='urn:x'><body/></x></message>"
            + "<message to='a@b'><body xmlns='jabber:server'>2<b/></body>"
            + "<x xmlns='urn:x'><body xmlns='jabber:server'/></x></message>");
    assertThat(server.stanzas.getFirst())
        .hasToString(
            "<message to='a@b' xml:lang='en'><body>1</body><x xmlns='urn:x'><body/></x></message>");
    assertThat(server.stanzas.getFirst().text("body")).isEqualTo("1");
    assertThat(server.stanzas.get(1))
        .hasToString(
            "<message to='a@b' xml:lang='en'><body>2<b/></body>"
                + "<x xmlns='urn:x'><body xmlns='jabber:server'/></x></message>");
  }

  @Test
  void anAddressThatIsNoneIsReportedApart() throws StreamException {
    Recorder.feed(reader, Recorder.HEADER + "<message to='a@' id='1'/><message to='a@b'/>");
    assertThat(recorder.events).containsExactly("opened", "malformed", "stanza");
    assertThat(recorder.malformed.getFirst().to()).isNull();
    assertThat(recorder.malformed.getFirst().id()).isEqualTo("1");
  }

  @Test
  void t1WhatFollowsStarttlsInTheClearIsDropped() throws StreamException {
    StreamReader[] self = new StreamReader[1];
    Recorder stopping =
        new Recorder() {
          @Override
          public void nonza(Element element) {
            super.nonza(element);
            self[0].stop();
            self[0].restart();
          }
        };
    self[0] = new StreamReader(Limits.BEFORE_LOGIN, stopping);
    Recorder.feed(
        self[0],
        Recorder.HEADER
            + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message/><message><bo");
    assertThat(self[0].buffered()).isZero();
    Recorder.feed(self[0], Recorder.HEADER + "<iq/>");
    assertThat(stopping.events).containsExactly("opened", "nonza", "opened", "stanza");
  }

  @Test
  void afterSaslTheStreamBeginsAnew() throws StreamException {
    StreamReader[] self = new StreamReader[1];
    Recorder restarting =
        new Recorder() {
          @Override
          public void nonza(Element element) {
            super.nonza(element);
            self[0].restart();
            self[0].limits(Limits.AFTER_LOGIN);
          }
        };
    self[0] = new StreamReader(Limits.BEFORE_LOGIN, restarting);
    Recorder.feed(
        self[0],
        Recorder.HEADER
            + "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>YQ==</response>\n"
            + Recorder.HEADER.replace("example.com", "example.net")
            + "<message/>");
    assertThat(restarting.events)
        .containsExactly("opened", "nonza", "whitespace", "opened", "stanza");
    assertThat(restarting.headers.get(1).to()).isEqualTo("example.net");
  }

  @Test
  void webSocketFramesAreDocuments() throws StreamException {
    StreamReader frames = StreamReader.framed(Limits.AFTER_LOGIN, recorder);
    Recorder.feed(
        frames,
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0'"
            + " xml:lang='en'/>");
    Recorder.feed(frames, "<message xmlns='jabber:client'><body>b</body></message>");
    Recorder.feed(frames, "<?xml version='1.0'?><a xmlns='urn:xmpp:sm:3' h='1'/>");
    Recorder.feed(frames, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
    assertThat(recorder.events).containsExactly("opened", "stanza", "nonza", "closed");
    assertThat(recorder.headers.getFirst().to()).isEqualTo("example.com");
    assertThat(recorder.last()).hasToString("<message xml:lang='en'><body>b</body></message>");
    Recorder.feed(frames, "<message xmlns='jabber:client'>");
    assertThat(frames.buffered()).isPositive();
  }

  @Test
  void aFrameMayNotBeginWithAnEndTag() {
    assertThat(error(StreamReader.framed(Limits.BEFORE_LOGIN, recorder), "</a>"))
        .isEqualTo(Condition.NOT_WELL_FORMED);
    assertThat(error(StreamReader.bosh(Limits.BEFORE_LOGIN, recorder), "</a>"))
        .isEqualTo(Condition.NOT_WELL_FORMED);
    assertThat(error(reader, "</stream:stream>")).isEqualTo(Condition.NOT_WELL_FORMED);
  }

  @Test
  void boshBodiesFollowEachOther() throws StreamException {
    StreamReader bodies = StreamReader.bosh(Limits.AFTER_LOGIN, recorder);
    Recorder.feed(
        bodies,
        "<body rid='1' xmpp:version='1.0' xmlns='http://jabber.org/protocol/httpbind'"
            + " xmlns:xmpp='urn:xmpp:xbosh'/>");
    Recorder.feed(
        bodies,
        "<body rid='2' xmlns='http://jabber.org/protocol/httpbind'>"
            + "<message xmlns='jabber:client'><body>b</body></message><iq xmlns='jabber:client'/>"
            + "</body>");
    assertThat(recorder.events)
        .containsExactly("opened", "closed", "opened", "stanza", "stanza", "closed");
    assertThat(recorder.headers.getFirst().attributes())
        .containsEntry("{urn:xmpp:xbosh}version", "1.0")
        .containsEntry("rid", "1");
  }

  @Test
  void t13NoElementOfTheStreamHidesInAStanza() {
    for (String xml :
        List.of(
            "<message><stream:features/></message>",
            "<message><a><features xmlns='http://etherx.jabber.org/streams'/></a></message>",
            "<message><a><b xmlns:s='http://etherx.jabber.org/&#115;treams'><s:c/></b></a>"
                + "</message>")) {
      assertThat(error(new StreamReader(Limits.AFTER_LOGIN, recorder), Recorder.HEADER + xml))
          .isEqualTo(Condition.POLICY_VIOLATION);
    }
  }

  @Test
  void referencesInNamesOfNamespacesAreUnderstood() throws StreamException {
    Stanza stanza =
        Recorder.stanza("<message xmlns='jabber&#58;client'><x xmlns='urn&#x3a;x'/></message>");
    assertThat(stanza.has(new Name("urn:x", "x"))).isTrue();
  }
}
