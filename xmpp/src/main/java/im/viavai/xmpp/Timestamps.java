package im.viavai.xmpp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Points in time as XMPP writes them (XEP-0082). Any thread.
public final class Timestamps {
  private static final DateTimeFormatter UTC_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})(?:\\.(\\d{1,32}))?(Z|[+-]\\d{2}:\\d{2})");

  /// XEP-0091's `CCYYMMDDThh:mm:ss`.
  private static final Pattern LEGACY =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})T(\\d{2}:\\d{2}:\\d{2})");

  private Timestamps() {}

  /// UTC with milliseconds, which are cut, not rounded: `1969-07-21T02:56:15.000Z`. Years 0 to
  /// 9999.
  public static String format(Instant instant) {
    return UTC_MILLIS.format(instant.truncatedTo(ChronoUnit.MILLIS));
  }

  /// Reads a `DateTime` (§3.2), strictly; empty if it is none. Beyond nanoseconds, fractions are
  /// cut.
  public static Optional<Instant> parse(String text) {
    Matcher matcher = DATE_TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(2);
    String fraction = digits == null ? "" : "." + digits.substring(0, Math.min(9, digits.length()));
    return instant(matcher.group(1) + fraction + matcher.group(3));
  }

  /// Reads the format of XEP-0091, in UTC, or a `DateTime` (§4).
  public static Optional<Instant> parseLegacy(String text) {
    Matcher matcher = LEGACY.matcher(text);
    return matcher.matches() ? instant(matcher.replaceFirst("$1-$2-$3T$4Z")) : parse(text);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // well written, but no such day or hour
    }
  }
}
