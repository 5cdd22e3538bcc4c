/// A bound resource and its account: addresses, presence, one ordered mailbox each way, and what an
/// account keeps in memory.
@NullMarked
package im.viavai.server.session;

import org.jspecify.annotations.NullMarked;
