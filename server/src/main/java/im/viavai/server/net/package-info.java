/// Listeners, connections and TLS: bytes in and bytes out, below the stream.
///
/// A stream sees a [Connection] and is seen as a [ConnectionListener]; Netty, TLS engines, port
/// detection and limits stay in here, so that WebSocket and BOSH can be other connections below the
/// same stream.
///
/// ```
///   socket > (first byte) > (TLS) > Connection > ConnectionListener       read, one pass, no queue
///   socket <       TLS    <  outbound buffer   < Connection.write         one flush per turn of the event loop
/// ```
///
/// RFC 6120 sections 3 and 5, XEP-0368.
@NullMarked
package im.viavai.server.net;

import org.jspecify.annotations.NullMarked;
