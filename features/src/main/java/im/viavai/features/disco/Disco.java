package im.viavai.features.disco;

import im.viavai.server.feature.Announcements;
import im.viavai.server.feature.At;
import im.viavai.server.feature.DiscoNodes;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Tells what the server and its accounts are and can do.
public final class Disco implements Feature {
  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String ITEMS = "http://jabber.org/protocol/disco#items";
  private static final String CAPS = "http://jabber.org/protocol/caps";
  private static final Name INFO_QUERY = new Name(INFO, "query");
  private static final Name ITEMS_QUERY = new Name(ITEMS, "query");

  /// What capabilities are a version of (XEP-0115 §4).
  static final String NODE = "https://viavai.im/";

  @Override
  public Spec spec() {
    return new Spec("XEP-0030", "2.5.0", Spec.Extent.COMPLETE);
  }

  @Override
  public List<Spec> alsoCovers() {
    return List.of(
        new Spec("XEP-0115", "1.6.0", Spec.Extent.COMPLETE),
        new Spec("XEP-0128", "1.0.1", Spec.Extent.COMPLETE));
  }

  @Override
  public void install(Host host) {
    Answers answers = new Answers(host.announcements());
    host.advertise(CAPS);
    host.onInstalled(() -> {
      answers.server =
          info(identities(host), host.announcements().server(), host.announcements().forms());
      answers.account =
          info(
              List.of(identity("account", "registered", "")),
              host.announcements().account(),
              List.of());
      answers.node = NODE + "#" + Capabilities.verification(answers.server);
      host.streamFeature(capabilities(answers.server));
    });
    host.onGet(At.DOMAIN, INFO_QUERY, IqHandler.swift(answers::ofServer));
    host.onGet(At.ACCOUNT, INFO_QUERY, IqHandler.swift(answers::ofAccount));
    host.onGet(At.CONTACT, INFO_QUERY, IqHandler.swift(answers::ofAccount));
    host.onGet(At.DOMAIN, ITEMS_QUERY, IqHandler.waiting(answers::itemsOfServer));
    host.onGet(At.ACCOUNT, ITEMS_QUERY, IqHandler.swift(Answers::itemsOfAccount));
    host.onGet(At.CONTACT, ITEMS_QUERY, IqHandler.swift(Answers::itemsOfAccount));
  }

  /// §3.1: one entity may be several things.
  private static List<Element> identities(Host host) {
    List<Element> all = new ArrayList<>();
    all.add(identity("server", "im", "Viavai"));
    all.addAll(host.announcements().identities());
    return all;
  }

  private static Element identity(String category, String type, String name) {
    return Element.builder(INFO, "identity")
        .attribute("category", category)
        .attribute("type", type)
        .attributeUnlessEmpty("name", name)
        .build();
  }

  private static Element info(
      List<Element> identities, SortedSet<String> announced, Iterable<Element> forms) {
    SortedSet<String> features = new TreeSet<>(announced);
    features.add(INFO); // §3.1: MUST support at least this
    features.add(ITEMS);
    Element.Builder query = Element.builder(INFO_QUERY).children(identities);
    for (String feature : features) {
      query.child(Element.builder(INFO, "feature").attribute("var", feature).build());
    }
    return query.children(forms).build();
  }

  private static Element capabilities(Element info) {
    return Element.builder(CAPS, "c")
        .attribute("hash", "sha-1")
        .attribute("node", NODE)
        .attribute("ver", Capabilities.verification(info))
        .build();
  }

  /// What is answered, put together once.
  private static final class Answers {
    private static final Element NONE = Element.of(INFO_QUERY);

    private final Announcements announced;
    private volatile Element server = NONE;
    private volatile Element account = NONE;
    private volatile String node = "";

    Answers(Announcements announced) {
      this.announced = announced;
    }

    Stanza ofServer(IqRequest request) {
      String asked = node(request);
      if (asked.isEmpty()) return request.result(server);
      if (asked.equals(node)) return request.result(server.with("node", node)); // §3.2: mirrored
      for (DiscoNodes nodes : announced.nodes()) {
        Stanza answer = nodes.info(request, asked);
        if (answer != null) return answer;
      }
      return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
    }

    Stanza ofAccount(IqRequest request) {
      if (!maySee(request)) return request.error(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
      return node(request).isEmpty()
          ? request.result(account)
          : request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
    }

    Stanza itemsOfServer(IqRequest request) {
      String asked = node(request);
      if (asked.isEmpty()) return request.result(Element.of(ITEMS_QUERY)); // §4.1: none is no error
      for (DiscoNodes nodes : announced.nodes()) {
        Stanza answer = nodes.items(request, asked);
        if (answer != null) return answer;
      }
      return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
    }

    /// §4.1: the available resources.
    static Stanza itemsOfAccount(IqRequest request) {
      if (!maySee(request)) return request.error(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
      if (!node(request).isEmpty()) return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
      Element.Builder query = Element.builder(ITEMS_QUERY);
      for (Session session : request.target().sessionArray()) {
        if (!session.isAvailable()) continue;
        query.child(
            Element.builder(ITEMS, "item").attribute("jid", session.address().toString()).build());
      }
      return request.result(query.build());
    }

    private static String node(IqRequest request) {
      return request.payload().attribute("node");
    }

    /// §8: the owner, and those who may see the presence.
    private static boolean maySee(IqRequest request) {
      Account target = request.target();
      return target.address().equals(request.from().bare())
          || target.roster().isSeenBy(request.from().bare());
    }
  }
}
