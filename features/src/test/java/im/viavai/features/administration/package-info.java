@NullMarked
package im.viavai.features.administration;

import org.jspecify.annotations.NullMarked;
