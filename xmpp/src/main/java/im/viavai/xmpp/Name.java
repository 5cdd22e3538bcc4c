package im.viavai.xmpp;

/// The expanded name of an element: its namespace (`""` for none) and its local part. Prefixes are
/// not part of it.
public record Name(String namespace, String local) {
  @Override
  public String toString() {
    return namespace.isEmpty() ? local : "{" + namespace + "}" + local;
  }
}
