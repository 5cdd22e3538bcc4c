package im.viavai.features.administration;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.feature.Host;
import im.viavai.server.session.Account;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.PreferenceStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the commands tell. May wait.
///
/// @param host the domain asked about
record Reports(Host host) {
  private static final String LAST_SEEN = "last.seen"; // XEP-0012

  private Optional<Account> account(String text) {
    Jid jid = Jid.of(text);
    return jid.domain().equals(host.domain()) ? host.account(jid) : Optional.empty();
  }

  /// §4.9: now for who is there, empty for who never was. Several are rows.
  Stage lastSeen(DataForm answers) {
    PreferenceStore store = host.store(PreferenceStore.class);
    List<List<Field>> rows = new ArrayList<>();
    for (String text : answers.values("accountjids")) {
      if (text.isEmpty()) continue;
      Optional<Account> account = account(text);
      if (account.isEmpty()) return AccountWork.nobody(Jid.of(text));
      Optional<String> seen =
          account.get().hasSessions()
              ? Optional.of(Long.toString(host.clock().millis()))
              : store.load(account.get().key(), LAST_SEEN);
      String time =
          seen.map(s -> Timestamps.format(Instant.ofEpochMilli(Long.parseLong(s)))).orElse("");
      rows.add(
          List.of(
              new Field("accountjids", List.of(account.get().address().toString())),
              new Field("lastlogin", List.of(time))));
    }
    DataForm.Builder result = Forms.result();
    if (rows.size() == 1) {
      rows.getFirst().forEach(result::field);
    } else {
      result.reported("accountjids", "jid-single", "Account");
      result.reported("lastlogin", "text-single", "Last seen");
      rows.forEach(result::item);
    }
    return Command.done(result.build());
  }

  /// §4.10.
  Stage statistics(DataForm answers) {
    Account account = account(answers.value("accountjid")).orElse(null);
    if (account == null) return AccountWork.nobody(Jid.of(answers.value("accountjid")));
    List<String> addresses = new ArrayList<>();
    List<String> resources = new ArrayList<>();
    for (Session session : account.sessions()) {
      resources.add(session.address().resourcepart());
      Outlet stream = session.outlet();
      if (stream != null) addresses.add(stream.remoteAddress().getAddress().getHostAddress());
    }
    return Command.done(
        Forms.result()
            .field("ipaddresses", "text-multi", "Network addresses", addresses)
            .field("rostersize", "text-single", "Contacts", count(account.roster().items().size()))
            .field("onlineresources", "text-multi", "Sessions", resources)
            .build());
  }

  private static List<String> count(long number) {
    return List.of(Long.toString(number));
  }

  /// §4.13.
  Stage registered() {
    long number = host.store(AccountStore.class).count(host.domain().domainpart());
    return number("registeredusersnum", "The number of registered users", number);
  }

  /// §4.15.
  Stage online() {
    return number("onlineusersnum", "The number of users online", onlineUsers().size());
  }

  private static Stage number(String name, String label, long number) {
    return Command.done(Forms.result().field(name, "text-single", label, count(number)).build());
  }

  private List<String> onlineUsers() {
    return host.sessions().stream()
        .map(session -> session.address().bare())
        .distinct()
        .sorted()
        .map(Jid::toString)
        .toList();
  }

  /// §4.18.
  Stage listRegistered(DataForm answers) {
    List<AccountRecord> page =
        host.store(AccountStore.class).page(host.domain().domainpart(), "", Forms.most(answers));
    long all = host.store(AccountStore.class).count(host.domain().domainpart());
    List<String> shown = page.stream().map(account -> account.jid().toString()).toList();
    return list("registereduserjids", "Registered users", shown, all);
  }

  /// §4.20.
  Stage listOnline(DataForm answers) {
    List<String> all = onlineUsers();
    List<String> shown = all.subList(0, Math.min(all.size(), Forms.most(answers)));
    return list("onlineuserjids", "Users online", shown, all.size());
  }

  private static Stage list(String name, String label, List<String> shown, long all) {
    String note = shown.size() < all ? shown.size() + " of " + all + " are shown." : "";
    return new Stage.Done(note, Forms.result().field(name, "jid-multi", label, shown).build());
  }
}
