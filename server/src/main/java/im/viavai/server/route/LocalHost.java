package im.viavai.server.route;

import im.viavai.server.feature.Administrators;
import im.viavai.server.feature.Announcements;
import im.viavai.server.feature.ArchivePolicy;
import im.viavai.server.feature.At;
import im.viavai.server.feature.BeforeLogin;
import im.viavai.server.feature.Command;
import im.viavai.server.feature.DiscoNodes;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
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
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One served domain: what the features have wired into it.
public final class LocalHost implements Host {
  private final Jid domain;
  private final Whom itself = new Whom.Host(this);
  private final Surroundings around;
  private final Announced announced = new Announced();
  private final Owners owners = new Owners();
  private final SessionHooks hooks = new SessionHooks();
  private final List<Command> commands = new ArrayList<>();
  private final List<SubscriptionApproval> approvals = new ArrayList<>();
  private final List<Runnable> installed = new ArrayList<>();
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

  /// @param domain the domain
  /// @param around the server around it
  LocalHost(Jid domain, Surroundings around) {
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
    announced.server.add(namespace);
  }

  @Override
  public void advertiseOnAccount(String namespace) {
    announced.account.add(namespace);
  }

  @Override
  public void identify(String category, String type, String name) {
    announced.identities.add(
        Element.builder("http://jabber.org/protocol/disco#info", "identity")
            .attribute("category", category)
            .attribute("type", type)
            .attribute("name", name)
            .build());
  }

  @Override
  public void describe(Element form) {
    announced.forms.add(form);
  }

  @Override
  public void streamFeature(Element feature) {
    announced.streamFeature(feature);
  }

  @Override
  public void streamFeatureBeforeLogin(Element feature) {
    announced.featureBeforeLogin(feature);
  }

  @Override
  public Announcements announcements() {
    return announced;
  }

  @Override
  public void onGet(At at, Name payload, IqHandler handler) {
    own(at, "get", payload, handler);
  }

  @Override
  public void onSet(At at, Name payload, IqHandler handler) {
    own(at, "set", payload, handler);
  }

  private void own(At at, String type, Name payload, IqHandler handler) {
    if (!owners.add(at, type, payload, handler))
      throw new IllegalStateException(
          "%s: %s %s %s has an owner already"
              .formatted(installing().getSimpleName(), at, type, payload));
  }

  @Override
  public void onBeforeLogin(Name payload, BeforeLogin handler) {
    if (!owners.add(payload, handler))
      throw new IllegalStateException(payload + " before login has an owner already");
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
  public Steps sent() {
    return sent;
  }

  @Override
  public Steps received() {
    return received;
  }

  @Override
  public Steps undelivered() {
    return undelivered;
  }

  @Override
  public Steps presenceSent() {
    return presenceSent;
  }

  @Override
  public Steps presenceReceived() {
    return presenceReceived;
  }

  @Override
  public Steps iqSent() {
    return iqSent;
  }

  @Override
  public Steps iqReceived() {
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
    hooks.bound.add(action);
  }

  @Override
  public void onAvailable(Predicate<Session> swiftly, Consumer<Session> action) {
    hooks.available.add(new SessionHooks.Arrival(swiftly, action));
  }

  @Override
  public void onUnavailable(BiConsumer<Session, Stanza> action) {
    hooks.unavailable.add(action);
  }

  @Override
  public void onInstalled(Runnable action) {
    installed.add(action);
  }

  @Override
  public void onEnded(Consumer<Session> action) {
    hooks.ended.add(action);
  }

  @Override
  public void onBind(Name request, BiFunction<Session, Element, @Nullable Element> handler) {
    hooks.bindRequests.put(request, handler);
    announced.changed();
  }

  @Override
  public void onBind(Function<Session, @Nullable Element> answer) {
    hooks.bindAnswers.add(answer);
  }

  @Override
  public void onNonza(Name nonza, BiConsumer<Session, Element> handler) {
    hooks.nonzas.put(nonza, handler);
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
    announced.nodes.add(more);
  }

  @Override
  public void removeAccount(Account account) {
    around.remove(account);
  }

  @Override
  public Administrators administrators() {
    return around.administrators();
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

  // --- for the line ---

  /// Who answers the requests to this domain.
  public Handlers handlers() {
    return handlers;
  }

  Whom itself() {
    return itself;
  }

  @Nullable SubscriptionHandler subscriptions() {
    return subscriptions;
  }

  Owners owners() {
    return owners;
  }

  ArchivePolicy.Keep keep(Passage passage) {
    return archivePolicy == null ? ArchivePolicy.Keep.NOTHING : archivePolicy.keep(passage);
  }

  SessionHooks hooks() {
    return hooks;
  }

  // --- for the stream ---

  /// Who answers this payload before login, null if nobody does.
  public @Nullable BeforeLogin beforeLogin(Name payload) {
    return owners.beforeLogin(payload);
  }

  /// Handles one request of Bind 2 (XEP-0386 §4). Returns the answer for `<bound/>`, null if there
  /// is none or nobody owns the request.
  public @Nullable Element onBindRequest(Session session, Element request) {
    return hooks.bindRequest(session, request);
  }

  /// What `<bound/>` tells unasked; what cannot be told is left out. May wait.
  public List<Element> bindAnswers(Session session) {
    return hooks.bindAnswers(session);
  }

  /// What may be asked for in Bind 2.
  public List<Name> bindRequests() {
    return List.copyOf(hooks.bindRequests.keySet());
  }

  /// Handles a nonza; false if nobody owns it.
  public boolean onNonza(Session session, Element nonza) {
    return hooks.nonza(session, nonza);
  }
}
