package im.viavai.features.lastactivity;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Spec;
import im.viavai.server.feature.Verdict;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.store.PreferenceStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Tells how long the server runs and when an account was last there.
public final class LastActivity implements Feature {
  /// Longest status that is kept, in UTF-16 code units.
  public static final int STATUS_LIMIT = 1023;

  private static final String NS = "jabber:iq:last";
  private static final Name QUERY = new Name(NS, "query");
  private static final Name STATUS = new Name(Namespaces.CLIENT, "status");
  private static final String SEEN = "last.seen";
  private static final String LAST_STATUS = "last.status";
  private static final Key<String> FAREWELL = new Key<>(String.class, "last.farewell");

  private final LongSupplier nanos;

  /// Counts from now.
  public LastActivity() {
    this(System::nanoTime);
  }

  LastActivity(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0012", "2.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    long started = nanos.getAsLong();
    PreferenceStore store = host.store(PreferenceStore.class);
    host.advertise(NS);
    host.advertiseOnAccount(NS);
    host.onGet(
        At.DOMAIN,
        QUERY,
        IqHandler.swift(
            request -> request.result(answer((nanos.getAsLong() - started) / 1_000_000_000, ""))));
    IqHandler lastSeen = IqHandler.waiting(request -> lastSeen(request, store, host.clock()));
    host.onGet(At.ACCOUNT, QUERY, lastSeen);
    host.onGet(At.CONTACT, QUERY, lastSeen);
    host.iqReceived().having(QUERY).screen(LastActivity::mayAskResource);
    host.onUnavailable(LastActivity::farewell);
    host.onAvailable(LastActivity::isBack);
    host.onEnded(session -> ended(session, store, host.clock()));
  }

  private static Element answer(long seconds, String status) {
    return Element.builder(QUERY)
        .attribute("seconds", Long.toString(Math.max(0, seconds)))
        .text(status)
        .build();
  }

  private static boolean maySee(Account account, Jid who) {
    return account.address().equals(who.bare()) || account.roster().isSeenBy(who.bare());
  }

  /// §3: of the bare JID.
  private static Stanza lastSeen(IqRequest request, PreferenceStore store, InstantSource clock) {
    Account account = request.target();
    if (!maySee(account, request.from())) {
      return request.error(StanzaError.of(Condition.FORBIDDEN));
    }
    if (account.hasSessions()) return request.result(answer(0, ""));
    Optional<String> seen = store.load(account.key(), SEEN);
    if (seen.isEmpty()) return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
    long seconds = (clock.millis() - Long.parseLong(seen.get())) / 1000;
    String status = store.load(account.key(), LAST_STATUS).orElse("");
    return request.result(answer(seconds, status));
  }

  /// §4: a full JID is asked only by those who may see its presence.
  private static Verdict mayAskResource(Passage passage) {
    boolean asks = passage.to().isFull() && passage.stanza().isRequest();
    return !asks || maySee(passage.account(), passage.from())
        ? Verdict.PASS
        : new Verdict.Bounce(StanzaError.of(Condition.FORBIDDEN));
  }

  private static void farewell(Session session, Stanza unavailable) {
    String status = unavailable.element(STATUS).map(Element::text).orElse("");
    synchronized (session) {
      session.put(
          FAREWELL, status.length() <= STATUS_LIMIT ? status : status.substring(0, STATUS_LIMIT));
    }
  }

  /// Forgets the farewell, unless there was a new one before this ran.
  private static void isBack(Session session) {
    synchronized (session) {
      if (session.isAvailable()) session.remove(FAREWELL);
    }
  }

  private static void ended(Session session, PreferenceStore store, InstantSource clock) {
    Account account = session.account();
    if (account.hasSessions() || account.isGone()) return;
    String status = session.get(FAREWELL);
    store.saveLater(account.key(), SEEN, Long.toString(clock.millis()));
    store.saveLater(account.key(), LAST_STATUS, status == null ? "" : status);
  }
}
