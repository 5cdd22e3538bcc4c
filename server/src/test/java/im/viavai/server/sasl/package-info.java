/// Tests of the logins: vectors of the texts, tampering, and whatever else a client may send.
@NullMarked
package im.viavai.server.sasl;

import org.jspecify.annotations.NullMarked;
