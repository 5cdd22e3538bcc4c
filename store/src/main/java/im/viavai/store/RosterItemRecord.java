package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.util.List;

/// A roster item (RFC 6121 §2.1.2).
///
/// @param jid the contact
/// @param name what the user calls the contact, empty if nothing
/// @param groups the groups in the user's order
/// @param subscription who sees whose presence
/// @param ask whether a subscription request is pending (`ask='subscribe'`)
/// @param approved whether the user approved a subscription in advance (RFC 6121 §3.4)
/// @param version the version of the roster in which it last changed; [RosterStore#put] sets it
public record RosterItemRecord(
    Jid jid,
    String name,
    List<String> groups,
    Subscription subscription,
    boolean ask,
    boolean approved,
    long version) {
  /// Who sees whose presence (RFC 6121 §2.1.2.5).
  public enum Subscription {
    /// Nobody.
    NONE,
    /// The user sees the contact's.
    TO,
    /// The contact sees the user's.
    FROM,
    /// Each sees the other's.
    BOTH
  }

  /// Copies the list.
  public RosterItemRecord {
    groups = List.copyOf(groups);
  }
}
