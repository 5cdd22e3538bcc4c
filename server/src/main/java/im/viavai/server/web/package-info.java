/// The web door: HTTP/1.1 and WebSocket over the connections of [im.viavai.server.net], without a
/// framework. It hands a WebSocket to the same stream that sits on TCP, and paths that a feature
/// owns to its [HttpHandler] (`host.serve(prefix, handler)`); for all others it answers GET and
/// HEAD and takes no body.
///
/// ```
///   Connection (TLS) > HttpConnection > Site: host-meta, health, the web client's files
///                          |  prefix
///                          |----> HttpHandler: Swift on the event loop, Waiting on a virtual thread
///                          | upgrade
///                          '> WebSocket (a Connection of messages) > ConnectionListener, the stream
/// ```
///
/// A body has a plain Content-Length; any transfer coding is refused, and with it every way to
/// smuggle a request. It comes at a minimum rate, and waits when its handler does not take it.
///
/// [Bosh] is such a handler, too: each of its sessions is a [im.viavai.server.net.Connection] made
/// of many requests: [BoshRequests] puts them in order and remembers answers, [BoshOutput] keeps
/// what the stream has said, [BoshPace] watches how often they come. Every piece of work of a
/// session is done on one event loop, that of the connection which created it. What a session may
/// cost is in [im.viavai.server.config.BoshOptions]. Left out, all of it optional: key sequences
/// (XEP-0124 §15: everything is inside TLS), several streams in a session (§16), compression,
/// charsets, reports.
///
/// RFC 9112, RFC 6455, RFC 7395, XEP-0124, XEP-0156, XEP-0206. What a client may cost is in
/// [WebLimits].
@NullMarked
package im.viavai.server.web;

import org.jspecify.annotations.NullMarked;
