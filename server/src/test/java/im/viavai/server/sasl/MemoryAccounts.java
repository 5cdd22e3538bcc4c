package im.viavai.server.sasl;

import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.ArchivePreferences;
import im.viavai.store.ImportReport;
import im.viavai.store.NewAccount;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Accounts in a map, as far as logins need them.
final class MemoryAccounts implements AccountStore {

  private final Map<Jid, AccountRecord> accounts = new HashMap<>();
  private long nextKey = 1;

  /// How often somebody was looked up.
  int lookups;

  @Override
  public Optional<AccountRecord> find(Jid bare) {
    lookups++;
    return Optional.ofNullable(accounts.get(bare));
  }

  @Override
  public boolean create(Jid bare, List<ScramKeys> credentials) {
    if (accounts.containsKey(bare)) {
      return false;
    }
    put(nextKey++, bare, credentials, AccountRecord.State.ENABLED);
    return true;
  }

  private void put(long key, Jid bare, List<ScramKeys> credentials, AccountRecord.State state) {
    accounts.put(
        bare,
        new AccountRecord(key, bare, credentials, 0, state, ArchivePreferences.UNSET, 0, 0, 0));
  }

  @Override
  public boolean setCredentials(Jid bare, List<ScramKeys> credentials) {
    find(bare).ifPresent(found -> put(found.key(), bare, credentials, found.state()));
    return accounts.containsKey(bare);
  }

  @Override
  public boolean replaceCredentials(Jid bare, List<ScramKeys> former, List<ScramKeys> credentials) {
    return find(bare).filter(found -> found.credentials().equals(former)).isPresent()
        && setCredentials(bare, credentials);
  }

  @Override
  public boolean setState(Jid bare, AccountRecord.State state) {
    find(bare).ifPresent(found -> put(found.key(), bare, found.credentials(), state));
    return accounts.containsKey(bare);
  }

  @Override
  public boolean remove(Jid bare) {
    return accounts.remove(bare) != null;
  }

  @Override
  public OptionalLong removedMillis(Jid bare) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<AccountRecord> page(String domain, String afterLocalpart, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long count(String domain) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ImportReport importAll(Iterable<NewAccount> all) {
    throw new UnsupportedOperationException();
  }
}
