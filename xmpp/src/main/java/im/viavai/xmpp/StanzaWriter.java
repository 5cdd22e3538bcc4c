package im.viavai.xmpp;

import java.nio.charset.StandardCharsets;

/// Writes stanzas: a head made of their fields, and their bytes.
final class StanzaWriter {
  static final byte[] DECLARATION = ascii(" xmlns='jabber:client'");
  static final byte[] NO_DECLARATION = {};

  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] PRESENCE = ascii("presence");
  private static final byte[] IQ = ascii("iq");
  private static final byte[] FROM = ascii(" from='");
  private static final byte[] TO = ascii(" to='");
  private static final byte[] TYPE = ascii(" type='");
  private static final byte[] LANG = ascii(" xml:lang='");

  private StanzaWriter() {}

  /// How many bytes it takes without a declaration.
  static int size(Stanza stanza) {
    byte[] tag = tag(stanza);
    boolean empty = stanza.contentStart == stanza.bytes.length;
    int size = 1 + tag.length + stanza.bytes.length + (empty ? 2 : 4 + tag.length);
    Jid from = stanza.from();
    if (from != null) {
      size += FROM.length + from.wire().length + 1;
    }
    Jid to = stanza.to();
    if (to != null) {
      size += TO.length + to.wire().length + 1;
    }
    return size + size(TYPE, stanza.type()) + size(LANG, stanza.lang());
  }

  private static int size(byte[] name, String value) {
    return value.isEmpty() ? 0 : name.length + Escaping.attributeLength(value) + 1;
  }

  /// Writes it, the declaration first among its attributes.
  ///
  /// @return how many bytes were written
  static int write(Stanza stanza, byte[] target, int offset, byte[] declaration) {
    byte[] tag = tag(stanza);
    int p = offset;
    target[p++] = '<';
    p = put(tag, target, p);
    p = put(declaration, target, p);
    Jid from = stanza.from();
    if (from != null) {
      p = attribute(FROM, from.wire(), target, p);
    }
    Jid to = stanza.to();
    if (to != null) {
      p = attribute(TO, to.wire(), target, p);
    }
    p = attribute(TYPE, stanza.type(), target, p);
    p = attribute(LANG, stanza.lang(), target, p);
    System.arraycopy(stanza.bytes, 0, target, p, stanza.contentStart);
    p += stanza.contentStart;
    int content = stanza.bytes.length - stanza.contentStart;
    if (content == 0) {
      target[p++] = '/';
    } else {
      target[p++] = '>';
      System.arraycopy(stanza.bytes, stanza.contentStart, target, p, content);
      p += content;
      target[p++] = '<';
      target[p++] = '/';
      p = put(tag, target, p);
    }
    target[p++] = '>';
    return p - offset;
  }

  private static byte[] tag(Stanza stanza) {
    return switch (stanza.kind()) {
      case MESSAGE -> MESSAGE;
      case PRESENCE -> PRESENCE;
      case IQ -> IQ;
    };
  }

  private static int attribute(byte[] name, byte[] value, byte[] target, int p) {
    int q = put(value, target, put(name, target, p));
    target[q] = '\'';
    return q + 1;
  }

  private static int attribute(byte[] name, String value, byte[] target, int p) {
    if (value.isEmpty()) {
      return p;
    }
    int q = Escaping.writeAttribute(value, target, put(name, target, p));
    target[q] = '\'';
    return q + 1;
  }

  private static int put(byte[] b, byte[] target, int p) {
    System.arraycopy(b, 0, target, p, b.length);
    return p + b.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
