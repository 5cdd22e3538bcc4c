/// Service discovery (XEP-0030) of the server and of accounts, with forms (XEP-0128), and the
/// capabilities of the server as a stream feature (XEP-0115 §6.3).
///
/// Everybody may ask the server. An account answers its owner and those who may see its presence;
/// to others it answers `service-unavailable`, as a name without account does (XEP-0030 §8 would
/// have disco#items give strangers an empty list, which would tell that the account exists). Nodes:
/// the node of the capabilities; all others are `item-not-found`. No options; keeps nothing.
@NullMarked
package im.viavai.features.disco;

import org.jspecify.annotations.NullMarked;
