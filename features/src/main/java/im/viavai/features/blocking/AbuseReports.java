package im.viavai.features.blocking;

import im.viavai.server.feature.Host;
import im.viavai.server.feature.HourlyLimit;
import im.viavai.server.session.Account;
import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells administrators of reports (XEP-0377): each gets a message from the domain, which waits for
/// who is away. Reports over the limits are counted and logged only. Virtual threads only.
final class AbuseReports {
  /// Reports of one account in an hour that administrators are told of.
  static final int PER_ACCOUNT = 10;

  /// Reports of all accounts in an hour that administrators are told of.
  static final int IN_ALL = 100;

  private static final int MAX_TEXT = 500;
  private static final int MAX_REASON = 100;
  private static final String REASONS = "urn:xmpp:reporting:";
  private static final String EVERYBODY = "everybody";
  private static final Logger log = LoggerFactory.getLogger(AbuseReports.class);

  private final Host host;
  private final AdministratorStore administrators;
  private final Host.Counter made;
  private final Host.Counter untold;
  private final HourlyLimit perAccount = new HourlyLimit(PER_ACCOUNT, System::nanoTime);
  private final HourlyLimit inAll = new HourlyLimit(IN_ALL, System::nanoTime);

  AbuseReports(Host host) {
    this.host = host;
    this.administrators = host.store(AdministratorStore.class);
    this.made = host.counter("abuse_reports", "Reports made while blocking (XEP-0377)");
    this.untold =
        host.counter(
            "abuse_reports_untold", "Reports that were too many for administrators to be told of");
  }

  void made(Account by, Jid jid, BlockRequest.Report report) {
    made.increment();
    log.atInfo()
        .addKeyValue("by", by)
        .addKeyValue("jid", jid)
        .addKeyValue("reason", cut(report.reason(), MAX_REASON))
        .log("abuse_reported");
    if (perAccount.take(by.key()) && inAll.take(EVERYBODY)) tell(words(by.address(), jid, report));
    else untold.increment();
  }

  private void tell(String words) {
    for (Jid administrator : administrators.list()) {
      host.send(
          Stanza.message()
              .from(host.domain())
              .to(administrator)
              .type("chat")
              .child("body", words)
              .build());
    }
  }

  /// What a user wrote is quoted, so that nobody takes it for the server's words.
  private static String words(Jid by, Jid jid, BlockRequest.Report report) {
    String reason = cut(report.reason(), MAX_REASON);
    String why =
        switch (reason) {
          case REASONS + "spam" -> "spam";
          case REASONS + "abuse" -> "abuse";
          default -> quoted(reason);
        };
    String words = by + " has blocked " + jid + " and reports: " + why;
    return report.text().isBlank() ? words : words + "\n" + quoted(cut(report.text(), MAX_TEXT));
  }

  private static String quoted(String text) {
    return "> " + text.strip().replaceAll("\\R", "\n> ");
  }

  /// Never inside a character.
  private static String cut(String text, int length) {
    if (text.length() <= length) return text;
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }
}
