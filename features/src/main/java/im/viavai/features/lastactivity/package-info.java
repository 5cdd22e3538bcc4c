/// Tells how long the server runs and when an account was last there (XEP-0012).
///
/// Only those who may see an account's presence are told, about the bare and about full addresses;
/// others get `forbidden` (§3, §4). While any resource is connected the answer is 0. No options.
/// Keeps two texts per account in `PreferenceStore`: `last.seen` and `last.status`, the status of
/// the last unavailable presence, cut to [LastActivity#STATUS_LIMIT] characters. An account that
/// never was there gives `item-not-found`.
@NullMarked
package im.viavai.features.lastactivity;

import org.jspecify.annotations.NullMarked;
