package im.viavai.features.guard;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Spec;
import im.viavai.server.feature.Verdict;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.List;
import java.util.Set;

/// Keeps forged stanzas away from clients that believe them.
public final class Guard implements Feature {
  private static final Name CARBON_RECEIVED = new Name("urn:xmpp:carbons:2", "received");
  private static final Name CARBON_SENT = new Name("urn:xmpp:carbons:2", "sent");
  private static final Name ARCHIVE_RESULT = new Name("urn:xmpp:mam:2", "result");
  private static final Name OCCUPANT_ID = new Name("urn:xmpp:occupant-id:0", "occupant-id");
  private static final Name ADDRESSES = new Name("http://jabber.org/protocol/address", "addresses");
  private static final Name RETRACT = new Name("urn:xmpp:message-retract:1", "retract");
  private static final Name APPLY_TO = new Name("urn:xmpp:fasten:0", "apply-to");
  private static final Set<String> MODERATION =
      Set.of("urn:xmpp:message-moderate:0", "urn:xmpp:message-moderate:1");
  private static final List<Name> ONLY_SERVERS_SEND =
      List.of(CARBON_RECEIVED, CARBON_SENT, ARCHIVE_RESULT);
  private static final List<Name> SERVICES_SAY = List.of(OCCUPANT_ID, ADDRESSES, RETRACT, APPLY_TO);
  private static final Set<Name> CHANGES_OF_LISTS =
      Set.of(
          new Name(Namespaces.ROSTER, "query"),
          new Name("urn:xmpp:blocking", "block"),
          new Name("urn:xmpp:blocking", "unblock"));

  @Override
  public Spec spec() {
    return new Spec("XEP-0280", "1.0.1", Spec.Extent.PARTIAL);
  }

  @Override
  public void install(Host host) {
    Host.Counter refused =
        host.counter("forged_stanzas_refused", "Forged stanzas kept from clients");
    for (Name name : ONLY_SERVERS_SEND) {
      host.sent().having(name).screen(passage -> judge(passage, refused, true)); // T14
      host.received()
          .having(name)
          .screen(passage -> judge(passage, refused, isForged(passage, name)));
    }
    for (Name name : SERVICES_SAY) {
      host.sent()
          .having(name)
          .amend(passage -> passage.stanza().without(child -> isServices(passage, child)));
    }
    for (Name change : CHANGES_OF_LISTS) {
      host.iqReceived().having(change).screen(passage -> judgeRequest(passage, refused));
    }
  }

  private static Verdict judge(Passage passage, Host.Counter refused, boolean forged) {
    if (!forged) return Verdict.PASS;
    refused.increment();
    return passage.session() == null
        ? new Verdict.Drop("forged")
        : new Verdict.Bounce(
            StanzaError.of(Condition.POLICY_VIOLATION, "Only a server may send this."));
  }

  /// XEP-0280 §11: copies come from the bare address of the account itself. Archive results come
  /// from the bare address of whoever keeps the archive, which no client can send from.
  private static boolean isForged(Passage passage, Name name) {
    if (passage.from().equals(passage.account().address())) return false;
    return !name.equals(ARCHIVE_RESULT) || passage.from().isFull();
  }

  /// T10: what only a room or another service may say of a sender.
  private static boolean isServices(Passage passage, Stanza.Child child) {
    Name name = child.name();
    if (name.equals(OCCUPANT_ID)) return true;
    if (name.equals(ADDRESSES)) {
      List<Element> addresses = passage.stanza().element(child).children();
      return addresses.stream().anyMatch(address -> address.attribute("type").equals("ofrom"));
    }
    return (name.equals(RETRACT) || name.equals(APPLY_TO))
        && moderates(passage.stanza().element(child));
  }

  private static boolean moderates(Element element) {
    return element.children().stream()
        .anyMatch(child -> MODERATION.contains(child.name().namespace()) || moderates(child));
  }

  /// T15: a roster or a block list is pushed by the own server only.
  private static Verdict judgeRequest(Passage passage, Host.Counter refused) {
    boolean forged = passage.to().isFull() && passage.stanza().type().equals("set");
    if (!forged) return Verdict.PASS;
    refused.increment();
    return new Verdict.Bounce(StanzaError.of(Condition.SERVICE_UNAVAILABLE));
  }
}
