package im.viavai.server.route;

import im.viavai.server.config.Config;
import im.viavai.server.config.Limits;
import im.viavai.server.feature.Administrators;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.PresenceSignals;
import im.viavai.server.feature.SubscriptionHandler;
import im.viavai.server.federate.Peers;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Account;
import im.viavai.server.session.ArchiveIds;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.server.web.WebAddress;
import im.viavai.store.AccountStore;
import im.viavai.store.ArchiveStore;
import im.viavai.store.SecretStore;
import im.viavai.store.SessionStore;
import im.viavai.store.Store;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The line put together by hand: hosts, accounts, sessions and the paths between them, on one
/// store. Transports are put in front of it by whoever makes it.
@Boundary("one task that fails must not stop the others")
public final class Core implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Core.class);

  private static final int SECRET_BYTES = 32;

  /// How long what was begun may take when the server stops.
  private static final Duration LAST_TASKS = Duration.ofSeconds(3);

  private final Store store;
  private final Administrators administrators;
  private final Accounts accounts;
  private final Hosts hosts;
  private final Path path;
  private final PresencePath presences;
  private final Sessions sessions;
  private final ThreadFactory threads = Thread.ofVirtual().name("waiting-", 0).factory();
  private final LongAdder tasks = new LongAdder();
  private final ExecutorService waiting;
  private final Lanes lanes;
  private final ScheduledExecutorService timer;

  /// Where counters come from.
  public interface Counters {
    /// A counter named `viavai_<name>_total`.
    Host.Counter counter(String name, String help);
  }

  /// @param domains served, the first is the default one
  /// @param features makes those of one domain
  public Core(
      List<Jid> domains,
      Supplier<List<Feature>> features,
      Store store,
      Config config,
      Tokens tokens,
      InstantSource clock,
      Peers peers,
      Counters counters) {
    this.store = store;
    this.administrators = new Administrators(store);
    this.waiting = Executors.newThreadPerTaskExecutor(this::newThread);
    this.lanes = new Lanes(waiting);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timer").daemon().factory());
    ArchiveStore archive = store.port(ArchiveStore.class);
    this.accounts = new Accounts(store, archiveIds(store, tokens));
    this.hosts = new Hosts(accounts);
    Replay replay = new Replay(archive, waiting);
    Recorder recorder = new Recorder(archive, clock, Path::reply);
    IqPath iqs = new IqPath(hosts, peers);
    this.presences = new PresencePath(hosts, accounts, peers, replay, waiting);
    this.path = new Path(hosts, accounts, peers, recorder, iqs, presences);
    this.sessions =
        new Sessions(
            hosts,
            accounts,
            presences,
            replay,
            path,
            config.of(Limits.class),
            store.port(SessionStore.class),
            archive,
            tokens,
            clock,
            waiting,
            this::send);
    Map<String, Host.Counter> shared = new HashMap<>(); // a counter counts for all domains
    Counters once = (name, help) -> shared.computeIfAbsent(name, _ -> counters.counter(name, help));
    for (Jid domain : domains) {
      LocalHost host = new LocalHost(domain, new Around(domains, config, clock, once));
      hosts.add(host);
      host.install(features.get());
    }
    every(Sessions.SWEEP, sessions::sweep);
  }

  private static ArchiveIds archiveIds(Store store, Tokens tokens) {
    byte[] fresh = tokens.bytes(SECRET_BYTES);
    return new ArchiveIds(store.port(SecretStore.class).secret(fresh));
  }

  /// Brings back the sessions of the last run. Before the first connection.
  public void start() {
    sessions.restore();
  }

  /// Sessions: binding, resuming, ending.
  public Sessions sessions() {
    return sessions;
  }

  /// Ends the sessions of an account and removes it with its data; returns whether there was one.
  /// May wait.
  public boolean remove(Jid bare) {
    Account account = accounts.load(bare).orElse(null);
    if (account == null) return false;
    sessions.remove(account);
    boolean removed = store.port(AccountStore.class).remove(bare);
    accounts.created();
    Account again = accounts.loaded(bare);
    if (again != null && again.key() == account.key()) {
      sessions.remove(again); // somebody asked for it before the store had forgotten it
    }
    return removed;
  }

  /// Who administers the server.
  public Administrators administrators() {
    return administrators;
  }

  /// Accounts in memory.
  public Accounts accounts() {
    return accounts;
  }

  /// The host of a domain, null if it is not served here. Any thread.
  public @Nullable LocalHost host(String domain) {
    return hosts.find(domain);
  }

  /// The hosts of all domains, the default one first.
  public Collection<LocalHost> all() {
    return hosts.all();
  }

  /// Starts virtual threads.
  public ExecutorService waiting() {
    return waiting;
  }

  /// How many tasks were begun and are not done, each on a virtual thread. Any thread.
  public long tasks() {
    return tasks.sum();
  }

  private Thread newThread(Runnable task) {
    tasks.increment();
    return threads.newThread(() -> {
      try {
        task.run();
      } finally {
        tasks.decrement();
      }
    });
  }

  /// Sends a stanza of the server's own, with `from` and `to`; those for one account stay in order.
  /// Any thread.
  public void send(Stanza stanza) {
    Jid to = stanza.to();
    if (to == null) throw new IllegalArgumentException("a stanza of the server needs a recipient");
    inOrder(to, () -> path.fromServer(stanza));
  }

  /// Both become contacts of each other; may wait.
  private void befriend(Jid inviter, Jid other) {
    Account first =
        hosts.find(inviter.domainpart()) == null ? null : accounts.load(inviter).orElse(null);
    if (first == null || !befriends(first, other)) return;
    Account second =
        hosts.find(other.domainpart()) == null ? null : accounts.load(other).orElse(null);
    if (second == null || !befriends(second, inviter)) return;
    presences.show(first, other);
    presences.show(second, inviter);
  }

  private boolean befriends(Account account, Jid contact) {
    SubscriptionHandler handler = hosts.of(account.address()).subscriptions();
    return handler != null && handler.befriend(account, contact);
  }

  private void inOrder(Jid to, Runnable sending) {
    lanes.run(
        to.bare(),
        () -> {
          try {
            sending.run();
          } catch (RuntimeException e) {
            log.atError().addKeyValue("to", to).setCause(e).log("send_failed");
          }
        });
  }

  /// Repeats a task on a virtual thread until the server stops; one that fails is tried again the
  /// next time.
  public void every(Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    var _ =
        timer.scheduleWithFixedDelay(
            () ->
                waiting.execute(() -> {
                  try {
                    task.run();
                  } catch (RuntimeException e) {
                    log.atWarn().setCause(e).log("task_failed");
                  }
                }),
            nanos,
            nanos,
            TimeUnit.NANOSECONDS);
  }

  /// Closes all streams, keeps the sessions that can be resumed, lets what was begun come to its
  /// end, within some seconds, and stops. The store stays open. May wait.
  @Override
  public void close() {
    timer.shutdown();
    sessions.save();
    waiting.shutdown();
    try {
      if (!waiting.awaitTermination(LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS)) {
        log.atWarn().addKeyValue("seconds", LAST_TASKS.toSeconds()).log("stopped_in_the_middle");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Around implements Surroundings {
    private final List<Jid> domains;
    private final Config config;
    private final InstantSource clock;
    private final Counters counters;

    Around(List<Jid> domains, Config config, InstantSource clock, Counters counters) {
      this.domains = List.copyOf(domains);
      this.config = config;
      this.clock = clock;
      this.counters = counters;
    }

    @Override
    public List<Jid> domains() {
      return domains;
    }

    @Override
    public InstantSource clock() {
      return clock;
    }

    @Override
    public Accounts accounts() {
      return accounts;
    }

    @Override
    public PresenceSignals presence() {
      return new OrderedSignals();
    }

    @Override
    public void send(Stanza stanza) {
      Core.this.send(stanza);
    }

    @Override
    public List<Session> sessions() {
      return sessions.all();
    }

    @Override
    public void end(Session session, StreamError reason) {
      sessions.end(session, reason);
    }

    @Override
    public void remove(Account account) {
      Core.this.remove(account.address());
    }

    @Override
    public Administrators administrators() {
      return administrators;
    }

    @Override
    public void befriend(Jid inviter, Jid other) {
      Core.this.befriend(inviter, other);
    }

    @Override
    public <T> T store(Class<T> port) {
      return store.port(port);
    }

    @Override
    public <C extends Record> C config(Jid domain, Class<C> section) {
      return config.of(domain.domainpart(), section);
    }

    @Override
    public String webAddress(Jid domain) {
      return WebAddress.of(config, domain);
    }

    @Override
    public Host.Counter counter(String name, String help) {
      return counters.counter(name, help);
    }

    @Override
    public void every(Duration interval, Runnable task) {
      Core.this.every(interval, task);
    }

    @Override
    public void durable(Key<Boolean> flag) {
      sessions.durable(flag);
    }
  }

  /// Presence and subscriptions of a feature reach one contact in the order it sent them.
  private final class OrderedSignals implements PresenceSignals {
    @Override
    public void show(Account account, Jid contact) {
      inOrder(contact, () -> presences.show(account, contact));
    }

    @Override
    public void hide(Account account, Jid contact) {
      inOrder(contact, () -> presences.hide(account, contact));
    }

    @Override
    public void probe(Account account, Jid contact) {
      inOrder(contact, () -> presences.probe(account, contact));
    }

    @Override
    public void leave(Session session) {
      presences.leave(session);
    }
  }
}
