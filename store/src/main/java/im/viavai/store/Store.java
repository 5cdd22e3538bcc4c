package im.viavai.store;

/// One open database and the ports into it.
///
/// A store opens in its constructor (see `im.viavai.store.sql.SqliteStore` and `PostgresqlStore`)
/// and is safe for use by any thread until [#close()].
public interface Store extends AutoCloseable {
  /// The port of that type: [AccountStore], [AdministratorStore], [InvitationStore],
  /// [RecoveryStore], [TokenStore], [RosterStore], [ArchiveStore], [ArchivePreferenceStore],
  /// [SecretStore], [SessionStore], [PrivateStore], [VCardStore], [BlocklistStore] or
  /// [PreferenceStore]. Cheap; any thread.
  ///
  /// @throws IllegalArgumentException if there is no such port: our own mistake
  <T> T port(Class<T> port);

  /// Whether writes are accepted now, and why not. Never waits; any thread.
  StoreHealth health();

  /// Counters since the store was opened. Never waits; any thread.
  StoreMetrics metrics();

  /// Writes what is queued, then closes. What was accepted before the call is committed or reported
  /// as failed; later calls throw [StoreUnavailable].
  @Override
  void close();
}
