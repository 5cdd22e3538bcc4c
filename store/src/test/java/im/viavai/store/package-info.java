/// What every store must do, whatever database is behind it.
@NullMarked
package im.viavai.store;

import org.jspecify.annotations.NullMarked;
