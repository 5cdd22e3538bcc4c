package im.viavai.server.feature;

import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Who administers the server, and one at a time what may take the role from somebody. So two who
/// take it from each other, or leave at the same instant, do not leave the server with nobody. Any
/// thread; all may wait.
public final class Administrators {
  private final AdministratorStore roles;
  private final AccountStore accounts;
  private final ReentrantLock turn = new ReentrantLock();

  /// @param store who has the role, and who may log in
  public Administrators(Store store) {
    this.roles = store.port(AdministratorStore.class);
    this.accounts = store.port(AccountStore.class);
  }

  /// What came of work that takes the role from an account, or the account itself.
  public enum Departure {
    /// The work found nothing to do.
    NONE,
    /// It was done.
    DONE,
    /// It was done, and nobody is left who has the role and may log in.
    OF_THE_LAST
  }

  /// Whether a bare JID is an administrator's of this server. The whole address counts, so that a
  /// namesake of another domain is nobody.
  public boolean contains(Jid bare) {
    return roles.contains(bare);
  }

  /// Does what only an administrator may; nothing for somebody who has lost the role or may not log
  /// in by the time it begins.
  ///
  /// @return what came of it; empty if nothing was done
  public <T> Optional<T> as(Jid bare, Supplier<T> work) {
    return inTurn(
        () -> contains(bare) && mayLogIn(bare) ? Optional.of(work.get()) : Optional.empty());
  }

  /// Does what takes an account away, unless it is the last administrator's.
  ///
  /// @return false if nothing was done
  public boolean unlessLast(Jid bare, Runnable work) {
    return inTurn(() -> {
      if (isLast(bare)) return false;
      work.run();
      return true;
    });
  }

  /// Does what takes the role from an account, or the account itself, whoever it is: for the
  /// operator, who can make another administrator.
  ///
  /// @param work tells whether it found something to do
  public Departure depart(Jid bare, BooleanSupplier work) {
    return inTurn(() -> {
      boolean last = isLast(bare);
      if (!work.getAsBoolean()) return Departure.NONE;
      return last ? Departure.OF_THE_LAST : Departure.DONE;
    });
  }

  /// Others who are disabled cannot take over.
  private boolean isLast(Jid bare) {
    return contains(bare)
        && roles.list().stream().noneMatch(other -> !other.equals(bare) && mayLogIn(other));
  }

  private boolean mayLogIn(Jid bare) {
    return accounts.find(bare).stream()
        .anyMatch(account -> account.state() == AccountRecord.State.ENABLED);
  }

  private <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }
}
