/// Tests of the line without a network: what a message meets on its way.
@NullMarked
package im.viavai.server.route;

import org.jspecify.annotations.NullMarked;
