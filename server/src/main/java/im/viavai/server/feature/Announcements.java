package im.viavai.server.feature;

import im.viavai.xmpp.Element;
import java.util.List;
import java.util.SortedSet;

/// What the features announced on one host.
public interface Announcements {
  /// Features of the server (XEP-0030 `var`), sorted.
  SortedSet<String> server();

  /// Features of each account.
  SortedSet<String> account();

  /// Identities of the server besides `server/im`, as `<identity/>` of disco#info.
  List<Element> identities();

  /// Forms of the server's disco#info (XEP-0128).
  List<Element> forms();

  /// Stream features offered after login.
  List<Element> streamFeatures();

  /// Stream features offered inside TLS before login.
  List<Element> featuresBeforeLogin();

  /// How often the stream features have changed since the start, so that what was made of them can
  /// be kept until they change again. Any thread.
  int changes();

  /// Who answers for nodes of the server.
  List<DiscoNodes> nodes();
}
