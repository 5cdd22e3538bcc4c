package im.viavai.server.feature;

import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.server.web.HttpHandler;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One served domain, as a feature sees it while it installs itself and later. Registering methods
/// are called only from [Feature#install]; the others from any thread.
public interface Host {
  /// The domain served here.
  Jid domain();

  /// All domains this server serves.
  List<Jid> domains();

  /// Wall clock; for what is shown or kept, never for timeouts (promise P14).
  InstantSource clock();

  // --- discovery (XEP-0030, XEP-0115, XEP-0128) ---

  /// Announces a feature of the server.
  void advertise(String namespace);

  /// Announces a feature of each account, on its bare JID.
  void advertiseOnAccount(String namespace);

  /// Adds an identity of the server (XEP-0030 §3.1), as for a service that it is besides.
  void identify(String category, String type, String name);

  /// Adds a form to the server's disco#info (XEP-0128).
  void describe(Element form);

  /// Adds a stream feature offered after login (RFC 6120 §4.3.2).
  void streamFeature(Element feature);

  /// Adds a stream feature offered inside TLS before login.
  void streamFeatureBeforeLogin(Element feature);

  /// What was announced, for the feature that answers disco#info.
  Announcements announcements();

  // --- iq ---

  /// Owns this payload in iq-get. A second owner for the same payload and place stops the start.
  void onGet(At at, Name payload, IqHandler handler);

  /// Owns this payload in iq-set.
  void onSet(At at, Name payload, IqHandler handler);

  /// Owns this payload in iq-get and iq-set before login, inside TLS.
  void onBeforeLogin(Name payload, BeforeLogin handler);

  /// Runs once, when all features are installed and nothing more is announced.
  void onInstalled(Runnable action);

  // --- the web door ---

  /// Answers the requests to this domain whose path is below a prefix: `/bosh` is that path and all
  /// below it, `/upload/` all below it. The longest prefix wins; a second owner of one stops the
  /// start.
  void serve(String prefix, HttpHandler handler);

  /// Where clients reach the web door from outside, such as `https://example.org:5443`, without a
  /// slash at the end: `url` of `[web]`, else the domain and the port. Empty if there is no door.
  String webAddress();

  // --- lines ---

  /// Messages from a local account, before routing.
  Line sent();

  /// Messages to a local account, before delivery.
  Line received();

  /// Messages to a local account that no resource took: `copy` hooks only (push).
  Line undelivered();

  /// Presence from a local account to somebody.
  Line presenceSent();

  /// Presence to a local account.
  Line presenceReceived();

  /// Iqs from a local account: `screen` hooks only.
  Line iqSent();

  /// Iqs to a local account or one of its sessions: `screen` hooks only.
  Line iqReceived();

  /// Says which messages are kept in an archive; one owner. Without one nothing is kept.
  void archivePolicy(ArchivePolicy policy);

  /// Owns presence subscriptions (RFC 6121 §3); one owner.
  void onSubscription(SubscriptionHandler handler);

  /// May say yes to a subscription request in the place of its recipient.
  void approveSubscriptions(SubscriptionApproval approval);

  /// Whether a request that arrives is approved in the place of its recipient; for the owner of
  /// subscriptions. May wait.
  boolean approves(Account recipient, Stanza request);

  /// Makes two bare JIDs contacts who see each other: at once where the account is ours, and by
  /// asking where it is not. The first must be ours; nothing happens if its roster is full. May
  /// wait.
  void befriend(Jid inviter, Jid other);

  /// Presence on behalf of accounts.
  PresenceSignals presence();

  // --- accounts and sessions ---

  /// Loads a part of an account when the account comes into memory; may wait. Read it with
  /// `account.get(key)`; it is replaced by `account.put(key, value)` after a change was stored.
  <T> void keep(Key<T> key, Function<Account, T> loader);

  /// Makes a flag on sessions survive a restart of the server together with the session (XEP-0198
  /// §5).
  void durable(Key<Boolean> flag);

  /// Runs when a session was bound, before its first stanza; never waits.
  void onBound(Consumer<Session> action);

  /// Runs when a session becomes available for the first time (initial presence, RFC 6121 §4.2) and
  /// its own presence was broadcast; never waits.
  default void onAvailable(Consumer<Session> action) {
    onAvailable(
        session -> {
          action.accept(session);
          return true;
        },
        action);
  }

  /// The same for what may have to wait.
  ///
  /// @param swiftly does it at once, on the event loop; false if it would have to wait, and then it
  ///   has done nothing
  /// @param action does it on a virtual thread
  void onAvailable(Predicate<Session> swiftly, Consumer<Session> action);

  /// Runs when a session took its presence back by itself (RFC 6121 §4.5), with what it sent; never
  /// waits.
  void onUnavailable(BiConsumer<Session, Stanza> action);

  /// Runs once when a session is gone for good (closed, or not resumed in time); may wait.
  void onEnded(Consumer<Session> action);

  /// A request in Bind 2 (XEP-0386 §4): the handler may return an element for `<bound/>`.
  void onBind(Name request, BiFunction<Session, Element, @Nullable Element> handler);

  /// What every `<bound/>` of Bind 2 tells unasked (XEP-0386 §4), null for nothing; may wait.
  void onBind(Function<Session, @Nullable Element> answer);

  /// A nonza after login (XEP-0360), such as `<active/>` of XEP-0352; never waits.
  void onNonza(Name nonza, BiConsumer<Session, Element> handler);

  /// The account, loaded if it must be; may wait: virtual threads only. Empty if there is none.
  Optional<Account> account(Jid bare);

  /// The account if it is in memory: an account with a session always is. Any thread.
  @Nullable Account loadedAccount(Jid bare);

  /// Accounts were made or changed in the store: forget what was known of them. Any thread.
  void accountsChanged();

  /// Makes an account; may wait. Returns false if there is one: nothing was changed.
  boolean createAccount(Jid bare, List<ScramKeys> credentials);

  /// The sessions of this domain now, also those that wait to be resumed; any thread.
  List<Session> sessions();

  /// Ends a session for good, also one that waits to be resumed, and tells its client why; may
  /// wait.
  void end(Session session, StreamError reason);

  /// Offers an ad-hoc command (XEP-0050) of the server.
  void command(Command command);

  /// The commands of the server, in their order; for the feature that runs them.
  List<Command> commands();

  /// Answers for nodes of the server in service discovery (XEP-0030).
  void nodes(DiscoNodes nodes);

  /// Removes an account: ends its sessions, then its data; may wait.
  void removeAccount(Account account);

  /// Who administers this server: the same for all of its domains.
  Administrators administrators();

  // --- sending and keeping ---

  /// Sends a stanza of the server's own on its way; `from` and `to` must be set. Any thread; what
  /// has to wait goes on by itself.
  void send(Stanza stanza);

  /// A store port: `RosterStore`, `ArchiveStore`, ... Calls may wait.
  <T> T store(Class<T> port);

  /// A section of the configuration, read and checked once, with the overrides of this domain.
  <C extends Record> C config(Class<C> section);

  /// A counter in the metrics, named `viavai_<name>_total`.
  Counter counter(String name, String help);

  /// Something countable.
  interface Counter {
    /// Adds zero or more. Any thread.
    void add(long amount);

    /// Adds one. Any thread.
    default void increment() {
      add(1);
    }
  }

  /// Runs a task on a virtual thread again and again, starting one interval from now, until the
  /// host stops.
  void every(Duration interval, Runnable task);
}
