/// The store on SQLite and on PostgreSQL, with plain JDBC.
///
/// One class per port holds the statements of that port, mostly the same for both databases; what
/// differs is in [im.viavai.store.sql.Database]. All changes go through one
/// [im.viavai.store.sql.Writer], a thread that puts everything queued into one transaction. Queries go
/// through [im.viavai.store.sql.Readers] and never wait for it.
///
///     append ──► queue ──► Writer ──► BEGIN … COMMIT ──► listeners
///     query  ───────────► Readers ──► SELECT
@NullMarked
package im.viavai.store.sql;

import org.jspecify.annotations.NullMarked;
