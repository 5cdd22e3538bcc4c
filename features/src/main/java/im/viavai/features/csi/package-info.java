/// Lets a client say that nobody looks at it (XEP-0352): presence and typing then wait, coalesced,
/// until it is active again or something important is sent. What waits is decided by the session.
/// Also inline in Bind 2 (XEP-0386). No options; keeps nothing, and a new or resumed stream is
/// active (§5.2).
@NullMarked
package im.viavai.features.csi;

import org.jspecify.annotations.NullMarked;
