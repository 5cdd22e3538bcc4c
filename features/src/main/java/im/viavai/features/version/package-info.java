/// Tells the name and version of the server (XEP-0092). The operating system is never told (§5). No
/// options; keeps nothing.
@NullMarked
package im.viavai.features.version;

import org.jspecify.annotations.NullMarked;
