/// Tells the time of the server (XEP-0202), in UTC: where the machine stands is nobody's business.
/// No options; keeps nothing.
@NullMarked
package im.viavai.features.time;

import org.jspecify.annotations.NullMarked;
