package im.viavai.server.config;

/// Where accounts, rosters and archives are kept.
///
/// @param kind which database
/// @param url JDBC address of PostgreSQL; unused with SQLite
/// @param user name at PostgreSQL
/// @param password password at PostgreSQL
/// @param readers most queries at the same time
/// @param minimumFree below this room on the disk nothing more is written
@Section("store")
@Doc("Where accounts, rosters and archives are kept.")
public record Storage(
    @Doc(
            "\"sqlite\": a file in the data folder, nothing to set up. \"postgresql\": a database server of yours.")
        @Default("sqlite")
        Kind kind,
    @Doc("Address of the PostgreSQL database, such as \"jdbc:postgresql://127.0.0.1:5432/viavai\".")
        @Default("")
        String url,
    @Doc("User name at PostgreSQL.") @Default("") String user,
    @Doc("Password at PostgreSQL.") @Default("") Secret password,
    @Doc(
            "Most queries at the same time; PostgreSQL needs that many connections and one for writing.")
        @Default("4")
        @Range(min = 1, max = 100)
        int readers,
    @Doc(
            "Room that must be left on the disk (SQLite). Below it messages and changes are refused with a \"wait\" error, while reading, presence and calls go on; it ends by itself.")
        @Default("256MiB")
        Size minimumFree) {
  /// Which database.
  public enum Kind {
    /// The embedded one.
    SQLITE,
    /// A server of the operator's.
    POSTGRESQL
  }

  /// Checks that PostgreSQL has an address.
  public Storage {
    if (kind == Kind.POSTGRESQL && url.isEmpty()) {
      throw new IllegalArgumentException(
          "kind is \"postgresql\" but url is empty; write url = \"jdbc:postgresql://HOST:5432/DATABASE\"");
    }
  }
}
