/// Other domains. Today there is none: the seam says so to the sender.
@NullMarked
package im.viavai.server.federate;

import org.jspecify.annotations.NullMarked;
