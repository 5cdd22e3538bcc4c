/// Message processing hints (XEP-0334 1.0.0): `<store/>`, `<no-store/>` and `<no-permanent-store/>`
/// are obeyed by the archive, `<no-copy/>` by the carbons; in errors they mean nothing (§5). They
/// travel on with the message. This feature announces it. No options; keeps nothing.
@NullMarked
package im.viavai.features.hints;

import org.jspecify.annotations.NullMarked;
