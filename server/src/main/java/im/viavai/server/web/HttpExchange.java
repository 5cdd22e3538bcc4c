package im.viavai.server.web;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/// One request and its answer, as a [HttpHandler] sees it. Any thread.
public interface HttpExchange {
  /// The method (RFC 9110 §9), such as `GET`; a handler may get any.
  String method();

  /// The path. Where the handler takes [HttpHandler.Paths#ESCAPED] its escapes are decoded, once;
  /// it never has a segment that is empty, `.` or `..`, and a `/` in it was one.
  String path();

  /// What stands behind the `?`, as it came; empty if nothing does.
  String query();

  /// A header by its name in lower case; empty if it is not there. Lines of the same name are
  /// joined by a comma.
  String header(String name);

  /// The host that the client believes to speak to, with the port if it has one.
  String host();

  /// The address of the peer as the socket knows it.
  InetSocketAddress remoteAddress();

  /// Runs on the event loop if the connection ends before the answer was written; never waits. One
  /// action.
  void onClosed(Runnable action);

  /// Answers. Only the first answer counts; one that comes when the connection has ended is
  /// dropped.
  void respond(Response response);

  /// An exchange on a virtual thread, with streams that wait for the client.
  interface Blocking extends HttpExchange {
    /// How many bytes the body has (Content-Length); 0 if there is none.
    long bodyBytes();

    /// The body. Reading waits for the client, and what it does not take makes the client wait.
    /// Throws `IOException` when the client is gone or too slow, before the body is complete.
    ///
    /// A client that asked whether to go on (`Expect: 100-continue`) is told to by the first read.
    InputStream body();

    /// Answers with a body that follows: exactly `bytes` bytes are to be written, and the stream
    /// closed. Writing waits for the client and throws `IOException` when it is gone. A stream
    /// closed early ends the connection. In answer to HEAD nothing is sent, whatever is written.
    OutputStream respond(Response head, long bytes);
  }
}
