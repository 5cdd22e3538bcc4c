package im.viavai.app.config;

/// Something wrong in the configuration, in words for the operator.
///
/// @param source the file, or the environment variable
/// @param line from 1; 0 when the source has no lines
/// @param column from 1; 0 when the source has no lines
/// @param message what is wrong and what to do
public record Mistake(String source, int line, int column, String message)
    implements Comparable<Mistake> {
  @Override
  public int compareTo(Mistake other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// `FILE:LINE:COLUMN: MESSAGE`, which editors and terminals understand.
  @Override
  public String toString() {
    return line == 0
        ? source + ": " + message
        : source + ":" + line + ":" + column + ": " + message;
  }
}
