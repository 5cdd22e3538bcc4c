package im.viavai.server.sasl;

/// `<fast/>` in `<authenticate/>` (XEP-0484 section 3.4): this login uses a token. Immutable, any
/// thread.
///
/// @param count the client's counter, 0 to 2^31-1, or [#NO_COUNT]
/// @param afterwards what becomes of the token
public record FastRequest(long count, Afterwards afterwards) {

  /// The client does not count.
  public static final long NO_COUNT = -1;

  /// What the client wants to become of the token it uses.
  public enum Afterwards {
    /// It is used again.
    KEEP,
    /// It is the last time: the client logs out (section 3.6).
    INVALIDATE
  }

  /// Checks the range.
  public FastRequest {
    if (count < NO_COUNT || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a counter: " + count);
    }
  }
}
