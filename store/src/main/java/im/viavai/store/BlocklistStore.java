package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.Collection;
import java.util.Set;

/// Whom an account blocks (XEP-0191). All methods may wait.
public interface BlocklistStore {
  /// Everybody on the list: full, bare and domain JIDs as the user gave them.
  Set<Jid> load(long account);

  /// Adds all of them or, over the limit, none.
  ///
  /// @param limit most JIDs on the list afterwards
  Stored add(long account, Collection<Jid> blocked, int limit);

  /// Removes those that are on the list.
  void remove(long account, Collection<Jid> unblocked);

  /// Empties the list.
  void clear(long account);
}
