/// Tests of the line without a network: what a session keeps in order.
@NullMarked
package im.viavai.server.session;

import org.jspecify.annotations.NullMarked;
