package im.viavai.server.route;

import im.viavai.server.feature.Announcements;
import im.viavai.server.feature.ArchivePolicy;
import im.viavai.server.feature.At;
import im.viavai.server.feature.BeforeLogin;
import im.viavai.server.feature.Command;
import im.viavai.server.feature.DiscoNodes;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Line;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.PresenceSignals;
import im.viavai.server.feature.SubscriptionApproval;
import im.viavai.server.feature.SubscriptionHandler;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.server.web.Handlers;
import im.viavai.server.web.HttpHandler;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One served domain: what the features have wired into it.
@Boundary("one hook that fails must not stop the line")
public final class LocalHost implements Host, Announcements {
  private static final Logger log = LoggerFactory.getLogger(LocalHost.class);

  private final Jid domain;
  private final Whom itself = new Whom.Host(this);
  private final Surroundings around;
  private final SortedSet<String> serverFeatures = new TreeSet<>();
  private final SortedSet<String> accountFeatures = new TreeSet<>();
  private final List<Element> identities = new ArrayList<>();
  private final List<Element> forms = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final List<DiscoNodes> nodes = new ArrayList<>();
  private final List<Element> streamFeatures = new ArrayList<>();
  private final List<Element> featuresBeforeLogin = new ArrayList<>();
  private final Map<Name, BeforeLogin> beforeLogin = new HashMap<>();
  private final Map<Owned, IqHandler> owners = new HashMap<>();
  private final Map<Name, BiFunction<Session, Element, @Nullable Element>> bindRequests =
      new HashMap<>();
  private final List<Function<Session, @Nullable Element>> bindAnswers = new ArrayList<>();
  private final Map<Name, BiConsumer<Session, Element>> nonzas = new HashMap<>();
  private final List<Consumer<Session>> bound = new ArrayList<>();
  private final List<Consumer<Session>> available = new ArrayList<>();
  private final List<BiConsumer<Session, Stanza>> unavailable = new ArrayList<>();
  private final List<SubscriptionApproval> approvals = new ArrayList<>();
  private final List<Runnable> installed = new ArrayList<>();
  private final List<Consumer<Session>> ended = new ArrayList<>();
  private final Handlers handlers = new Handlers();
  private final List<Steps> lines = new ArrayList<>();
  private final Steps sent = line("sent");
  private final Steps received = line("received");
  private final Steps undelivered = line("undelivered");
  private final Steps presenceSent = line("presence_sent");
  private final Steps presenceReceived = line("presence_received");
  private final Steps iqSent = line("iq_sent");
  private final Steps iqReceived = line("iq_received");
  private @Nullable ArchivePolicy archivePolicy;
  private @Nullable SubscriptionHandler subscriptions;
  private @Nullable Class<? extends Feature> installing;

  private record Owned(At at, String type, Name payload) {}

  /// What the host needs from the server around it.
  public interface Surroundings {
    /// All domains served.
    List<Jid> domains();

    /// Wall clock.
    InstantSource clock();

    /// Accounts in memory and in the store.
    Accounts accounts();

    /// Presence on behalf of accounts.
    PresenceSignals presence();

    /// Sends a stanza of the server's own.
    void send(Stanza stanza);

    /// All sessions now.
    List<Session> sessions();

    /// Ends a session for good.
    void end(Session session, StreamError reason);

    /// Ends the sessions of an account and removes it.
    void remove(Account account);

    /// Makes two bare JIDs contacts who see each other; may wait.
    void befriend(Jid inviter, Jid other);

    /// A store port.
    <T> T store(Class<T> port);

    /// A section of the configuration for this domain.
    <C extends Record> C config(Jid domain, Class<C> section);

    /// Where the web door of this domain is, empty if there is none.
    String webAddress(Jid domain);

    /// A counter.
    Host.Counter counter(String name, String help);

    /// Repeats a task.
    void every(Duration interval, Runnable task);

    /// A flag of a session that survives a restart of the server.
    void durable(Key<Boolean> flag);
  }

  /// @param domain the domain
  /// @param around the server around it
  public LocalHost(Jid domain, Surroundings around) {
    this.domain = domain;
    this.around = around;
  }

  private Steps line(String name) {
    Steps line = new Steps(name, this::installing);
    lines.add(line);
    return line;
  }

  private Class<? extends Feature> installing() {
    if (installing == null)
      throw new IllegalStateException("hooks are added only while a feature installs itself");
    return installing;
  }

  /// Installs all features, then fixes the order of their hooks. What is missing, owned twice or in
  /// a circle stops the start with its name.
  public void install(List<Feature> features) {
    for (Feature feature : features) {
      for (Class<? extends Feature> needed : feature.requires()) {
        if (features.stream().noneMatch(needed::isInstance)) {
          throw new IllegalStateException(
              feature.getClass().getSimpleName() + " needs " + needed.getSimpleName());
        }
      }
      installing = feature.getClass();
      feature.install(this);
    }
    installing = null;
    lines.forEach(Steps::seal);
    installed.forEach(Runnable::run);
  }

