package im.viavai.server.feature;

import java.util.List;
import java.util.Set;

/// One thing the server can do beyond carrying stanzas: roster, archive, carbons, ...
///
/// A feature is one package and one line in the list of features. It wires itself in [#install] and
/// calls no other feature: features meet on a [Line] or in a store.
public interface Feature {
  /// The document this feature implements, for `conformance.md` and `doap.xml`.
  Spec spec();

  /// Further documents it implements on the way, such as the forms of XEP-0128 beside XEP-0030.
  default List<Spec> alsoCovers() {
    return List.of();
  }

  /// Features that must be installed as well; a missing one stops the start.
  default Set<Class<? extends Feature>> requires() {
    return Set.of();
  }

  /// Wires the feature into one served domain. Called once per domain, before the first connection.
  void install(Host host);
}
