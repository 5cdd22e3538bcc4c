/// Bytes to stanzas: stream negotiation, login, acknowledgement and resumption (RFC 6120 §4 to §7,
/// XEP-0198).
@NullMarked
package im.viavai.server.stream;

import org.jspecify.annotations.NullMarked;
