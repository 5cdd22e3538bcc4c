package im.viavai.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;

/// Reads and writes netstrings: `5:hello,`.
final class Netstrings {
  /// The longest netstring that is read, in bytes.
  static final int LONGEST = 64 * 1024;

  private static final int MOST_DIGITS = 5;

  private Netstrings() {}

  /// The next netstring.
  ///
  /// @throws EOFException when the stream ended
  /// @throws ProtocolException when it is no netstring, or one that is too long
  static String read(InputStream in) throws IOException {
    int length = 0;
    int digits = 0;
    for (int c = next(in); c != ':'; c = next(in)) {
      if (c < '0' || c > '9' || ++digits > MOST_DIGITS) {
        throw new ProtocolException("not a netstring");
      }
      length = length * 10 + (c - '0');
    }
    if (digits == 0 || length > LONGEST) {
      throw new ProtocolException("not a netstring of at most " + LONGEST + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the other side went away");
    }
    if (next(in) != ',') {
      throw new ProtocolException("not a netstring");
    }
    return new String(bytes, UTF_8);
  }

  /// Writes `kind` followed by `text`, cut to what fits, without flushing.
  static void write(OutputStream out, char kind, String text) throws IOException {
    byte[] bytes = (kind + text).getBytes(UTF_8);
    int length = Math.min(bytes.length, LONGEST);
    out.write((length + ":").getBytes(UTF_8));
    out.write(bytes, 0, length);
    out.write(',');
  }

  private static int next(InputStream in) throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new EOFException("the other side went away");
    }
    return c;
  }
}
