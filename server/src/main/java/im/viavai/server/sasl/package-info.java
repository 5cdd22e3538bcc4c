/// Who is it: SASL for clients, from the list of mechanisms to one immutable [Identity].
///
/// [Mechanisms] says what a connection is offered and starts a [SaslExchange]; the stream carries
/// the messages and asks for the next [SaslStep]. The same exchanges serve RFC 6120 section 6 and
/// XEP-0388; [Sasl2] holds the elements of the latter. Nothing here knows sockets, TLS engines or
/// SQL.
///
/// ```
///   stream > Mechanisms.start > SaslExchange.respond > Challenge | Success(Identity) | Failure
///                                   |        |
///                             Credentials  LoginGuard
/// ```
///
/// An exchange runs on a virtual thread, one step at a time, and may wait for the store. What is
/// kept of a password are SCRAM keys (RFC 5802); what is kept of a FAST token (XEP-0484) is a seed
/// that is worthless without the [ServerSecret]. Unknown accounts get the same answers, for the
/// same work, as known ones.
///
/// RFC 4422, 4616, 5802, 6120 section 6, 7677, 9266; XEP-0386, 0388, 0440, 0474, 0480, 0484.
@NullMarked
package im.viavai.server.sasl;

import org.jspecify.annotations.NullMarked;
