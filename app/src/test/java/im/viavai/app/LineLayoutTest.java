package im.viavai.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineLayoutTest {
  private static String line(Object value, @Nullable Throwable thrown) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "x", context.getLogger("im.viavai.x"), Level.WARN, "session_bound", thrown, null);
    event.setKeyValuePairs(List.of(new KeyValuePair("jid", value)));
    return new LineLayout().doLayout(event);
  }

  @Test
  void anEventIsItsNameAndItsFields() {
    assertThat(line("a@b/c", null)).matches("\\S+Z WARN session_bound jid=a@b/c\n");
    assertThat(line("a b", null)).endsWith(" jid=\"a b\"\n");
    assertThat(line("", null)).endsWith(" jid=\"\"\n");
  }

  @Test
  void cve2021_44228NothingAPeerSendsLooksLikeAnotherEvent() {
    assertThat(line("x\r\n2026-01-01 ERROR fake \u001b[31m\u2028\u0085", null))
        .endsWith(" jid=\"x\\r\\n2026-01-01 ERROR fake \\u001b[31m\\u2028\\u0085\"\n")
        .hasLineCount(1);
    assertThat(line("say \"hi\" a=b ${jndi:ldap://x}", null))
        .endsWith(" jid=\"say \\\"hi\\\" a=b ${jndi:ldap://x}\"\n");
    assertThat(line("a\u202eb\u200bc\ufeff", null)).endsWith(" jid=a\\u202eb\\u200bc\\ufeff\n");
  }

  @Test
  void anExceptionStaysOnTheLine() {
    String line =
        line("x", new IllegalStateException("two\nlines", new RuntimeException("the cause")));
    assertThat(line)
        .hasLineCount(1)
        .contains("exception=\"java.lang.IllegalStateException: two\\nlines\"")
        .contains("LineLayoutTest")
        .contains("the cause");
  }
}