  /// The resolved order of all hooks, for `docs/generated/pipeline.txt`.
  public List<String> pipeline() {
    return lines.stream().flatMap(line -> line.describe().stream()).toList();
  }

  // --- Host ---

  @Override
  public Jid domain() {
    return domain;
  }

  @Override
  public List<Jid> domains() {
    return around.domains();
  }

  @Override
  public InstantSource clock() {
    return around.clock();
  }

  @Override
  public void advertise(String namespace) {
    serverFeatures.add(namespace);
  }

  @Override
  public void advertiseOnAccount(String namespace) {
    accountFeatures.add(namespace);
  }

  @Override
  public void identify(String category, String type, String name) {
    identities.add(
        Element.builder("http://jabber.org/protocol/disco#info", "identity")
            .attribute("category", category)
            .attribute("type", type)
            .attribute("name", name)
            .build());
  }

  @Override
  public void describe(Element form) {
    forms.add(form);
  }

  @Override
  public void streamFeature(Element feature) {
    streamFeatures.add(feature);
  }

  @Override
  public void streamFeatureBeforeLogin(Element feature) {
    featuresBeforeLogin.add(feature);
  }

  @Override
  public Announcements announcements() {
    return this;
  }

  @Override
  public void onGet(At at, Name payload, IqHandler handler) {
    own(new Owned(at, "get", payload), handler);
  }

  @Override
  public void onSet(At at, Name payload, IqHandler handler) {
    own(new Owned(at, "set", payload), handler);
  }

  private void own(Owned place, IqHandler handler) {
    if (owners.put(place, handler) != null) {
      throw new IllegalStateException(
          installing().getSimpleName() + ": " + place + " has an owner already");
    }
  }

  @Override
  public void onBeforeLogin(Name payload, BeforeLogin handler) {
    if (beforeLogin.put(payload, handler) != null) {
      throw new IllegalStateException(payload + " before login has an owner already");
    }
  }

  @Override
  public void serve(String prefix, HttpHandler handler) {
    handlers.serve(prefix, handler);
  }

  @Override
  public String webAddress() {
    return around.webAddress(domain);
  }

  @Override
  public Line sent() {
    return sent;
  }

  @Override
  public Line received() {
    return received;
  }

  @Override
  public Line undelivered() {
    return undelivered;
  }

  @Override
  public Line presenceSent() {
    return presenceSent;
  }

  @Override
  public Line presenceReceived() {
    return presenceReceived;
  }

  @Override
  public Line iqSent() {
    return iqSent;
  }

  @Override
  public Line iqReceived() {
    return iqReceived;
  }

  @Override
  public void archivePolicy(ArchivePolicy policy) {
    if (archivePolicy != null) throw new IllegalStateException("the archive has a policy already");
    archivePolicy = policy;
  }

  @Override
  public void onSubscription(SubscriptionHandler handler) {
    if (subscriptions != null)
      throw new IllegalStateException("subscriptions have an owner already");
    subscriptions = handler;
  }

  @Override
  public void approveSubscriptions(SubscriptionApproval approval) {
    approvals.add(approval);
  }

  @Override
  public boolean approves(Account recipient, Stanza request) {
    for (SubscriptionApproval approval : approvals)
      if (approval.approves(recipient, request)) return true;
    return false;
  }

  @Override
  public void befriend(Jid inviter, Jid other) {
    around.befriend(inviter, other);
  }

  @Override
  public PresenceSignals presence() {
    return around.presence();
  }

  @Override
  public <T> void keep(Key<T> key, Function<Account, T> loader) {
    around.accounts().keep(domain, key, loader);
  }

  @Override
  public void durable(Key<Boolean> flag) {
    around.durable(flag);
  }

  @Override
  public void onBound(Consumer<Session> action) {
    bound.add(action);
  }

  @Override
  public void onAvailable(Consumer<Session> action) {
    available.add(action);
  }

  @Override
  public void onUnavailable(BiConsumer<Session, Stanza> action) {
    unavailable.add(action);
  }

  @Override
  public void onInstalled(Runnable action) {
    installed.add(action);
  }

  @Override
  public void onEnded(Consumer<Session> action) {
    ended.add(action);
  }

  @Override
  public void onBind(Name request, BiFunction<Session, Element, @Nullable Element> handler) {
    bindRequests.put(request, handler);
  }

  @Override
  public void onBind(Function<Session, @Nullable Element> answer) {
    bindAnswers.add(answer);
  }

  @Override
  public void onNonza(Name nonza, BiConsumer<Session, Element> handler) {
    nonzas.put(nonza, handler);
  }

  @Override
  public Optional<Account> account(Jid bare) {
    return around.accounts().load(bare);
  }

  @Override
  public @Nullable Account loadedAccount(Jid bare) {
    return around.accounts().loaded(bare);
  }

  @Override
  public void accountsChanged() {
    around.accounts().created();
  }

  @Override
  public boolean createAccount(Jid bare, List<ScramKeys> credentials) {
    boolean made = around.store(AccountStore.class).create(bare, credentials);
    if (made) around.accounts().created();
    return made;
  }

