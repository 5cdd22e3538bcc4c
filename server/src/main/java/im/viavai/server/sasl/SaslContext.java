package im.viavai.server.sasl;

import im.viavai.xmpp.Jid;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The connection somebody logs in on. Immutable, any thread.
///
/// @param domain the served domain of the stream, its `to`
/// @param offer what this connection was offered, exactly as sent: a login checks it for downgrades
/// @param peer where the client is, for [LoginGuard]
/// @param from the bare Jid in the client's stream header, null if it gave none; a claim only
public record SaslContext(Jid domain, SaslOffer offer, InetAddress peer, @Nullable Jid from) {}
