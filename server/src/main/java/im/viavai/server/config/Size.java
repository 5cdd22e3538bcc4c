package im.viavai.server.config;

/// A number of bytes, written `"256KiB"`, `"4MiB"`, `"1GiB"` or as a plain number.
///
/// @param bytes zero or more
public record Size(long bytes) {
  /// A limit that is switched off: larger than anything.
  public static final Size OFF = new Size(Long.MAX_VALUE);

  /// Checks that the number is not negative.
  public Size {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is never negative: " + bytes);
    }
  }

  /// The number as an `int`, at most `Integer.MAX_VALUE`.
  public int intBytes() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /// The size as the configuration file writes it, in the largest unit that divides it.
  @Override
  public String toString() {
    if (bytes == Long.MAX_VALUE) {
      return "off";
    }
    if (bytes >= 1L << 30 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes >= 1L << 20 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    if (bytes >= 1L << 10 && bytes % (1L << 10) == 0) {
      return (bytes >> 10) + "KiB";
    }
    return Long.toString(bytes);
  }

  /// The size as people are told it: `64 KiB`, or `20000 bytes` where no unit divides it.
  public String words() {
    String written = toString();
    int unit = written.length() - "KiB".length();
    return written.endsWith("iB")
        ? written.substring(0, unit) + " " + written.substring(unit)
        : bytes == Long.MAX_VALUE ? written : written + (bytes == 1 ? " byte" : " bytes");
  }
}
