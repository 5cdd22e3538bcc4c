package im.viavai.xmpp;

/// What an element may hold.
sealed interface Node permits Element, Node.Text, Node.Raw {

  /// Character data.
  record Text(String text) implements Node {}

  /// An element as checked bytes that declare their own default namespace.
  ///
  /// @param xml never changed after construction
  @SuppressWarnings("ArrayRecordComponent") // package-private, compared by nobody
  record Raw(byte[] xml) implements Node {}
}
