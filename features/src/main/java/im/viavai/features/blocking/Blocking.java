package im.viavai.features.blocking;

import im.viavai.server.config.Limits;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Filter;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Spec;
import im.viavai.server.feature.Verdict;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.store.BlocklistStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.Collection;
import java.util.List;

/// Blocking of others: the list, its pushes, and the screens on every line.
public final class Blocking implements Feature {
  /// What an account blocks.
  static final Key<Blocklist> LIST = new Key<>(Blocklist.class, "blocking.list");

  private static final Key<Boolean> ASKED = new Key<>(Boolean.class, "blocking.asked");
  private static final Name BLOCKLIST = new Name(BlockRequest.NS, "blocklist");
  private static final Name BLOCK = new Name(BlockRequest.NS, "block");
  private static final Name UNBLOCK = new Name(BlockRequest.NS, "unblock");

  private static final Verdict IS_BLOCKED = // §3.3: what the user sends
      new Verdict.Bounce(
          StanzaError.of(Condition.NOT_ACCEPTABLE)
              .as(StanzaError.Type.CANCEL)
              .with(Element.of("urn:xmpp:blocking:errors", "blocked")));
  private static final Verdict NOBODY_HERE = // §3.3: what is sent to the user
      new Verdict.Bounce(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
  private static final Verdict SILENCE = new Verdict.Drop("blocked");

  @Override
  public Spec spec() {
    return new Spec("XEP-0191", "1.3", Spec.Extent.COMPLETE);
  }

  @Override
  public List<Spec> alsoCovers() {
    return List.of(new Spec("XEP-0377", "0.4.1", Spec.Extent.PARTIAL));
  }

  @Override
  public void install(Host host) {
    BlocklistStore store = host.store(BlocklistStore.class);
    Changes changes = new Changes(host, store, host.config(Limits.class).blockedItems());
    host.advertise(BlockRequest.NS);
    host.advertise(BlockRequest.REPORTING);
    host.keep(LIST, account -> new Blocklist(store.load(account.key())));
    host.durable(ASKED);
    host.onGet(At.ACCOUNT, BLOCKLIST, IqHandler.swift(Blocking::list));
    host.onSet(At.ACCOUNT, BLOCK, IqHandler.waiting(changes::block));
    host.onSet(At.ACCOUNT, UNBLOCK, IqHandler.waiting(changes::unblock));
    host.sent().screen(unlessBlocked(host, IS_BLOCKED));
    host.presenceSent().screen(unlessBlocked(host, IS_BLOCKED));
    host.iqSent().screen(unlessBlocked(host, IS_BLOCKED));
    host.received().screen(unlessBlocked(host, NOBODY_HERE));
    host.iqReceived().screen(unlessBlocked(host, NOBODY_HERE));
    host.presenceReceived().screen(unlessBlocked(host, SILENCE));
  }

  private static Filter unlessBlocked(Host host, Verdict verdict) {
    return passage -> isBlocked(host, passage) ? verdict : Verdict.PASS;
  }

  private static boolean isBlocked(Host host, Passage passage) {
    Blocklist list = list(passage.account());
    if (list.entries().isEmpty()) return false;
    Jid other = passage.with();
    return list.covers(other) && !isNeverBlocked(host, passage.account(), other);
  }

  /// XEP-0191 §5: the own resources are not, nor is the server that would have to say so.
  static boolean isNeverBlocked(Host host, Account account, Jid other) {
    return other.bare().equals(account.address()) || other.equals(host.domain());
  }

  static Blocklist list(Account account) {
    Blocklist list = account.get(LIST);
    return list == null ? Blocklist.EMPTY : list;
  }

  /// §3.2.
  private static Stanza list(IqRequest request) {
    request.session().put(ASKED, true);
    return request.result(items(BLOCKLIST, list(request.target()).entries()));
  }

  private static Element items(Name name, Collection<Jid> entries) {
    Element.Builder element = Element.builder(name);
    for (Jid entry : entries) {
      element.child(Element.builder(BlockRequest.ITEM).attribute("jid", entry.toString()).build());
    }
    return element.build();
  }

  /// To all resources that asked for the list (§3.3, §3.4).
  static void pushBlock(Account account, String id, Collection<Jid> entries) {
    push(account, id, items(BLOCK, entries));
  }

  /// No entries stand for all (§3.5).
  static void pushUnblock(Account account, String id, Collection<Jid> entries) {
    push(account, id, items(UNBLOCK, entries));
  }

  private static void push(Account account, String id, Element payload) {
    for (Session session : account.sessionArray()) {
      if (session.get(ASKED) == null) continue;
      session.send(
          Stanza.iq().to(session.address()).type("set").id("push-" + id).child(payload).build());
    }
  }
}
