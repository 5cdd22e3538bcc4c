package im.viavai.features.roster;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a roster set asks for (RFC 6121 §2.1.5), or what is wrong with it (§2.3.3).
sealed interface RosterSet {
  /// Longest handle and longest group name, in UTF-16 code units.
  int TEXT_LIMIT = 1023;

  /// Most groups of one item.
  int GROUP_LIMIT = 100;

  /// Handle and groups of one item together, in UTF-16 code units: a roster of the most items must
  /// still fit into memory.
  int ITEM_LIMIT = 4096;

  /// The name of an item.
  Name ITEM = new Name(Namespaces.ROSTER, "item");

  /// The name of a group.
  Name GROUP = new Name(Namespaces.ROSTER, "group");

  /// Add the item, or give it this handle and these groups.
  record Put(Jid jid, String handle, List<String> groups) implements RosterSet {
    public Put {
      groups = List.copyOf(groups);
    }
  }

  /// Remove the item.
  record Remove(Jid jid) implements RosterSet {}

  /// Refuse it.
  record Wrong(StanzaError error) implements RosterSet {}

  /// Reads the `<query/>`.
  static RosterSet read(Element query) {
    List<Element> items = query.children(ITEM);
    if (items.size() != 1) {
      return wrong(Condition.BAD_REQUEST, "A roster set has exactly one item.");
    }
    Element item = items.getFirst();
    if (!item.hasAttribute("jid")) return wrong(Condition.BAD_REQUEST, "An item needs a jid.");
    Optional<Jid> jid = Jid.parse(item.attribute("jid"));
    if (jid.isEmpty()) return wrong(Condition.JID_MALFORMED, "");
    if (item.attribute("subscription").equals("remove")) return new Remove(jid.get());
    String handle = item.attribute("name");
    if (handle.length() > TEXT_LIMIT)
      return wrong(Condition.NOT_ACCEPTABLE, "The name is too long.");
    List<String> groups = new ArrayList<>();
    int total = handle.length();
    for (Element group : item.children(GROUP)) {
      String text = group.text();
      if (text.isEmpty()) return wrong(Condition.NOT_ACCEPTABLE, "A group needs a name.");
      if (text.length() > TEXT_LIMIT) {
        return wrong(Condition.NOT_ACCEPTABLE, "The name of a group is too long.");
      }
      total += text.length();
      if (total > ITEM_LIMIT) return wrong(Condition.NOT_ACCEPTABLE, "Too long groups.");
      if (groups.contains(text)) return wrong(Condition.BAD_REQUEST, "A group is named twice.");
      groups.add(text);
      if (groups.size() > GROUP_LIMIT) return wrong(Condition.NOT_ACCEPTABLE, "Too many groups.");
    }
    return new Put(jid.get(), handle, groups);
  }

  private static Wrong wrong(Condition condition, String text) {
    return new Wrong(StanzaError.of(condition, text));
  }
}
