package im.viavai.xmpp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An address (RFC 7622): `localpart@domainpart/resourcepart`, prepared and therefore comparable.
/// Immutable, any thread.
public final class Jid implements Comparable<Jid> {
  private final String local;
  private final String domain;
  private final String resource;
  private final int hash;

  // Made when first asked for. Two threads may make it twice, which does no harm: all are
  // immutable.
  private @Nullable String text;
  private @Nullable Jid bare;
  private byte @Nullable [] wire;

  /// The parts are prepared.
  private Jid(String local, String domain, String resource) {
    this.local = local;
    this.domain = Names.shared(domain);
    this.resource = resource;
    this.hash = (domain.hashCode() * 31 + local.hashCode()) * 31 + resource.hashCode();
  }

  /// Reads an address somebody else wrote (RFC 7622 §3.2); empty if it is not one.
  public static Optional<Jid> parse(String text) {
    int slash = text.indexOf('/');
    int head = slash < 0 ? text.length() : slash;
    int at = text.indexOf('@');
    if (at >= head) {
      at = -1;
    }
    if (at == 0 || (slash >= 0 && slash == text.length() - 1)) {
      return Optional.empty(); // a separator with nothing to separate
    }
    return parse(
        at < 0 ? "" : text.substring(0, at),
        text.substring(at + 1, head),
        slash < 0 ? "" : text.substring(slash + 1));
  }

  /// Prepares the three parts; `""` stands for an absent localpart or resourcepart. Empty if one of
  /// them is invalid.
  public static Optional<Jid> parse(String local, String domain, String resource) {
    String preparedDomain = JidParts.domain(domain);
    if (preparedDomain == null) {
      return Optional.empty();
    }
    String preparedLocal = local.isEmpty() ? "" : JidParts.local(local);
    String preparedResource = resource.isEmpty() ? "" : JidParts.resource(resource);
    return preparedLocal == null || preparedResource == null
        ? Optional.empty()
        : Optional.of(new Jid(preparedLocal, preparedDomain, preparedResource));
  }

  /// Reads an address we wrote ourselves.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static Jid of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no address: " + text));
  }

  /// The localpart, `""` if there is none.
  public String localpart() {
    return local;
  }

  /// The domainpart.
  public String domainpart() {
    return domain;
  }

  /// The resourcepart, `""` if there is none.
  public String resourcepart() {
    return resource;
  }

  /// Whether there is no resourcepart.
  public boolean isBare() {
    return resource.isEmpty();
  }

  /// Whether there is a resourcepart.
  public boolean isFull() {
    return !resource.isEmpty();
  }

  /// Whether there is only a domainpart.
  public boolean isDomain() {
    return local.isEmpty() && resource.isEmpty();
  }

  /// This address without its resourcepart.
  public Jid bare() {
    if (resource.isEmpty()) {
      return this;
    }
    Jid made = bare;
    if (made == null) {
      made = new Jid(local, domain, "");
      bare = made;
    }
    return made;
  }

  /// The domainpart alone.
  public Jid domain() {
    return isDomain() ? this : new Jid("", domain, "");
  }

  /// This address with another resourcepart, which is prepared; `""` for none.
  ///
  /// @throws IllegalArgumentException if it is not a resourcepart
  public Jid withResourcepart(String other) {
    String prepared = other.isEmpty() ? "" : JidParts.resource(other);
    if (prepared == null) {
      throw new IllegalArgumentException("no resourcepart: " + other);
    }
    return new Jid(local, domain, prepared);
  }

  /// The address as an attribute's value between single quotes: escaped UTF-8. Not to be changed.
  byte[] wire() {
    byte[] made = wire;
    if (made == null) {
      String value = toString();
      made = new byte[Escaping.attributeLength(value)];
      Escaping.writeAttribute(value, made, 0);
      wire = made;
    }
    return made;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Jid jid
            && hash == jid.hash
            && local.equals(jid.local)
            && domain.equals(jid.domain)
            && resource.equals(jid.resource));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /// The order of their texts.
  @Override
  public int compareTo(Jid other) {
    return toString().compareTo(other.toString());
  }

  /// `localpart@domainpart/resourcepart`.
  @Override
  public String toString() {
    String made = text;
    if (made == null) {
      made =
          (local.isEmpty() ? "" : local + "@")
              + domain
              + (resource.isEmpty() ? "" : "/" + resource);
      text = made;
    }
    return made;
  }
}
