package im.viavai.features.blocking;

import im.viavai.features.Stage;
import im.viavai.xmpp.Requirement;
import org.junit.jupiter.api.Test;

/// How much administrators are told.
final class AbuseReportsTest {
  private static String reports(int number, String text) {
    return """
    juliet sends:
      <iq type='set' id='%1$d'><block xmlns='urn:xmpp:blocking'><item jid='spammer%1$d@example.org'>
        <report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'><text>%2$s</text></report></item></block></iq>
    juliet receives: <iq type='result' id='%1$d'/>
    """
        .formatted(number, text);
  }

  private static String told(int number, String quoted) {
    return """
    bard receives:
      <message from='localhost' to='bard@localhost' type='chat'><body>juliet@localhost has blocked spammer%d@example.org and reports: spam%s</body>{more}</message>
    """
        .formatted(number, quoted);
  }

  private static final String PLACES =
      """
      [bard connects as bard@localhost/globe]
      [bard@localhost is an administrator]
      bard sends: <presence/>
      bard receives: <presence from='bard@localhost/globe'/>
      [juliet connects as juliet@localhost/balcony]
      """;

  @Requirement(
      document = "XEP-0377",
      section = "6",
      quote =
          "Servers that receive a blocking command with a report MUST block the JID or return an error just as they would if no report were present")
  @Test
  void afterSoManyReportsInAnHourBlocksStillWorkAndNobodyIsTold() {
    StringBuilder chat = new StringBuilder(PLACES);
    for (int i = 0; i < AbuseReports.PER_ACCOUNT + 3; i++) {
      chat.append(reports(i, ""));
      if (i < AbuseReports.PER_ACCOUNT) chat.append(told(i, ""));
    }
    Stage.play(chat.toString());
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    String words = "a".repeat(499) + "\uD83D\uDE00".repeat(10);
    Stage.play(PLACES + reports(1, words) + told(1, "&#10;&gt; " + "a".repeat(499) + "…"));
  }
}
