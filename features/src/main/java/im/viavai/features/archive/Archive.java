package im.viavai.features.archive;

import im.viavai.server.config.ArchiveOptions;
import im.viavai.server.config.Key;
import im.viavai.server.config.Limits;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Spec;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;

/// The archive of each account: says what is kept, answers queries, and purges what is too old.
public final class Archive implements Feature {
  static final String NS = "urn:xmpp:mam:2";

  private static final Name QUERY = new Name(NS, "query");
  private static final Name METADATA = new Name(NS, "metadata");

  @Override
  public Spec spec() {
    return new Spec("XEP-0313", "1.1.3", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    ArchiveOptions options = host.config(ArchiveOptions.class);
    ArchiveStore store = host.store(ArchiveStore.class);
    host.archivePolicy(new KeepRules(options.byDefault()));

    host.advertiseOnAccount(NS); // §7
    host.advertise(NS); // COMPAT: profanity 0.13 looks for it here only; look again in 2028
    host.advertiseOnAccount(NS + "#extended");
    host.advertiseOnAccount(NS + "#groupchat-field");
    int page = Math.min(options.page(), ArchiveQuery.MAX_PAGE);
    Pages pages = new Pages(store, page, host.config(Limits.class));
    host.onSet(At.ACCOUNT, QUERY, IqHandler.waiting(pages::answer));
    host.onGet(At.ACCOUNT, QUERY, IqHandler.swift(request -> request.result(form())));
    host.onGet(At.ACCOUNT, METADATA, IqHandler.waiting(pages::metadata));

    host.onBind(session -> pages.metadata(session.account())); // XEP-0386 §4

    IqHandler forbidden = // §8.1
        IqHandler.swift(request -> request.error(StanzaError.of(Condition.FORBIDDEN)));
    host.onSet(At.CONTACT, QUERY, forbidden);
    host.onGet(At.CONTACT, QUERY, forbidden);
    host.onGet(At.CONTACT, METADATA, forbidden);

    if (!options.retention().equals(Key.NEVER)) {
      Purge purge = new Purge(store, host.domain().domainpart(), options.retention());
      host.every(options.purgeInterval(), purge::run);
    }
  }

  private static Element form() {
    return Element.builder(QUERY).child(Query.form()).build();
  }
}
