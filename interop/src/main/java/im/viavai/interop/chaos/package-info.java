/// Kills the server again and again while many clients talk, then holds what every client and every
/// archive has against what was sent. Run it with `./viavai-chaos`.
@NullMarked
package im.viavai.interop.chaos;

import org.jspecify.annotations.NullMarked;
