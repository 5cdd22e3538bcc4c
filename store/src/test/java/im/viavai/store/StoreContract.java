package im.viavai.store;

import im.viavai.xmpp.Jid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// Opens a store for the tests of a contract, which share it and keep apart by their accounts.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StoreContract {
  protected static final Set<Append.Flag> ARCHIVED = Set.of(Append.Flag.ARCHIVED);
  protected static final Set<Append.Flag> SENT = Set.of(Append.Flag.ARCHIVED, Append.Flag.OUTGOING);
  protected static final Set<Append.Flag> WAITING = Set.of(Append.Flag.OFFLINE);
  protected static final Set<Append.Flag> BOTH = Set.of(Append.Flag.ARCHIVED, Append.Flag.OFFLINE);
  protected static final Jid ROMEO = Jid.of("romeo@montague.example");

  private static final AtomicLong NAMES = new AtomicLong();

  protected final SteppedClock clock = new SteppedClock();
  private final Backend backend;
  private Store store;

  protected StoreContract(Backend backend) {
    this.backend = backend;
    this.store = backend.open(options());
  }

  protected StoreOptions options() {
    return StoreOptions.standard().with(clock);
  }

  @BeforeAll
  final void opened() {
    if (store.health().state() != StoreHealth.State.ACCEPTING) {
      throw new AssertionError(store.health());
    }
  }

  @AfterAll
  final void close() {
    store.close();
    backend.close();
  }

  protected final Store store() {
    return store;
  }

  protected final <T> T port(Class<T> port) {
    return store.port(port);
  }

  /// Closes and opens the store again.
  protected final void reopen() {
    store.close();
    store = backend.open(options().with(StoreOptions.Opening.OPEN_EXISTING));
  }

  protected static Jid freshJid() {
    return Jid.of("user" + NAMES.incrementAndGet() + "@example.org");
  }

  protected final Jid account() {
    Jid jid = freshJid();
    if (!port(AccountStore.class).create(jid, List.of())) {
      throw new AssertionError("not fresh: " + jid);
    }
    return jid;
  }

  protected final long key(Jid jid) {
    return port(AccountStore.class).find(jid).orElseThrow().key();
  }

  protected final long freshKey() {
    return key(account());
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  protected static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
