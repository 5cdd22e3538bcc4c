/// Reads `viavai.toml` and the environment into the records of [im.viavai.server.config], and
/// writes the default file and the reference from the same records.
@NullMarked
package im.viavai.app.config;

import org.jspecify.annotations.NullMarked;
