package im.viavai.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Limits;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.StreamReader;
import org.jspecify.annotations.Nullable;

/// How a stream lies in the bytes of its transport. Any thread.
///
/// ```
///   DOCUMENT   <stream:stream ...> <stream:features/> <iq/> ... </stream:stream>     RFC 6120 §4
///   MESSAGES   <open/> | <stream:features xmlns:stream=.../> | <iq xmlns=.../> | <close/>    RFC 7395 §3.3
///   BODIES     <body> <iq xmlns=.../> <message xmlns=.../> </body> | <body/>                          XEP-0206 §2
/// ```
enum Framing {
  /// One long document: TCP.
  DOCUMENT {
    @Override
    StreamReader reader(Limits limits, StreamReader.Handler handler) {
      return new StreamReader(limits, handler);
    }

    @Override
    Name headerName() {
      return STREAM;
    }

    @Override
    byte[] header(String id, String from, @Nullable Jid to, String lang) {
      return attributes(
              "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
                  + " xmlns:stream='http://etherx.jabber.org/streams'",
              id,
              from,
              to,
              lang)
          .append('>')
          .toString()
          .getBytes(UTF_8);
    }

    @Override
    byte[] element(Element element) {
      // the prefix is declared by our header
      return bytes(element, "", Namespaces.CLIENT);
    }

    @Override
    byte[] end() {
      return "</stream:stream>".getBytes(UTF_8);
    }
  },

  /// Each first-level element a message and a document of its own: WebSocket.
  MESSAGES {
    @Override
    StreamReader reader(Limits limits, StreamReader.Handler handler) {
      return StreamReader.framed(limits, handler);
    }

    @Override
    Name headerName() {
      return OPEN;
    }

    @Override
    byte[] header(String id, String from, @Nullable Jid to, String lang) {
      return attributes("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'", id, from, to, lang)
          .append("/>")
          .toString()
          .getBytes(UTF_8);
    }

    @Override
    byte[] element(Element element) {
      return bytes(element, " xmlns:stream='http://etherx.jabber.org/streams'", "");
    }

    @Override
    byte[] end() {
      return "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>".getBytes(UTF_8);
    }
  },

  /// First-level elements inside bodies, whose attributes stand for the header: BOSH.
  BODIES {
    @Override
    StreamReader reader(Limits limits, StreamReader.Handler handler) {
      return StreamReader.bosh(limits, handler);
    }

    @Override
    Name headerName() {
      return BODY;
    }

    // XEP-0206 §3: there is none.
    @Override
    byte[] header(String id, String from, @Nullable Jid to, String lang) {
      return NOTHING;
    }

    @Override
    byte[] element(Element element) {
      return MESSAGES.element(element);
    }

    @Override
    byte[] end() {
      return NOTHING;
    }
  };

  private static final Name STREAM = new Name(Namespaces.STREAMS, "stream");
  private static final Name BODY = new Name(Namespaces.HTTPBIND, "body");
  private static final byte[] NOTHING = {};
  private static final Name OPEN = new Name(Namespaces.FRAMING, "open");

  /// Reads what the peer sends.
  abstract StreamReader reader(Limits limits, StreamReader.Handler handler);

  /// The name of the peer's header.
  abstract Name headerName();

  /// Our header.
  abstract byte[] header(String id, String from, @Nullable Jid to, String lang);

  /// An element that is no stanza.
  abstract byte[] element(Element element);

  /// The end of our direction.
  abstract byte[] end();

  private static StringBuilder attributes(
      String start, String id, String from, @Nullable Jid to, String lang) {
    StringBuilder header = new StringBuilder(start).append(" version='1.0'");
    attribute(header, "id", id);
    if (!from.isEmpty()) attribute(header, "from", from);
    if (to != null) attribute(header, "to", to.toString());
    attribute(header, "xml:lang", lang.isEmpty() ? "en" : lang);
    return header;
  }

  private static void attribute(StringBuilder to, String name, String value) {
    to.append(' ').append(name).append("='");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> to.append("&amp;");
        case '<' -> to.append("&lt;");
        case '\'' -> to.append("&apos;");
        default -> to.append(c);
      }
    }
    to.append('\'');
  }

  /// COMPAT: simple clients look for the letters `<stream:features`.
  private static byte[] bytes(Element element, String declaration, String inherited) {
    if (!element.name().namespace().equals(Namespaces.STREAMS)) return element.toBytes(inherited);
    String name = "stream:" + element.name().local();
    StringBuilder whole = new StringBuilder("<").append(name).append(declaration).append('>');
    for (Element child : element.children())
      whole.append(new String(child.toBytes(inherited), UTF_8));
    return whole.append("</").append(name).append('>').toString().getBytes(UTF_8);
  }
}
