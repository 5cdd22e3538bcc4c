package im.viavai.server.feature;

import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.util.List;

/// The right to make an account where sign-up is closed, shown before login (XEP-0445). May wait.
public interface Pass {
  /// What became of an account that was to be made.
  enum Outcome {
    /// It is made.
    MADE,
    /// The name is taken or kept for somebody else.
    TAKEN,
    /// The pass is for another name.
    OTHER_NAME,
    /// The pass was used up meanwhile.
    SPENT
  }

  /// Makes the account and uses the pass, both or neither.
  Outcome createAccount(Jid bare, List<ScramKeys> credentials);
}
