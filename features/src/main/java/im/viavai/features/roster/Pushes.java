package im.viavai.features.roster;

import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.store.RosterItemRecord;
import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import java.util.Locale;

/// Roster items as XML, and pushes of them to the interested resources of an account (RFC 6121
/// §2.1.6). Callers are inside [Account#change], so that pushes come in the order of the changes.
final class Pushes {
  /// Set on sessions that asked for the roster.
  static final Key<Boolean> INTERESTED = new Key<>(Boolean.class, "roster.interested");

  private Pushes() {}

  /// The version of an account's roster as clients see it. The key of the account is part of it: a
  /// new account of the same name starts again, and must not be taken for the old one.
  static String version(Account account, long number) {
    return account.key() + "." + number;
  }

  /// An item as in a roster result (§2.1.2).
  static Element item(RosterItemRecord item) {
    Element.Builder element =
        Element.builder(RosterSet.ITEM)
            .attribute("jid", item.jid().toString())
            .attributeUnlessEmpty("name", item.name())
            .attribute("subscription", word(item.subscription()));
    if (item.ask()) element.attribute("ask", "subscribe");
    if (item.approved()) element.attribute("approved", "true");
    for (String group : item.groups()) element.child("group", group);
    return element.build();
  }

  private static String word(Subscription subscription) {
    return subscription.name().toLowerCase(Locale.ROOT);
  }

  /// What a push says about an item that is gone (§2.5.2).
  static Element gone(Jid jid) {
    return Element.builder(RosterSet.ITEM)
        .attribute("jid", jid.toString())
        .attribute("subscription", "remove")
        .build();
  }

  /// Tells every interested resource.
  static void push(Account account, Element item, long version) {
    for (Session session : account.sessionArray()) {
      if (isInterested(session)) push(session, item, version);
    }
  }

  /// Tells one resource.
  static void push(Session session, Element item, long version) {
    session.send(
        Stanza.iq()
            .to(session.address())
            .type("set")
            .id("roster-" + version + "-" + Integer.toHexString(item.attribute("jid").hashCode()))
            .child(
                Element.builder(Namespaces.ROSTER, "query")
                    .attribute("ver", version(session.account(), version))
                    .child(item)
                    .build())
            .build());
  }

  /// Tells every interested resource about a subscription; comes before the push (§3.1.6, §3.2.3).
  static void tell(Account account, Stanza presence) {
    for (Session session : account.sessionArray()) {
      if (isInterested(session)) session.send(presence);
    }
  }

  static boolean isInterested(Session session) {
    return Boolean.TRUE.equals(session.get(INTERESTED));
  }
}
