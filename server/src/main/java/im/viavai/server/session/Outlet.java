package im.viavai.server.session;

import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.net.InetSocketAddress;

/// The stream below a session, as the session sees it. A detached session has none (XEP-0198 §5).
public interface Outlet {
  /// Writes one stanza. The stream's own thread only.
  void write(Stanza stanza);

  /// Asks the client for an acknowledgement (XEP-0198 §4). The stream's own thread only.
  void requestAck();

  /// Tells the client how many of its stanzas were handled (XEP-0198 §4). The stream's own thread
  /// only.
  void acknowledge(long handled);

  /// Whether the client reads fast enough. Any thread.
  boolean writable();

  /// Runs a task on the stream's own thread, in order. Any thread.
  void execute(Runnable task);

  /// Whether this is the stream's own thread.
  boolean onItsThread();

  /// Stops or goes on reading from the client. The stream's own thread only.
  void reading(Reading reading);

  /// Ends the stream with an error (RFC 6120 §4.9). Any thread.
  void close(StreamError error);

  /// Where the client is.
  InetSocketAddress remoteAddress();

  /// Whether the server reads from a client.
  enum Reading {
    /// Go on.
    ON,
    /// Wait.
    PAUSED
  }
}
