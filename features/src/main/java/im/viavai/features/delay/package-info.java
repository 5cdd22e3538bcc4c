/// Delayed delivery (XEP-0203 2.0): what this server delivers late carries the time at which it
/// came. A client that writes `<delay from='...'/>` in the name of a domain served here could give
/// a message any time it likes, so such elements are taken out of what comes in; those of rooms,
/// gateways and other domains stay. No options; keeps nothing.
@NullMarked
package im.viavai.features.delay;

import org.jspecify.annotations.NullMarked;
