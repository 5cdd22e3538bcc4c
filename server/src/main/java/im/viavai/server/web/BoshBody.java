package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes the `<body/>` of an answer (XEP-0124 §6). Any thread.
final class BoshBody {
  private static final String START = "<body xmlns='http://jabber.org/protocol/httpbind'";
  private static final String STREAMS = " xmlns:stream='http://etherx.jabber.org/streams'";

  private BoshBody() {}

  /// @param attributes each with a space before it
  /// @param content complete elements
  static byte[] of(String attributes, byte[] content) {
    String start = START + STREAMS + attributes;
    if (content.length == 0) return (start + "/>").getBytes(UTF_8);
    byte[] first = (start + ">").getBytes(UTF_8);
    byte[] last = "</body>".getBytes(UTF_8);
    byte[] whole = new byte[first.length + content.length + last.length];
    System.arraycopy(first, 0, whole, 0, first.length);
    System.arraycopy(content, 0, whole, first.length, content.length);
    System.arraycopy(last, 0, whole, first.length + content.length, last.length);
    return whole;
  }

  static byte[] empty(String attributes) {
    return of(attributes, new byte[0]);
  }

  /// The end of a session (§13), and why if it is an error (§17.2).
  static String terminate(String condition) {
    return " type='terminate'" + (condition.isEmpty() ? "" : " condition='" + condition + "'");
  }
}
