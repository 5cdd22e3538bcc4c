package im.viavai.server.feature;

import im.viavai.xmpp.Stanza;

/// A hook of the steps `amend` and `trim`: may change what everybody after it sees. Never waits.
@FunctionalInterface
public interface Rewriter {
  /// Returns the stanza to go on with: the same, or a changed copy.
  Stanza rewrite(Passage passage);
}
