/// Checks on the whole tree: what every package keeps to, so that nobody has to remember it.
@NullMarked
package im.viavai.app.guard;

import org.jspecify.annotations.NullMarked;
