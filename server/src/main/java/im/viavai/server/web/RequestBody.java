package im.viavai.server.web;

import java.util.Arrays;

/// Takes the body of a request as it comes. Its event loop only.
sealed interface RequestBody permits RequestBody.Whole, RequestBody.Rest, BodyPipe {
  /// Some bytes, in an array that is lent.
  void add(byte[] bytes, int offset, int length);

  /// There was the last byte.
  void complete();

  /// There will be no more, and some are missing.
  void fail(String reason);

  /// Thrown away: the answer is out already.
  final class Rest implements RequestBody {
    @Override
    public void add(byte[] bytes, int offset, int length) {}

    @Override
    public void complete() {}

    @Override
    public void fail(String reason) {}
  }

  /// Kept in memory. It grows with what has come, not with what was said to come.
  final class Whole implements RequestBody {
    private static final int FIRST_BYTES = 4096;
    private final int length;
    private byte[] bytes;
    private int held;

    Whole(int length) {
      this.length = length;
      this.bytes = new byte[Math.min(length, FIRST_BYTES)];
    }

    @Override
    public void add(byte[] more, int offset, int count) {
      if (held + count > bytes.length)
        bytes = Arrays.copyOf(bytes, Math.min(length, Math.max(held + count, bytes.length * 2)));
      System.arraycopy(more, offset, bytes, held, count);
      held += count;
    }

    @Override
    public void complete() {}

    @Override
    public void fail(String reason) {
      bytes = new byte[0];
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
