package im.viavai.server.stream;

import im.viavai.server.route.Sessions;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.StreamError;
import java.time.Duration;

/// The elements of stream management (XEP-0198).
final class StreamManagement {
  private static final String NS = Namespaces.STREAM_MANAGEMENT;
  private static final int LONGEST_RESUMPTION_SECONDS = 86_400;

  private StreamManagement() {}

  /// The stream feature (§3).
  static Element feature() {
    return Element.of(NS, "sm");
  }

  /// Answers `<enable/>` (§3) and switches stream management on.
  static Element enable(Sessions sessions, Session session, Element enable) {
    String resume = enable.attribute("resume");
    long max = counter(enable, "max");
    Duration wanted = Duration.ofSeconds(max < 0 ? 0 : Math.min(max, LONGEST_RESUMPTION_SECONDS));
    if (!resume.equals("true") && !resume.equals("1")) {
      session.manage();
      return Element.of(NS, "enabled");
    }
    Sessions.Managed managed = sessions.manage(session, wanted);
    return Element.builder(NS, "enabled")
        .attribute("id", managed.id())
        .attribute("resume", "true")
        .attribute("max", Long.toString(managed.timeout().toSeconds()))
        .build();
  }

  /// `<resumed/>` (§5).
  static Element resumed(String id, long handled) {
    return Element.builder(NS, "resumed")
        .attribute("h", Long.toString(handled & 0xFFFF_FFFFL))
        .attribute("previd", id)
        .build();
  }

  /// `<failed/>` (§3, §5).
  ///
  /// @param handled the last known `h` of the session, -1 if it is not known
  static Element failed(String condition, long handled) {
    Element.Builder failed = Element.builder(NS, "failed");
    if (handled >= 0) failed.attribute("h", Long.toString(handled & 0xFFFF_FFFFL));
    return failed.child(Element.of(Namespaces.STANZA_ERRORS, condition)).build();
  }

  /// The client confirms more than was sent (§4).
  static StreamError tooHigh(long h, long sent) {
    return StreamError.of(
            StreamError.Condition.UNDEFINED_CONDITION,
            "You acknowledged " + h + " stanzas, but only " + sent + " were sent.")
        .with(
            Element.builder(NS, "handled-count-too-high")
                .attribute("h", Long.toString(h))
                .attribute("send-count", Long.toString(sent & 0xFFFF_FFFFL))
                .build());
  }

  /// An attribute of type xs:unsignedInt, -1 if it is absent or none.
  static long counter(Element element, String name) {
    String text = element.attribute(name).strip();
    if (text.isEmpty() || text.length() > 10) return -1;
    for (int i = 0; i < text.length(); i++)
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return -1;
    long value = Long.parseLong(text);
    return value <= 0xFFFF_FFFFL ? value : -1;
  }
}
