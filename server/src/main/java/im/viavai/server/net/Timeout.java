package im.viavai.server.net;

/// A task scheduled by [Connection#schedule]. Its connection's event loop only.
public interface Timeout {

  /// Forgets the task. Returns false if it has run or was cancelled before.
  boolean cancel();
}
