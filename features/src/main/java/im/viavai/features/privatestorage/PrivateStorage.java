package im.viavai.features.privatestorage;

import im.viavai.server.config.Limits;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.store.PrivateStore;
import im.viavai.store.Stored;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps small XML for clients.
public final class PrivateStorage implements Feature {
  /// Most elements of one account.
  public static final int ELEMENT_LIMIT = 100;

  private static final String NS = "jabber:iq:private";
  private static final Name QUERY = new Name(NS, "query");

  @Override
  public Spec spec() {
    return new Spec("XEP-0049", "1.2", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    PrivateStore store = host.store(PrivateStore.class);
    long maxBytes = host.config(Limits.class).privateBytes().bytes();
    Host.Counter refused =
        host.counter("private_storage_refused", "Private XML refused: limits.private_bytes");
    host.advertise(NS);
    host.onGet(At.ACCOUNT, QUERY, IqHandler.waiting(request -> load(request, store)));
    host.onSet(
        At.ACCOUNT, QUERY, IqHandler.waiting(request -> save(request, store, maxBytes, refused)));
  }

  private static Stanza load(IqRequest request, PrivateStore store) {
    List<Element> wanted = request.payload().children();
    if (wanted.size() != 1 || !isOwn(wanted.getFirst())) return notAcceptable(request);
    Name name = wanted.getFirst().name();
    Element.Builder answer = Element.builder(QUERY);
    store
        .load(request.target().key(), name.namespace(), name.local())
        .ifPresentOrElse(answer::raw, () -> answer.child(Element.of(name)));
    return request.result(answer.build());
  }

  private static Stanza save(
      IqRequest request, PrivateStore store, long maxBytes, Host.Counter refused) {
    List<Element> given = request.payload().children();
    Set<Name> names = new HashSet<>();
    for (Element element : given) {
      if (!isOwn(element) || !names.add(element.name())) return notAcceptable(request);
    }
    if (given.isEmpty()) return notAcceptable(request);
    for (Element element : given) {
      Name name = element.name();
      Stored stored =
          store.save(
              request.target().key(),
              name.namespace(),
              name.local(),
              element.toBytes(""),
              ELEMENT_LIMIT,
              maxBytes);
      if (stored == Stored.OVER_LIMIT) {
        refused.increment();
        return request.error(
            StanzaError.of(Condition.RESOURCE_CONSTRAINT, "Private storage is full."));
      }
    }
    return request.result();
  }

  /// §2.3: a proper namespace, not the one of the query or the stream.
  private static boolean isOwn(Element element) {
    String namespace = element.name().namespace();
    return !namespace.isEmpty() && !namespace.equals(NS) && !namespace.equals(Namespaces.CLIENT);
  }

  private static Stanza notAcceptable(IqRequest request) {
    return request.error(StanzaError.of(Condition.NOT_ACCEPTABLE));
  }
}
