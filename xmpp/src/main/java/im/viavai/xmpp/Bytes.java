package im.viavai.xmpp;

import java.util.Arrays;

/// Bytes being written, growing as needed. One thread.
final class Bytes {
  private byte[] b;
  private int length;

  Bytes(int capacity) {
    b = new byte[capacity];
  }

  Bytes add(byte c) {
    reserve(1);
    b[length++] = c;
    return this;
  }

  Bytes add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  Bytes add(byte[] bytes, int start, int end) {
    reserve(end - start);
    System.arraycopy(bytes, start, b, length, end - start);
    length += end - start;
    return this;
  }

  /// Text of ours that needs no escaping.
  Bytes ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      b[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  Bytes utf8(String text) {
    return add(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  Bytes text(String text) {
    reserve(Escaping.textLength(text));
    length = Escaping.writeText(text, b, length);
    return this;
  }

  /// ` name='value'`, the name being a qualified one.
  Bytes attribute(String name, String value) {
    add((byte) ' ').utf8(name).ascii("='");
    reserve(Escaping.attributeLength(value));
    length = Escaping.writeAttribute(value, b, length);
    return add((byte) '\'');
  }

  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(b, length);
  }

  private void reserve(int more) {
    if (more > b.length - length) {
      b = Arrays.copyOf(b, Math.max(length + more, 2 * b.length));
    }
  }
}
