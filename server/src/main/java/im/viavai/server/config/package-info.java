/// The settings of the server: one record per section of `viavai.toml`, and the annotations that
/// describe its keys.
///
/// A record of any module is a section once it carries [im.viavai.server.config.Section]; each
/// component is a key, spelled in `snake_case` in the file, with [im.viavai.server.config.Doc] and
/// [im.viavai.server.config.Default] beside it. The reference in `docs/generated/config.md` and the
/// commented default file come from these annotations. Values are read and checked once, at start;
/// a record that exists is right.
@NullMarked
package im.viavai.server.config;

import org.jspecify.annotations.NullMarked;
