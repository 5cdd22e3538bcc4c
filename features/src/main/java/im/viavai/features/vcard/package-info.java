/// Visiting cards (XEP-0054) and the place where avatars of XEP-0153 lie.
///
/// Everybody may read an account's card, only the account itself may write it. Who asks for a card
/// that is not there is told `item-not-found` about the own one and `service-unavailable` about
/// somebody else's, as for a name without account (§3.3). Option: `limits.vcard_bytes`; a larger
/// card is `resource-constraint`. Keeps the card in `VCardStore`. The hash of XEP-0153 is put into
/// presence by clients; the server adds none, which is the matter of XEP-0398 and needs PEP.
@NullMarked
package im.viavai.features.vcard;

import org.jspecify.annotations.NullMarked;
