package im.viavai.server.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time as an operator writes it: a number and `m`, `h` or `d`.
final class Span {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([mhd])");

  private Span() {}

  /// The time; empty if the text is none, or it is zero or longer than `most`.
  static Optional<Duration> parse(String text, Duration most) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) return Optional.empty();
    long number = Long.parseLong(form.group(1));
    Duration span =
        switch (form.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return span.isZero() || span.compareTo(most) > 0 ? Optional.empty() : Optional.of(span);
  }
}
