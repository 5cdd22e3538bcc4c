/// `main()`: puts everything together by hand.
@NullMarked
package im.viavai.app;

import org.jspecify.annotations.NullMarked;
