/// The web client in Debian's Chromium against the real server: runs `web/test/e2e`.
@NullMarked
package im.viavai.interop.web;

import org.jspecify.annotations.NullMarked;
