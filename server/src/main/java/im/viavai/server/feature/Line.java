package im.viavai.server.feature;

import im.viavai.xmpp.Name;

/// A stretch of the way of a stanza, with five steps, always in this order: screen, amend, record,
/// copy, trim. What a hook may do is its type. Hooks of one step do not depend on each other's
/// order unless they say so with [#after].
///
/// Hooks run on the sender's event loop or virtual thread and never wait.
public interface Line {
  /// Narrows to stanzas that have a direct child of this name; called again, of that name as well.
  Line having(Name child);

  /// Narrows to stanzas that have no direct child of this name; called again, nor of that one.
  Line unless(Name child);

  /// Puts what is added next behind the hooks of that feature in the same step.
  Line after(Class<? extends Feature> feature);

  /// Passes, drops or bounces.
  void screen(Filter filter);

  /// Changes what everybody will see.
  void amend(Rewriter rewriter);

  /// Keeps it.
  void record(Observer observer);

  /// Sends further stanzas.
  void copy(Observer observer);

  /// Removes what the next one must not see.
  void trim(Rewriter rewriter);
}
