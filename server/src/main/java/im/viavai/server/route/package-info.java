/// Whom a stanza is for: a local account, a session, the host itself, another domain, or nobody.
/// Start reading at `Path`.
@NullMarked
package im.viavai.server.route;

import org.jspecify.annotations.NullMarked;
