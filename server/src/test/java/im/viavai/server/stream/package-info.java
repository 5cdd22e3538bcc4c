@NullMarked
package im.viavai.server.stream;

import org.jspecify.annotations.NullMarked;
