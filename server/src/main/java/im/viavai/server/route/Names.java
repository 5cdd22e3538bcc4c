package im.viavai.server.route;

import im.viavai.xmpp.Name;

/// Names of children the line itself looks for.
final class Names {
  static final Name BODY = new Name("jabber:client", "body");

  private Names() {}
}