  @Override
  public List<Session> sessions() {
    return around.sessions().stream()
        .filter(session -> session.address().domain().equals(domain))
        .toList();
  }

  @Override
  public void end(Session session, StreamError reason) {
    around.end(session, reason);
  }

  @Override
  public void command(Command command) {
    if (commands.stream().anyMatch(other -> other.node().equals(command.node()))) {
      throw new IllegalStateException(command.node() + " is a command already");
    }
    commands.add(command);
  }

  @Override
  public List<Command> commands() {
    return commands;
  }

  @Override
  public void nodes(DiscoNodes more) {
    nodes.add(more);
  }

  @Override
  public List<DiscoNodes> nodes() {
    return nodes;
  }

  @Override
  public void removeAccount(Account account) {
    around.remove(account);
  }

  @Override
  public boolean isAdministrator(Jid bare) {
    return around.store(AdministratorStore.class).contains(bare);
  }

  @Override
  public void send(Stanza stanza) {
    around.send(stanza);
  }

  @Override
  public <T> T store(Class<T> port) {
    return around.store(port);
  }

  @Override
  public <C extends Record> C config(Class<C> section) {
    return around.config(domain, section);
  }

  @Override
  public Counter counter(String name, String help) {
    return around.counter(name, help);
  }

  @Override
  public void every(Duration interval, Runnable task) {
    around.every(interval, task);
  }

  // --- Announcements ---

  @Override
  public SortedSet<String> server() {
    return serverFeatures;
  }

  @Override
  public SortedSet<String> account() {
    return accountFeatures;
  }

  @Override
  public List<Element> identities() {
    return identities;
  }

  @Override
  public List<Element> forms() {
    return forms;
  }

  @Override
  public List<Element> streamFeatures() {
    return streamFeatures;
  }

  @Override
  public List<Element> featuresBeforeLogin() {
    return featuresBeforeLogin;
  }

  /// Who answers the requests to this domain.
  public Handlers handlers() {
    return handlers;
  }

  // --- for the line ---

  Whom itself() {
    return itself;
  }

  Steps sentLine() {
    return sent;
  }

  Steps receivedLine() {
    return received;
  }

  Steps undeliveredLine() {
    return undelivered;
  }

  Steps presenceSentLine() {
    return presenceSent;
  }

  Steps presenceReceivedLine() {
    return presenceReceived;
  }

  Steps iqSentLine() {
    return iqSent;
  }

  Steps iqReceivedLine() {
    return iqReceived;
  }

  @Nullable SubscriptionHandler subscriptions() {
    return subscriptions;
  }

  @Nullable IqHandler owner(At at, String type, Name payload) {
    return owners.get(new Owned(at, type, payload));
  }

  ArchivePolicy.Keep keep(Passage passage) {
    return archivePolicy == null ? ArchivePolicy.Keep.NOTHING : archivePolicy.keep(passage);
  }

  void available(Session session, Executor waiting) {
    if (available.isEmpty()) return;
    waiting.execute(() -> each("available", available, session));
  }

  /// Who answers this payload before login, null if nobody does.
  public @Nullable BeforeLogin beforeLogin(Name payload) {
    return beforeLogin.get(payload);
  }

  void unavailable(Session session, Stanza presence) {
    each(
        "unavailable",
        unavailable.stream().map(action -> taking(action, presence)).toList(),
        session);
  }

  private static Consumer<Session> taking(BiConsumer<Session, Stanza> action, Stanza presence) {
    return session -> action.accept(session, presence);
  }

  /// A session was bound.
  public void bound(Session session) {
    each("bound", bound, session);
  }

  /// A session is gone for good; may wait.
  public void ended(Session session) {
    each("ended", ended, session);
  }

  private static void each(String event, List<Consumer<Session>> actions, Session session) {
    for (Consumer<Session> action : actions) {
      try {
        action.accept(session);
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue("event", event)
            .addKeyValue("session", session)
            .setCause(e)
            .log("hook_failed");
      }
    }
  }

  /// Handles one request of Bind 2 (XEP-0386 §4). Returns the answer for `<bound/>`, null if there
  /// is none or nobody owns the request.
  public @Nullable Element onBindRequest(Session session, Element request) {
    var handler = bindRequests.get(request.name());
    return handler == null ? null : handler.apply(session, request);
  }

  /// What `<bound/>` tells unasked; what cannot be told is left out. May wait.
  public List<Element> bindAnswers(Session session) {
    List<Element> answers = new ArrayList<>();
    for (Function<Session, @Nullable Element> each : bindAnswers) {
      try {
        Element answer = each.apply(session);
        if (answer != null) answers.add(answer);
      } catch (RuntimeException e) {
        log.atError().addKeyValue("session", session).setCause(e).log("hook_failed");
      }
    }
    return answers;
  }

  /// What may be asked for in Bind 2.
  public List<Name> bindRequests() {
    return List.copyOf(bindRequests.keySet());
  }

  /// Handles a nonza; false if nobody owns it.
  public boolean onNonza(Session session, Element nonza) {
    var handler = nonzas.get(nonza.name());
    if (handler == null) return false;
    handler.accept(session, nonza);
    return true;
  }
}
