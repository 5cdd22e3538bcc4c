package im.viavai.xmpp;

/// The expanded name of an element: its namespace (`""` for none) and its local part. Prefixes are
/// not part of it. They have an order so that a map of names chosen to collide stays quick
/// (CVE-2012-2739).
public record Name(String namespace, String local) implements Comparable<Name> {
  @Override
  public String toString() {
    return namespace.isEmpty() ? local : "{" + namespace + "}" + local;
  }

  @Override
  public int compareTo(Name other) {
    int first = namespace.compareTo(other.namespace);
    return first != 0 ? first : local.compareTo(other.local);
  }
}
