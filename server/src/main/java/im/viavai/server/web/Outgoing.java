package im.viavai.server.web;

import im.viavai.server.net.Connection;

/// What is left of the body of an answer. Its event loop only.
sealed interface Outgoing permits Outgoing.Whole, AnswerPipe {
  /// Most bytes written in one go.
  int PIECE_BYTES = 16 * 1024;

  /// Writes a piece; false if there is none, for now or for good.
  boolean writePiece(Connection connection);

  /// Whether everything was written.
  boolean finished();

  /// The client is gone.
  void fail();

  /// In memory.
  final class Whole implements Outgoing {
    private final byte[] body;
    private int sent;

    Whole(byte[] body) {
      this.body = body;
    }

    @Override
    public boolean writePiece(Connection connection) {
      if (finished()) return false;
      int length = Math.min(PIECE_BYTES, body.length - sent);
      connection.write(body, sent, length);
      sent += length;
      return true;
    }

    @Override
    public boolean finished() {
      return sent == body.length;
    }

    @Override
    public void fail() {}
  }
}
