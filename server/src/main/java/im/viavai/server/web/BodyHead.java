package im.viavai.server.web;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Limits;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamException;
import im.viavai.xmpp.StreamHeader;
import im.viavai.xmpp.StreamReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes of a `<body/>` (XEP-0124 §6), read before anybody looks at its content. Any
/// thread.
///
/// @param attributes those in a namespace as `{namespace}local`
/// @param empty whether it has no content
record BodyHead(Map<String, String> attributes, boolean empty) {
  private static final int MOST_DIGITS = 16;

  BodyHead {
    attributes = Map.copyOf(attributes);
  }

  /// Null if it is no body.
  static @Nullable BodyHead read(byte[] body) {
    Root root = new Root();
    StreamReader reader = StreamReader.bosh(Limits.BEFORE_LOGIN, root);
    root.reader = reader;
    try {
      reader.feed(body, 0, body.length);
    } catch (StreamException _) {
      return null;
    }
    return root.header == null ? null : new BodyHead(root.header.attributes(), isEmpty(body));
  }

  /// Whether no element is inside: the only tags are its own. An attribute never has a `<`.
  private static boolean isEmpty(byte[] body) {
    int tags = 0;
    for (int i = 0; i < body.length && tags <= 2; i++) {
      if (body[i] != '<') continue;
      byte next = i + 1 < body.length ? body[i + 1] : 0;
      if (next == '?') continue;
      if (++tags == 2 && next != '/') return false;
    }
    return tags <= 2;
  }

  String get(String name) {
    return attributes.getOrDefault(name, "");
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  /// A whole number, -1 if it is none.
  long number(String name) {
    String text = get(name);
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && text.length() <= MOST_DIGITS ? Long.parseLong(text) : -1;
  }

  boolean terminates() {
    return get("type").equals("terminate");
  }

  boolean restarts() {
    String restart = get("{" + Namespaces.XBOSH + "}restart");
    return restart.equals("true") || restart.equals("1");
  }

  /// Looks at the root and at nothing behind it.
  private static final class Root implements StreamReader.Handler {
    @Nullable StreamReader reader;
    @Nullable StreamHeader header;

    @Override
    public void opened(StreamHeader root) {
      header = root;
      if (reader != null) reader.stop();
    }

    @Override
    public void stanza(Stanza stanza) {}

    @Override
    public void malformed(Stanza stanza) {}

    @Override
    public void nonza(Element element) {}

    @Override
    public void closed() {}

    @Override
    public void whitespace() {}
  }
}
