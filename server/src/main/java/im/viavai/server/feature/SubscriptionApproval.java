package im.viavai.server.feature;

import im.viavai.server.session.Account;
import im.viavai.xmpp.Stanza;

/// Says yes to a subscription request in the place of its recipient (XEP-0379).
@FunctionalInterface
public interface SubscriptionApproval {
  /// Whether the recipient has approved this before; whatever showed that is used up then. May
  /// wait.
  ///
  /// @param request of type subscribe, from a bare JID
  boolean approves(Account recipient, Stanza request);
}
