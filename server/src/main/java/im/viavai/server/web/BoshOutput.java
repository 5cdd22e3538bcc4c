package im.viavai.server.web;

import im.viavai.xmpp.EventLoop;
import java.io.ByteArrayOutputStream;

/// What a stream has written and no answer has taken. The loop of its session only.
@EventLoop
final class BoshOutput {
  private static final int HIGH_WATER_BYTES = 64 * 1024;

  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean writable = true;

  BoshOutput(int most) {
    this.most = most;
  }

  /// Whether there was room for it.
  boolean add(byte[] more, int offset, int length) {
    if (bytes.size() + length > most) return false;
    bytes.write(more, offset, length);
    return true;
  }

  byte[] take() {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    return all;
  }

  int size() {
    return bytes.size();
  }

  boolean writable() {
    return writable;
  }

  /// Whether it became full.
  boolean filled() {
    if (!writable || bytes.size() < HIGH_WATER_BYTES) return false;
    writable = false;
    return true;
  }

  /// Whether there is room again.
  boolean emptied() {
    if (writable || bytes.size() > 0) return false;
    writable = true;
    return true;
  }
}
