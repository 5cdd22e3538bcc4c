/// The archive of each account (XEP-0313 1.1.3), on by default: what was sent and received, kept in
/// the order in which it happened, and read again page by page.
///
/// - **Kept** is what XEP-0313 §6.1 and the payloads' own texts ask for, see `Worth`: messages with
///   a body or subject, encrypted ones (XEP-0384, 0373, 0027), receipts (0184), markers (0333),
///   corrections (0308), retractions (0424), reactions (0444), calls (0353, 0482), invitations
///   (0249, 0045); what says `<store/>` (0334). Not kept: chat states alone (0085), errors,
///   headlines, and the talk of rooms, which the room keeps. `<no-store/>` and
///   `<no-permanent-store/>` are obeyed, then the user's preferences (XEP-0441, see
///   `im.viavai.features.archiveprefs`). What is not archived and may be late is kept until it is
///   delivered (XEP-0160).
/// - **Queries** know `with`, `start`, `end`, `before-id`, `after-id`, `ids` and
///   `include-groupchat`, RSM with `max`, `before` and `after`, flipped pages, and metadata.
///   `<index/>` is refused as XEP-0059 §2.6 allows. A page has at most `archive.page` messages, and
///   about 256 KiB of them unless a single one is larger; `complete` tells. `count` is told where
///   `max` is 0. Ids that are not in the archive are `item-not-found`. A query waits until what was
///   sent before it is on disk, so a page that is `complete` has no gap at its end.
/// - **Options**: section `archive`: `by_default`, `retention`, `purge_interval`, `page`.
/// - **Support** is told on the account (§7), and for profanity on the server as well.
/// - **Left out**: archives of rooms (with the rooms), groupchat in user archives, free-text
///   search.
@NullMarked
package im.viavai.features.archive;

import org.jspecify.annotations.NullMarked;
