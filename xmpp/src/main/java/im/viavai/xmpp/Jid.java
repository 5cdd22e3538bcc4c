package im.viavai.xmpp;

import java.util.Optional;

/// An address (RFC 7622), prepared and therefore comparable: `localpart@domainpart/resourcepart`.
/// Immutable, any thread.
public final class Jid implements Comparable<Jid> {

  /// Reads an address somebody else wrote; empty if it is not one.
  public static Optional<Jid> parse(String text) {
    throw new UnsupportedOperationException();
  }

  /// Prepares the three parts; `""` stands for an absent localpart or resourcepart.
  public static Optional<Jid> parse(String local, String domain, String resource) {
    throw new UnsupportedOperationException();
  }

  /// Reads an address we wrote ourselves.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static Jid of(String text) {
    throw new UnsupportedOperationException();
  }

  /// The localpart, `""` if there is none.
  public String localpart() {
    throw new UnsupportedOperationException();
  }

  /// The domainpart.
  public String domainpart() {
    throw new UnsupportedOperationException();
  }

  /// The resourcepart, `""` if there is none.
  public String resourcepart() {
    throw new UnsupportedOperationException();
  }

  /// Whether there is no resourcepart.
  public boolean isBare() {
    throw new UnsupportedOperationException();
  }

  /// Whether there is a resourcepart.
  public boolean isFull() {
    throw new UnsupportedOperationException();
  }

  /// Whether there is only a domainpart.
  public boolean isDomain() {
    throw new UnsupportedOperationException();
  }

  /// This address without its resourcepart.
  public Jid bare() {
    throw new UnsupportedOperationException();
  }

  /// The domainpart alone.
  public Jid domain() {
    throw new UnsupportedOperationException();
  }

  /// This address with another resourcepart, which is prepared.
  ///
  /// @throws IllegalArgumentException if it is not a resourcepart
  public Jid withResourcepart(String resource) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Jid other) {
    return toString().compareTo(other.toString());
  }
}
