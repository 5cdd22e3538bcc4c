package im.viavai.features.archiveprefs;

import im.viavai.features.archive.Archive;
import im.viavai.server.config.ArchiveOptions;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.server.session.Account;
import im.viavai.store.ArchivePreferenceStore;
import im.viavai.store.ArchivePreferences;
import im.viavai.store.ArchivePreferences.Rule;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The user's choice of what the archive keeps.
public final class ArchivePrefs implements Feature {
  /// Most addresses in a list.
  static final int LIST_LIMIT = 1000;

  private static final String NS = "urn:xmpp:mam:2";
  private static final Name PREFS = new Name(NS, "prefs");
  private static final Name JID = new Name(NS, "jid");

  @Override
  public Spec spec() {
    return new Spec("XEP-0441", "0.2.0", Spec.Extent.COMPLETE);
  }

  @Override
  public Set<Class<? extends Feature>> requires() {
    return Set.of(Archive.class);
  }

  @Override
  public void install(Host host) {
    ArchivePreferenceStore store = host.store(ArchivePreferenceStore.class);
    ArchiveOptions.Choice unset = host.config(ArchiveOptions.class).byDefault();
    host.onGet(
        At.ACCOUNT,
        PREFS,
        IqHandler.swift(
            request -> request.result(prefs(request.target().archivePreferences(), unset))));
    host.onSet(At.ACCOUNT, PREFS, IqHandler.waiting(request -> set(request, store, unset)));
  }

  /// §2.1
  private static Stanza set(
      IqRequest request, ArchivePreferenceStore store, ArchiveOptions.Choice unset) {
    Element asked = request.payload();
    Optional<Rule> rule = rule(asked.attribute("default"));
    if (rule.isEmpty()) {
      return request.error(
          StanzaError.of(Condition.BAD_REQUEST, "The default is always, never or roster."));
    }
    Set<Jid> always = new LinkedHashSet<>();
    Set<Jid> never = new LinkedHashSet<>();
    if (!read(asked, "always", always) || !read(asked, "never", never)) {
      return request.error(StanzaError.of(Condition.JID_MALFORMED));
    }
    if (always.size() > LIST_LIMIT || never.size() > LIST_LIMIT) {
      return request.error(
          StanzaError.of(
              Condition.RESOURCE_CONSTRAINT, "A list has at most " + LIST_LIMIT + " addresses."));
    }
    ArchivePreferences chosen = new ArchivePreferences(rule.get(), always, never);
    Account account = request.target();
    account.change(() -> {
      store.save(account.key(), chosen);
      account.archivePreferences(chosen);
      return true;
    });
    return request.result(prefs(chosen, unset));
  }

  private static Optional<Rule> rule(String text) {
    return switch (text) {
      case "always" -> Optional.of(Rule.ALWAYS);
      case "never" -> Optional.of(Rule.NEVER);
      case "roster" -> Optional.of(Rule.ROSTER);
      default -> Optional.empty();
    };
  }

  /// Reads a list, which may be missing; false if an address in it is none.
  private static boolean read(Element prefs, String list, Set<Jid> into) {
    Element element = prefs.child(list).orElse(null);
    if (element == null) return true;
    for (Element item : element.children(JID)) {
      Optional<Jid> jid = Jid.parse(item.text().strip());
      if (jid.isEmpty()) return false;
      into.add(jid.get());
    }
    return true;
  }

  private static Element prefs(ArchivePreferences chosen, ArchiveOptions.Choice unset) {
    String rule =
        switch (chosen.rule()) {
          case ALWAYS, NEVER, ROSTER -> chosen.rule().name();
          case UNSET -> unset.name();
        };
    return Element.builder(PREFS)
        .attribute("default", rule.toLowerCase(Locale.ROOT))
        .child(list("always", chosen.always()))
        .child(list("never", chosen.never()))
        .build();
  }

  private static Element list(String name, Collection<Jid> jids) {
    Element.Builder list = Element.builder(NS, name);
    jids.stream().sorted().forEach(jid -> list.child("jid", jid.toString()));
    return list.build();
  }
}
