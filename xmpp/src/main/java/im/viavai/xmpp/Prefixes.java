package im.viavai.xmpp;

import java.util.ArrayList;
import java.util.List;

/// The namespace declarations of a stream header: what a first-level element may use without
/// declaring it.
///
/// @param defaultNamespace the default namespace, `""` for none
/// @param declarations the prefixes, at most 64
record Prefixes(String defaultNamespace, List<Declaration> declarations) {
  /// More cannot be counted in the bits of [Scope#used()].
  private static final int MOST = 64;

  static final Prefixes NONE = new Prefixes("", List.of());

  /// What a prefix stands for. The prefix is also kept as the bytes it is compared with.
  record Declaration(String prefix, String namespace) {
    boolean declares(byte[] b, int start, int end) {
      return Ascii.is(b, start, end, prefix);
    }
  }

  Prefixes {
    declarations = List.copyOf(declarations);
  }

  /// The declarations on a checked stream header.
  static Prefixes ofHeader(byte[] b, StartTag tag) throws StreamException {
    Prefixes prefixes = NONE.with(b, tag);
    if (prefixes.declarations.size() > MOST) {
      throw Wrong.policy("too many namespaces");
    }
    return prefixes;
  }

  /// These and those on a checked start tag, which win.
  Prefixes with(byte[] b, StartTag tag) {
    String standard = defaultNamespace;
    List<Declaration> all = null;
    for (int i = 0; i < tag.count(); i++) {
      if (tag.isDefaultDeclaration(b, i)) {
        standard = tag.value(b, i);
      } else if (tag.isPrefixDeclaration(b, i)) {
        if (all == null) {
          all = new ArrayList<>(declarations);
        }
        String prefix = Names.text(b, tag.localOf(i), tag.nameEndOf(i));
        all.removeIf(d -> d.prefix.equals(prefix));
        all.add(new Declaration(prefix, tag.value(b, i)));
      }
    }
    return all == null && standard.equals(defaultNamespace)
        ? this
        : new Prefixes(standard, all == null ? declarations : all);
  }

  /// Which declaration is meant, -1 if none.
  int find(byte[] b, int start, int end) {
    for (int i = 0; i < declarations.size(); i++) {
      if (declarations.get(i).declares(b, start, end)) {
        return i;
      }
    }
    return -1;
  }
}
