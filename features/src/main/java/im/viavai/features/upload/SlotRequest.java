package im.viavai.features.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;

/// What a client asked for (§4).
sealed interface SlotRequest {
  /// Most bytes of a name, in UTF-8: what file systems take.
  int NAME_BYTES = 255;

  /// A good request; whether there is room is another question.
  record Good(String name, long bytes, String type, Purpose purpose) implements SlotRequest {}

  /// A request that nobody could fulfil.
  record Bad(StanzaError error) implements SlotRequest {}

  /// Reads it.
  static SlotRequest of(Element request) {
    String size = request.attribute("size").strip();
    if (!request.hasAttribute("filename") || !size.matches("[0-9]{1,18}"))
      return new Bad(StanzaError.of(Condition.BAD_REQUEST, "A request has a filename and a size."));
    String name = request.attribute("filename");
    if (!isName(name)) return new Bad(notAcceptable("This is no name of a file."));
    long bytes = Long.parseLong(size);
    if (bytes < 1) return new Bad(notAcceptable("A file has at least a byte."));
    String type = request.attribute("content-type").strip();
    if (!type.isEmpty() && !MediaTypes.isType(type))
      return new Bad(notAcceptable("This is no media type."));
    return Purpose.of(request)
        .<SlotRequest>map(purpose -> new Good(name, bytes, type, purpose))
        .orElseGet(
            () -> new Bad(StanzaError.of(Condition.BAD_REQUEST, "expire-before is a time.")));
  }

  private static StanzaError notAcceptable(String text) {
    return StanzaError.of(Condition.NOT_ACCEPTABLE, text);
  }

  /// One segment of a path, that cannot mean another place and cannot pretend to be another name:
  /// no separators, no control characters, none that turn the direction of writing.
  static boolean isName(String name) {
    if (name.isBlank() || name.equals(".") || name.equals("..")) return false;
    if (name.getBytes(UTF_8).length > NAME_BYTES) return false;
    return name.codePoints().noneMatch(SlotRequest::isBad);
  }

  private static boolean isBad(int c) {
    boolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    int kind = Character.getType(c);
    boolean nothing = kind == Character.SURROGATE || kind == Character.LINE_SEPARATOR;
    return c == '/'
        || c == '\\'
        || Character.isISOControl(c)
        || turns
        || nothing
        || kind == Character.PARAGRAPH_SEPARATOR;
  }
}
