/// Message retraction (XEP-0424 0.4.2), the server's part: a retraction is archived like any
/// message, and in each archive of this server that has the message itself, its content is replaced
/// by a tombstone (§4). Only the sender's own message in the same conversation is replaced, and
/// only among the newest 10,000 of the archive. Rooms do it for themselves. No options. Keeps
/// nothing of its own; at most 1,024 retractions wait for their turn, and one over that leaves the
/// message as it was, which clients handle since the retraction is in the archive as well.
@NullMarked
package im.viavai.features.retraction;

import org.jspecify.annotations.NullMarked;
