package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/// Which messages a user wants in the archive (XEP-0441 §2).
///
/// @param rule what applies to those in neither list
/// @param always archive messages of these; a bare JID stands for all of its resources
/// @param never do not archive messages of these
public record ArchivePreferences(Rule rule, Set<Jid> always, Set<Jid> never) {
  /// What applies to those in neither list.
  public enum Rule {
    /// The user never chose: what the server's configuration says.
    UNSET,
    /// All messages.
    ALWAYS,
    /// No message.
    NEVER,
    /// Messages of those in the roster.
    ROSTER
  }

  /// What an account has that never chose.
  public static final ArchivePreferences UNSET =
      new ArchivePreferences(Rule.UNSET, Set.of(), Set.of());

  /// Copies the sets.
  public ArchivePreferences {
    // not Set.copyOf, where addresses that collide are found one after the other (CVE-2012-2739)
    always = Collections.unmodifiableSet(new HashSet<>(always));
    never = Collections.unmodifiableSet(new HashSet<>(never));
  }
}
