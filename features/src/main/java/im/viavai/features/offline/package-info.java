/// Offline messages (XEP-0160 1.0.1): what nobody was there to take waits in the archive and is
/// delivered, in order and stamped with its time (XEP-0203), to the next resource that comes with a
/// priority that is not negative. Which messages wait is said by `im.viavai.features.archive`; the
/// line delivers them (`server.route.Replay`). Whoever reads the archive before sending presence
/// does not get again what was read. No options; keeps nothing of its own: a message is one row of
/// the archive, and a number tells how far deliveries are. Left out: XEP-0013.
@NullMarked
package im.viavai.features.offline;

import org.jspecify.annotations.NullMarked;
