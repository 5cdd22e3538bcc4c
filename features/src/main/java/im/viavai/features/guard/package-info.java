/// Keeps forged stanzas away from clients that believe them (THREATS T10, T14, T15).
///
/// Refused whole: messages with carbon copies (XEP-0280) that the account's own server did not
/// make, and archive results (XEP-0313) from somebody's client. A room or another service answers
/// for its own archive from an address without resource, which passes. Requests that change a
/// roster or a block list never reach a client from others.
///
/// Taken out of what local clients send: what only a service may say, namely occupant ids
/// (XEP-0421), moderation (XEP-0425), and the original sender of XEP-0033. Each copy is taken out,
/// not only the first. False delays (XEP-0203) are the matter of the feature `delay`, the ids of
/// XEP-0359 that of the line. No options; keeps nothing.
@NullMarked
package im.viavai.features.guard;

import org.jspecify.annotations.NullMarked;
