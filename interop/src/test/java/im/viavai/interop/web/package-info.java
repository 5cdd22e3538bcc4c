/// The web client in Debian's Chromium against the real server: runs `web/test/e2e`. Strophe, which
/// nobody here wrote, from a site with an origin of its own: `interop/src/test/web`.
@NullMarked
package im.viavai.interop.web;

import org.jspecify.annotations.NullMarked;
