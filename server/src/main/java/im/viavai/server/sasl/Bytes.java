package im.viavai.server.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// Immutable bytes: a SASL message or a value inside one. Any thread.
///
/// `equals` takes the same time wherever the difference is, so that comparing secrets with it is
/// safe; `toString` tells the length only, so that none ends in a log.
public final class Bytes {

  /// No bytes.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /// A copy of these bytes.
  public static Bytes of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /// The UTF-8 of this text.
  public static Bytes utf8(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A fresh copy.
  public byte[] array() {
    return value.clone();
  }

  /// The number of bytes.
  public int length() {
    return value.length;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return value.length == 0;
  }

  /// As XML carries them: base64 with padding and without line breaks (RFC 4648 section 4).
  public String base64() {
    return Base64.getEncoder().encodeToString(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Bytes[" + value.length + "]";
  }
}
