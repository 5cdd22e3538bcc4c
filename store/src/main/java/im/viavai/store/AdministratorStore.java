package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;

/// Which accounts administer the server. The role belongs to the account, not to its name: an
/// account that is removed and made again is nobody's administrator. All methods may wait.
public interface AdministratorStore {
  /// Whether that bare JID, the whole of it, is an administrator's.
  boolean contains(Jid bare);

  /// Makes an account an administrator.
  ///
  /// @return false if there is no such account: nothing was changed
  boolean grant(Jid bare);

  /// Takes the role back.
  ///
  /// @return false if it was no administrator
  boolean revoke(Jid bare);

  /// All administrators, by domain and localpart.
  List<Jid> list();
}
