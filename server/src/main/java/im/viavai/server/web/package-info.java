/// The web door: HTTP/1.1 and WebSocket over the connections of [im.viavai.server.net], without a
/// framework. It answers GET and HEAD, reads no bodies, and hands a WebSocket to the same stream
/// that sits on TCP.
///
/// ```
///   Connection (TLS) > HttpConnection > Site: host-meta, health, the web client's files
///                          | upgrade
///                          '> WebSocket (a Connection of messages) > ConnectionListener, the stream
/// ```
///
/// RFC 9112, RFC 6455, RFC 7395, XEP-0156. What a client may cost is in [WebLimits].
@NullMarked
package im.viavai.server.web;

import org.jspecify.annotations.NullMarked;
