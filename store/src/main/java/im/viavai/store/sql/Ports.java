package im.viavai.store.sql;

import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.ArchivePreferenceStore;
import im.viavai.store.ArchiveStore;
import im.viavai.store.BlocklistStore;
import im.viavai.store.InvitationStore;
import im.viavai.store.PreferenceStore;
import im.viavai.store.PrivateStore;
import im.viavai.store.RecoveryStore;
import im.viavai.store.RosterStore;
import im.viavai.store.SecretStore;
import im.viavai.store.SessionStore;
import im.viavai.store.StoreHealth;
import im.viavai.store.StoreMetrics;
import im.viavai.store.StoreOptions;
import im.viavai.store.TokenStore;
import im.viavai.store.UploadStore;
import im.viavai.store.VCardStore;
import java.time.InstantSource;
import java.util.Map;

/// The ports of one open database, put together by hand.
final class Ports implements AutoCloseable {
  private final Writer writer;
  private final Readers readers;
  private final Map<Class<?>, Object> ports;

  Ports(
      Writer writer,
      Readers readers,
      Placing placing,
      ContactSearch search,
      Recent recent,
      StoreOptions options) {
    this.writer = writer;
    this.readers = readers;
    InstantSource clock = options.clock();
    ArchiveSlices slices = new ArchiveSlices(writer, readers, placing, search);
    Purger purger = new Purger(writer, readers, slices, clock);
    SqlArchive archive = new SqlArchive(writer, readers, placing, search, recent, slices, purger);
    this.ports =
        Map.ofEntries(
            Map.entry(SecretStore.class, new SqlSecret(writer, readers, clock)),
            Map.entry(AccountStore.class, new SqlAccounts(writer, readers, archive, purger, clock)),
            Map.entry(AdministratorStore.class, new SqlAdministrators(writer, readers, clock)),
            Map.entry(InvitationStore.class, new SqlInvitations(writer, readers, clock)),
            Map.entry(RecoveryStore.class, new SqlRecovery(writer, readers, clock)),
            Map.entry(TokenStore.class, new SqlTokens(writer, readers)),
            Map.entry(RosterStore.class, new SqlRosters(writer, readers, clock)),
            Map.entry(ArchiveStore.class, archive),
            Map.entry(ArchivePreferenceStore.class, new SqlArchivePreferences(writer, readers)),
            Map.entry(SessionStore.class, new SqlSessions(writer, readers, clock)),
            Map.entry(PrivateStore.class, new SqlPrivateElements(writer, readers)),
            Map.entry(VCardStore.class, new SqlVCards(writer, readers)),
            Map.entry(BlocklistStore.class, new SqlBlocklists(writer, readers)),
            Map.entry(PreferenceStore.class, new SqlPreferences(writer, readers)),
            Map.entry(UploadStore.class, new SqlUploads(writer, readers)));
    purger.clearRemoved();
  }

  <T> T port(Class<T> port) {
    Object found = ports.get(port);
    if (found == null) {
      throw new IllegalArgumentException("the store has no port " + port.getName());
    }
    return port.cast(found);
  }

  StoreHealth health() {
    return writer.health();
  }

  StoreMetrics metrics() {
    return writer.metrics();
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
  }
}
