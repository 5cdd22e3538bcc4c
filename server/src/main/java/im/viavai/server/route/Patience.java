package im.viavai.server.route;

/// Whether the caller may wait.
enum Patience {
  /// On an event loop: never.
  SWIFT,
  /// On a virtual thread.
  PATIENT
}
