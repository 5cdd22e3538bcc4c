/// Conversations: what clients and server say to each other, as files anybody who reads the
/// specifications can read, played against the whole line.
@NullMarked
package im.viavai.features;

import org.jspecify.annotations.NullMarked;
