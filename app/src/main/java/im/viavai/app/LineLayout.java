package im.viavai.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.event.KeyValuePair;

/// One event, one line: `TIME LEVEL event key=value ...`. Values with spaces or odd characters are
/// quoted, and line breaks and control characters escaped, so that nothing a peer sends can look
/// like another event.
final class LineLayout extends LayoutBase<ILoggingEvent> {
  /// Frames of a stack trace that are shown.
  private static final int MOST_FRAMES = 16;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS));
    line.append(' ').append(event.getLevel()).append(' ');
    escape(line, event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        field(line, pair.key, String.valueOf(pair.value));
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      field(line, "exception", thrown.getClassName() + ": " + thrown.getMessage());
      field(line, "trace", trace(thrown));
      if (thrown.getCause() != null) {
        IThrowableProxy cause = thrown.getCause();
        field(line, "cause", cause.getClassName() + ": " + cause.getMessage() + trace(cause));
      }
    }
    return line.append('\n').toString();
  }

  private static String trace(IThrowableProxy thrown) {
    StringBuilder trace = new StringBuilder();
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    for (int i = 0; i < frames.length && i < MOST_FRAMES; i++) {
      trace.append(" < ").append(frames[i].getStackTraceElement());
    }
    return trace.toString();
  }

  private static void field(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append('=');
    boolean plain =
        !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
    if (plain) {
      escape(line, value);
    } else {
      line.append('"');
      escape(line, value);
      line.append('"');
    }
  }

  private static void escape(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case '"' -> line.append("\\\"");
        default -> {
          boolean odd =
              Character.isISOControl(c)
                  || Character.getType(c) == Character.FORMAT // turns a line around
                  || c == '\u2028'
                  || c == '\u2029';
          if (odd) {
            line.append("\\u").append(String.format("%04x", (int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
  }
}
