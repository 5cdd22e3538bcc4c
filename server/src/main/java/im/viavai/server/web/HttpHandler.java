package im.viavai.server.web;

import java.io.IOException;

/// Answers requests whose path is below a prefix; which of the two it is, is its type.
public sealed interface HttpHandler {
  /// How the paths may be written.
  Paths paths();

  /// Whether percent-escapes may be in a path.
  enum Paths {
    /// No: they are refused, so that there is nothing to decode.
    PLAIN,
    /// Behind the prefix: UTF-8, decoded exactly once; what an escaped `/`, `\` or control
    /// character would mean is refused.
    ESCAPED
  }

  /// Is called on the event loop when the whole body is there. It never waits; the answer may come
  /// later, from any thread.
  ///
  /// @param bodyBytes most bytes of a body; more is answered 413
  /// @param action takes the exchange and its body
  record Swift(int bodyBytes, Paths paths, Swift.Action action) implements HttpHandler {
    /// What is done.
    public interface Action {
      /// Takes an exchange and the bytes of its body, which are its own.
      void handle(HttpExchange exchange, byte[] body);
    }
  }

  /// Is called on a virtual thread of its own when the head of the request is there; it reads the
  /// body as it comes.
  ///
  /// @param action takes the exchange
  record Waiting(Paths paths, Waiting.Action action) implements HttpHandler {
    /// What is done; may wait.
    public interface Action {
      /// Takes an exchange and answers it before it returns.
      ///
      /// @throws IOException from the streams of the exchange, when the client is gone
      void handle(HttpExchange.Blocking exchange) throws IOException;
    }
  }
}
