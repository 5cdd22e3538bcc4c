package im.viavai.interop.clients;

/// A client nobody here wrote, logged in as `USER@localhost`.
public interface OtherClient extends AutoCloseable {
  /// Sends a chat message.
  void send(String to, String body);

  /// Waits until it shows a message with this text.
  void awaitMessage(String body);

  /// Asks for the presence of somebody.
  void subscribe(String to);

  /// Waits for that request and grants it.
  void accept(String from);

  /// Types a line, where the program is one for a terminal.
  default void type(String line) {
    throw new UnsupportedOperationException(line);
  }

  /// Logs out.
  @Override
  void close();
}
