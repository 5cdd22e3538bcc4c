package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;

/// An account to be imported.
///
/// @param jid its address; must be bare and have a localpart, otherwise the line is rejected
/// @param credentials its keys
public record NewAccount(Jid jid, List<ScramKeys> credentials) {
  /// Copies the list.
  public NewAccount {
    credentials = List.copyOf(credentials);
  }
}
