package im.viavai.features.vcard;

import im.viavai.server.config.Limits;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.store.VCardStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.List;

/// Keeps visiting cards.
public final class VCards implements Feature {
  private static final String NS = "vcard-temp";
  private static final Name VCARD = new Name(NS, "vCard");

  @Override
  public Spec spec() {
    return new Spec("XEP-0054", "1.3.0", Spec.Extent.COMPLETE);
  }

  @Override
  public List<Spec> alsoCovers() {
    return List.of(new Spec("XEP-0153", "1.1.1", Spec.Extent.PARTIAL));
  }

  @Override
  public void install(Host host) {
    VCardStore store = host.store(VCardStore.class);
    long maxBytes = host.config(Limits.class).vcardBytes().bytes();
    Host.Counter refused = host.counter("vcards_refused", "vCards refused: limits.vcard_bytes");
    host.advertise(NS);
    host.advertiseOnAccount(NS);
    host.onGet(
        At.ACCOUNT,
        VCARD,
        IqHandler.waiting(request -> load(request, store, Condition.ITEM_NOT_FOUND)));
    host.onGet(
        At.CONTACT,
        VCARD,
        IqHandler.waiting(request -> load(request, store, Condition.SERVICE_UNAVAILABLE)));
    host.onSet(
        At.ACCOUNT, VCARD, IqHandler.waiting(request -> save(request, store, maxBytes, refused)));
    host.onSet(
        At.CONTACT,
        VCARD, // §3.2
        IqHandler.swift(request -> request.error(StanzaError.of(Condition.FORBIDDEN))));
  }

  private static Stanza load(IqRequest request, VCardStore store, Condition none) {
    return store
        .load(request.target().key())
        .map(card -> request.stanza().result().plus(card))
        .orElseGet(() -> request.error(StanzaError.of(none)));
  }

  private static Stanza save(
      IqRequest request, VCardStore store, long maxBytes, Host.Counter refused) {
    Element card = request.payload();
    if (card.children().isEmpty()) {
      store.remove(request.target().key());
      return request.result();
    }
    byte[] bytes = card.toBytes("");
    if (bytes.length > maxBytes) {
      refused.increment();
      return request.error(
          StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The vCard is too large."));
    }
    store.save(request.target().key(), bytes);
    return request.result();
  }
}
