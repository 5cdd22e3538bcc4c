package im.viavai.features.blocking;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What `<block/>` or `<unblock/>` names, or what is wrong with it.
sealed interface BlockRequest {
  /// `urn:xmpp:blocking`.
  String NS = "urn:xmpp:blocking";

  /// The namespace of reports (XEP-0377).
  String REPORTING = "urn:xmpp:reporting:1";

  /// The name of an entry.
  Name ITEM = new Name(NS, "item");

  /// A report (XEP-0377 §4).
  ///
  /// @param reason `""` for an address that is not reported
  /// @param text what the user says about it, `""` for nothing
  record Report(String reason, String text) {
    static final Report NONE = new Report("", "");
  }

  /// The addresses in their order, each with its report.
  record Entries(Map<Jid, Report> reports) implements BlockRequest {
    public Entries {
      reports = Collections.unmodifiableMap(new LinkedHashMap<>(reports));
    }
  }

  /// Refuse it.
  record Wrong(StanzaError error) implements BlockRequest {}

  /// Reads the payload.
  static BlockRequest read(Element payload) {
    Map<Jid, Report> reports = new LinkedHashMap<>();
    for (Element item : payload.children(ITEM)) {
      if (!item.hasAttribute("jid")) return wrong(Condition.BAD_REQUEST, "An item needs a jid.");
      Optional<Jid> jid = Jid.parse(item.attribute("jid"));
      if (jid.isEmpty()) return wrong(Condition.JID_MALFORMED, "");
      Optional<Element> report = item.child(REPORTING, "report");
      if (report.isPresent() && report.get().attribute("reason").isEmpty()) { // XEP-0377 §4
        return wrong(Condition.BAD_REQUEST, "A report needs a reason.");
      }
      reports.put(
          jid.get(),
          report
              .map(r -> new Report(r.attribute("reason"), r.childText("text")))
              .orElse(Report.NONE));
    }
    return new Entries(reports);
  }

  private static Wrong wrong(Condition condition, String text) {
    return new Wrong(StanzaError.of(condition, text));
  }
}
