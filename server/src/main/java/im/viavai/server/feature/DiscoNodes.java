package im.viavai.server.feature;

import im.viavai.xmpp.Stanza;
import org.jspecify.annotations.Nullable;

/// Answers service discovery (XEP-0030) for nodes of the server. May wait.
public interface DiscoNodes {
  /// The answer to disco#info of a node, null if the node is not theirs. Event loop, must not wait.
  @Nullable Stanza info(IqRequest request, String node);

  /// The answer to disco#items of a node, null if the node is not theirs. May wait.
  @Nullable Stanza items(IqRequest request, String node);
}
