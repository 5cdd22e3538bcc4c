package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  @Property(tries = 200)
  void messagesAreTheSameWhereverTheBytesAreCut(
      @ForAll @Size(max = 8) List<@AlphaChars @StringLength(max = 300) String> messages,
      @ForAll @IntRange(min = 1, max = 400) int piece) {
    var wire = new ByteArrayOutputStream();
    for (String message : messages) {
      byte[] bytes = message.getBytes(UTF_8);
      int half = bytes.length / 2;
      frame(wire, 0x01, bytes, 0, half);
      frame(wire, 0x89, bytes, 0, Math.min(half, 125));
      frame(wire, 0x80, bytes, half, bytes.length);
    }
    var told = new Told();
    feed(new FrameReader(WebLimits.DEFAULT, told), wire.toByteArray(), piece);
    assertThat(told.messages).isEqualTo(messages);
    assertThat(told.pings).isEqualTo(messages.size());
    assertThat(told.codes).isEmpty();
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefusedOnce(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int piece) {
    var told = new Told();
    feed(new FrameReader(WebLimits.DEFAULT, told), bytes, piece);
    assertThat(told.codes.size() + told.closes).isLessThanOrEqualTo(1);
    assertThat(told.bytes).isLessThanOrEqualTo(bytes.length);
  }

  /// ws and others: pieces that are each within the limits were collected without end.
  @Test
  void cve2026_62389AMessageOfEndlessPiecesIsCutByTheirNumber() {
    var told = new Told();
    var reader = new FrameReader(WebLimits.DEFAULT, told);
    var first = new ByteArrayOutputStream();
    frame(first, 0x01, new byte[0], 0, 0);
    var more = new ByteArrayOutputStream();
    frame(more, 0x00, new byte[0], 0, 0);
    feed(reader, first.toByteArray(), 6);
    int taken = 0;
    while (told.codes.isEmpty() && ++taken < 1_000_000) feed(reader, more.toByteArray(), 6);
    assertThat(taken).isEqualTo(WebLimits.DEFAULT.fragments());
    assertThat(told.codes).containsExactly(FrameReader.POLICY);
    for (int i = 0; i < 1000; i++) feed(reader, more.toByteArray(), 6);
    assertThat(told.codes).hasSize(1);
  }

  @Test
  void cve2026_48779AMessageOfEndlessBytesIsCutByTheirNumber() {
    var told = new Told();
    var reader = new FrameReader(WebLimits.DEFAULT, told);
    var wire = new ByteArrayOutputStream();
    byte[] kilobyte = new byte[1024];
    frame(wire, 0x01, kilobyte, 0, 1024);
    for (int i = 0; i < 1024 && told.codes.isEmpty(); i++) {
      feed(reader, wire.toByteArray(), 1032);
      wire.reset();
      frame(wire, 0x00, kilobyte, 0, 1024);
    }
    assertThat(told.codes).hasSize(1);
    assertThat(told.codes.getFirst()).isIn(FrameReader.TOO_BIG, FrameReader.POLICY);
    assertThat(told.bytes).isLessThanOrEqualTo(WebLimits.DEFAULT.messageBytes());
    assertThat(told.messages).isEmpty();
  }

  private static void feed(FrameReader reader, byte[] bytes, int piece) {
    for (int at = 0; at < bytes.length; at += piece)
      reader.feed(bytes.clone(), at, Math.min(piece, bytes.length - at));
  }

  private static void frame(ByteArrayOutputStream to, int first, byte[] bytes, int from, int end) {
    int length = end - from;
    to.write(first);
    to.write(0x80 | (length < 126 ? length : 126));
    if (length >= 126) {
      to.write(length >> 8);
      to.write(length);
    }
    byte[] mask = {9, 8, 7, 6};
    to.writeBytes(mask);
    for (int i = 0; i < length; i++) to.write(bytes[from + i] ^ mask[i & 3]);
  }

  private static final class Told implements FrameReader.Handler {
    final List<String> messages = new ArrayList<>();
    final List<Integer> codes = new ArrayList<>();
    final ByteArrayOutputStream message = new ByteArrayOutputStream();
    int pings;
    int closes;
    int bytes;

    @Override
    public void text(byte[] array, int offset, int length) {
      message.write(array, offset, length);
      bytes += length;
    }

    @Override
    public void end() {
      messages.add(message.toString(UTF_8));
      message.reset();
    }

    @Override
    public void ping(byte[] data) {
      pings++;
      bytes += data.length;
    }

    @Override
    public void pong() {}

    @Override
    public void close() {
      closes++;
    }

    @Override
    public void wrong(int code) {
      codes.add(code);
    }
  }
}
