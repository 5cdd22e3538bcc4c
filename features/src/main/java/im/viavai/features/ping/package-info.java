/// Answers pings (XEP-0199) on the own account, on the domain, and for those who may see an
/// account's presence also on that account; strangers get what a name without account gives. No
/// options; keeps nothing. The server sends no pings: it sees lost connections by acknowledgements
/// and timeouts.
@NullMarked
package im.viavai.features.ping;

import org.jspecify.annotations.NullMarked;
