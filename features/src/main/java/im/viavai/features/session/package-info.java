/// The session request of RFC 3921, which old clients still make: it does nothing and is answered
/// with success. Announced as optional, so that others skip it. No options; keeps nothing.
@NullMarked
package im.viavai.features.session;

import org.jspecify.annotations.NullMarked;
