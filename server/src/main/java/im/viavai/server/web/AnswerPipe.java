package im.viavai.server.web;

import im.viavai.server.net.Connection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The body of an answer on its way from the virtual thread of a handler to the event loop. The
/// [Outgoing] side is the event loop's, the stream side the handler's.
final class AnswerPipe extends OutputStream implements Outgoing {
  /// Bytes held at which a writer waits.
  static final int FULL_BYTES = 64 * 1024;

  private final Runnable more;
  private final Runnable cutShort;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<byte[]> pieces = new ArrayDeque<>();
  private int held;
  private long missing;
  private boolean gone;

  /// @param bytes that must be written
  /// @param more told when there is something to send, by the writer
  /// @param cutShort told when the stream was closed before it was complete, by the writer
  AnswerPipe(long bytes, Runnable more, Runnable cutShort) {
    this.missing = bytes;
    this.more = more;
    this.cutShort = cutShort;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = Math.min(PIECE_BYTES, length - done);
      put(Arrays.copyOfRange(bytes, offset + done, offset + done + count));
      more.run();
      done += count;
    }
  }

  private void put(byte[] piece) throws IOException {
    lock.lock();
    try {
      if (piece.length > missing) throw new IOException("more than was announced");
      while (held >= FULL_BYTES && !gone) changed.await();
      if (gone) throw new IOException("the client is gone");
      pieces.add(piece);
      held += piece.length;
      missing -= piece.length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the server stops").initCause(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (missing == 0 || gone) return;
    } finally {
      lock.unlock();
    }
    cutShort.run();
  }

  @Override
  public boolean writePiece(Connection connection) {
    byte[] piece;
    lock.lock();
    try {
      if (pieces.isEmpty()) return false;
      piece = pieces.remove();
      held -= piece.length;
      changed.signal();
    } finally {
      lock.unlock();
    }
    connection.write(piece, 0, piece.length);
    return true;
  }

  @Override
  public boolean finished() {
    lock.lock();
    try {
      return missing == 0 && pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void fail() {
    lock.lock();
    try {
      gone = true;
      pieces.clear();
      held = 0;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
