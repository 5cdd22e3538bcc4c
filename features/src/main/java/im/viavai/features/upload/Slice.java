package im.viavai.features.upload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of a file that is answered with (RFC 9110 §14).
sealed interface Slice {
  Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})", Pattern.CASE_INSENSITIVE);

  /// All of it.
  record Whole() implements Slice {}

  /// These bytes, both ends included.
  record Part(long first, long last) implements Slice {
    long bytes() {
      return last - first + 1;
    }
  }

  /// None of the bytes asked for exist.
  record Nothing() implements Slice {}

  /// What a request for a file of that size gets.
  ///
  /// @param range the header; one that is not understood, or asks for several parts, is passed over
  ///   (§14.2)
  /// @param size of the file
  static Slice of(String range, long size) {
    Matcher asked = RANGE.matcher(range.strip());
    if (!asked.matches()) return new Whole();
    String first = asked.group(1);
    String last = asked.group(2);
    if (first.isEmpty() && last.isEmpty()) return new Whole();
    if (first.isEmpty()) { // the end of it
      long count = Math.min(size, Long.parseLong(last));
      return count == 0 ? new Nothing() : new Part(size - count, size - 1);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (to < from) return new Whole(); // §14.1.1: invalid
    return from >= size ? new Nothing() : new Part(from, Math.min(to, size - 1));
  }
}
