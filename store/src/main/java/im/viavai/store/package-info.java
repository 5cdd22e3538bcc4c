/// What Viavai keeps: small interfaces, one per kind of data, and the values they exchange.
///
/// Two databases implement them, SQLite and PostgreSQL, both in `im.viavai.store.sql`. Nothing here
/// knows JDBC. Unless a method says otherwise it **may wait for the disk**: call it on a virtual
/// thread or from a command, never on an event loop. A method that writes returns after the commit
/// that holds its change, and throws [im.viavai.store.StoreUnavailable] when the change is not
/// kept.
@NullMarked
package im.viavai.store;

import org.jspecify.annotations.NullMarked;
