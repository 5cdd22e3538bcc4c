package im.viavai.interop.clients;

/// A client nobody here wrote, logged in as `USER@localhost` with the password `secret`.
interface OtherClient extends AutoCloseable {
  /// Sends a chat message.
  void send(String to, String body);

  /// Waits until it shows a message with this text.
  void awaitMessage(String body);

  /// Asks for the presence of somebody.
  void subscribe(String to);

  /// Waits for that request and grants it.
  void accept(String from);

  /// Logs out.
  @Override
  void close();
}
