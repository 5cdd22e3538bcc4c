/// Lets something go wrong with a real server again and again while many clients talk (it is
/// killed, its disk is full, fsync fails, the clock steps, a client does not read), then holds what
/// every client and every archive has against what was sent. Run it with `./viavai-chaos`.
@NullMarked
package im.viavai.interop.chaos;

import org.jspecify.annotations.NullMarked;
