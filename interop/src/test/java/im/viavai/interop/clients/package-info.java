/// Other people's clients against a real server over real sockets, each verifying our certificate.
@NullMarked
package im.viavai.interop.clients;

import org.jspecify.annotations.NullMarked;
