package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import java.util.Arrays;

/// What came on a connection and belongs to no request yet; finds where the head of the next one
/// ends (RFC 9112 §2.2). Whoever adds to it has looked at its [#size]. Its event loop only.
@EventLoop
final class HeadBuffer {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int held;
  private int searched;

  boolean isEmpty() {
    return held == 0;
  }

  /// How many bytes it holds.
  int size() {
    return held;
  }

  void add(byte[] more, int offset, int length) {
    if (bytes.length < held + length) bytes = Arrays.copyOf(bytes, held + length);
    System.arraycopy(more, offset, bytes, held, length);
    held += length;
  }

  /// Where the empty line begins, -1 if it has not come. A request may not begin with one.
  int endOfHead() throws BadRequest {
    for (int i = searched; i < held; i++) {
      byte b = bytes[i];
      if (b == '\n' && (i == 0 || bytes[i - 1] != '\r')) throw new BadRequest(400, "bare LF");
      if (i > 0 && bytes[i - 1] == '\r' && b != '\n') throw new BadRequest(400, "bare CR");
      if (i >= 3 && b == '\n' && bytes[i - 2] == '\n') return i - 3;
    }
    searched = held;
    return -1;
  }

  /// Takes out the request whose head ends there.
  Request takeRequest(int end, WebLimits limits) throws BadRequest {
    Request request = Request.parse(bytes, end, limits);
    drop(end + 4);
    return request;
  }

  /// Takes out the first bytes, at most so many.
  byte[] take(long most) {
    byte[] first = Arrays.copyOf(bytes, (int) Math.min(most, held));
    drop(first.length);
    return first;
  }

  private void drop(int count) {
    System.arraycopy(bytes, count, bytes, 0, held - count);
    held -= count;
    searched = 0;
    if (held == 0) clear();
  }

  /// An idle connection holds nothing.
  void clear() {
    bytes = NOTHING;
    held = 0;
    searched = 0;
  }
}
