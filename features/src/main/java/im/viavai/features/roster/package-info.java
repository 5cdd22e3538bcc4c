/// Contacts and who may see whose presence (RFC 6121 §2 and §3, with roster versioning and
/// pre-approval).
///
/// What it does: `jabber:iq:roster` get, set and remove on the own account, pushes to every
/// interested resource, versions; the subscription tables of Appendix A on presence of type
/// subscribe, subscribed, unsubscribe and unsubscribed; requests that wait for an answer are
/// delivered at each initial presence.
///
/// Options: `limits.roster_items`, `limits.pending_subscriptions`. A handle or group name has at
/// most [RosterSet#TEXT_LIMIT] characters, an item at most [RosterSet#GROUP_LIMIT] groups, and both
/// together [RosterSet#ITEM_LIMIT] characters. A request of more than [Subscriptions#REQUEST_BYTES]
/// is dropped.
///
/// What it keeps: roster and requests in `RosterStore`; on a session whether it is interested, also
/// over a restart.
///
/// Choices: a request to a local name without account is answered `service-unavailable` (§3.1.2,
/// against the silence of §8.5.1, which is for requests from elsewhere). The own address cannot be
/// an item (`not-allowed`). An approval in advance is used up by the request it answers. Removing
/// an item also withdraws a request of ours and denies one of theirs that still waits. When a
/// subscriber asks again it gets `subscribed` and the present presence, which repairs a side that
/// forgot. Notifications of type subscribed, unsubscribe and unsubscribed are not kept for accounts
/// without a session: the roster tells the same.
@NullMarked
package im.viavai.features.roster;

import org.jspecify.annotations.NullMarked;
