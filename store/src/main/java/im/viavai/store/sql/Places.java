package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.xmpp.Jid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The column `places` of the table `unplaced`: the entries of one stanza.
///
///     entry  = archive id flags with origin
///     number = 7 bits a byte, the lowest first, bit 8 set but for the last
///     text   = number of bytes, UTF-8
final class Places {
  private byte[] bytes = new byte[256];
  private int size;

  /// Begins with the entries of another stanza.
  Places clear() {
    size = 0;
    return this;
  }

  Places add(Append.Entry entry) {
    return add(
        entry.archive(), entry.id(), Flags.bits(entry), entry.with().toString(), entry.originId());
  }

  Places add(long archive, long id, long flags, String with, String origin) {
    number(archive);
    number(id);
    number(flags);
    text(with);
    text(origin);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  private void put(byte value) {
    room(1);
    bytes[size++] = value;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /// The entries of a row.
  static List<Recent.Entry> read(long stanza, long stampMillis, byte[] row) {
    Reader reader = new Reader(row);
    List<Recent.Entry> entries = new ArrayList<>();
    while (reader.at < row.length) {
      entries.add(
          new Recent.Entry(
              reader.number(),
              reader.number(),
              stanza,
              stampMillis,
              reader.number(),
              Jid.of(reader.text()),
              reader.text()));
    }
    return entries;
  }

  private static final class Reader {
    private final byte[] row;
    private int at;

    Reader(byte[] row) {
      this.row = row;
    }

    long number() {
      long value = 0;
      int shift = 0;
      byte part;
      do {
        part = row[at++];
        value |= (part & 0x7fL) << shift;
        shift += 7;
      } while (part < 0);
      return value;
    }

    String text() {
      int length = (int) number();
      String text = new String(row, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }
  }
}
