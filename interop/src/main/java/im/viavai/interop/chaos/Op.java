package im.viavai.interop.chaos;

/// One message somebody wants sent. Its id is also its origin id and its body, so that it is known
/// wherever it turns up.
///
/// @param id unlike any other of the run
/// @param from who sends it
/// @param to for whom it is
/// @param number its place among those of `from`
/// @param padding further bytes it carries
record Op(String id, String from, String to, int number, int padding) {
  String xml() {
    return "<message type='chat' to='"
        + to
        + "@localhost' id='"
        + id
        + "'><body>"
        + id
        + "</body><origin-id xmlns='urn:xmpp:sid:0' id='"
        + id
        + "'/>"
        + (padding == 0 ? "" : "<x xmlns='urn:example:padding'>" + "x".repeat(padding) + "</x>")
        + "</message>";
  }
}
