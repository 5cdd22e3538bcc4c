package im.viavai.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The body of a request on its way from the event loop to the virtual thread of a handler. The
/// [RequestBody] side is the event loop's, the stream side the handler's.
final class BodyPipe extends InputStream implements RequestBody {
  /// Bytes held from which reading from the socket pauses; it goes on at half of it. What was read
  /// from the socket already comes on top.
  static final int FULL_BYTES = 64 * 1024;

  private static final int ENDED = -1;

  private final Runnable wanted;
  private final Runnable drained;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<byte[]> pieces = new ArrayDeque<>();
  private int at;
  private int held;
  private boolean asked;
  private boolean pausing;
  private boolean complete;
  private @Nullable String failure;

  /// @param wanted told at the first read, by the reader
  /// @param drained told when there is room again after [#full] was true, by the reader
  BodyPipe(Runnable wanted, Runnable drained) {
    this.wanted = wanted;
    this.drained = drained;
  }

  @Override
  public void add(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      if (failure != null) return;
      pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
      held += length;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Whether reading from the socket is to pause; then `drained` is told later.
  boolean full() {
    lock.lock();
    try {
      pausing = pausing || (held >= FULL_BYTES && failure == null);
      return pausing;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void complete() {
    lock.lock();
    try {
      complete = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void fail(String reason) {
    lock.lock();
    try {
      if (complete || failure != null) return;
      failure = reason;
      pieces.clear();
      held = 0;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? ENDED : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) return 0;
    if (!asked) {
      asked = true;
      wanted.run();
    }
    int taken;
    boolean room;
    lock.lock();
    try {
      byte[] piece = first();
      if (piece == null) return ENDED;
      taken = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, to, offset, taken);
      at += taken;
      held -= taken;
      if (at == piece.length) {
        pieces.remove();
        at = 0;
      }
      room = pausing && held <= FULL_BYTES / 2;
      if (room) pausing = false;
    } finally {
      lock.unlock();
    }
    if (room) drained.run();
    return taken;
  }

  /// Waits for it; the event loop ends the wait when the client is gone or too slow.
  private byte @Nullable [] first() throws IOException {
    while (pieces.isEmpty()) {
      if (failure != null) throw new IOException(failure);
      if (complete) return null;
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("the server stops").initCause(e);
      }
    }
    return pieces.peek();
  }
}
