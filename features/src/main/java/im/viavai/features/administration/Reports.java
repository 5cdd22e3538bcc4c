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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the commands tell. May wait.
///
/// @param host the domain asked about
record Reports(Host host) {
  private static final String LAST_SEEN = "last.seen"; // XEP-0012
  private static final int PAGE = 1000;

  /// §4.9: now for who is there, empty for who never was. Several are rows.
  Stage lastSeen(DataForm answers) {
    PreferenceStore store = host.store(PreferenceStore.class);
    List<List<Field>> rows = new ArrayList<>();
    for (String text : answers.values("accountjids")) {
      if (text.isEmpty()) continue;
      Jid jid = Jid.of(text);
      if (!AccountWork.isPossible(host, jid)) return AccountWork.elsewhere(host, jid);
      Optional<Account> account = host.account(jid);
      if (account.isEmpty()) return AccountWork.nobody(jid);
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
    Jid jid = Jid.of(answers.value("accountjid"));
    if (!AccountWork.isPossible(host, jid)) return AccountWork.elsewhere(host, jid);
    Account account = host.account(jid).orElse(null);
    if (account == null) return AccountWork.nobody(jid);
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

  /// §4.14.
  Stage disabled() {
    return number("disabledusersnum", "The number of disabled users", disabledUsers().size());
  }

  /// §4.15.
  Stage online() {
    return number("onlineusersnum", "The number of users online", onlineUsers().size());
  }

  /// §4.16.
  Stage active() {
    return number("activeusersnum", "The number of active users", activeUsers().size());
  }

  /// §4.17.
  Stage idle() {
    return number("idleusersnum", "The number of idle users", idleUsers().size());
  }

  private static Stage number(String name, String label, long number) {
    return Command.done(Forms.result().field(name, "text-single", label, count(number)).build());
  }

  private List<String> onlineUsers() {
    return users(_ -> true);
  }

  /// Somebody may look at one of their sessions now.
  private List<String> activeUsers() {
    return users(Session::isActive);
  }

  /// Online, and nobody looks: their streams are lost, or their clients said so (XEP-0352).
  private List<String> idleUsers() {
    List<String> idle = new ArrayList<>(onlineUsers());
    idle.removeAll(new HashSet<>(activeUsers()));
    return idle;
  }

  private List<String> disabledUsers() {
    AccountStore store = host.store(AccountStore.class);
    List<String> disabled = new ArrayList<>();
    String after = "";
    while (true) {
      List<AccountRecord> page = store.page(host.domain().domainpart(), after, PAGE);
      for (AccountRecord account : page) {
        if (account.state() == AccountRecord.State.DISABLED) disabled.add(account.jid().toString());
      }
      if (page.size() < PAGE) return disabled;
      after = page.getLast().jid().localpart();
    }
  }

  private List<String> users(Predicate<Session> which) {
    return host.sessions().stream()
        .filter(which)
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

  /// §4.19.
  Stage listDisabled(DataForm answers) {
    return list("disableduserjids", "Disabled users", disabledUsers(), answers);
  }

  /// §4.20.
  Stage listOnline(DataForm answers) {
    return list("onlineuserjids", "Users online", onlineUsers(), answers);
  }

  /// §4.21.
  Stage listActive(DataForm answers) {
    return list("activeuserjids", "Active users", activeUsers(), answers);
  }

  /// §4.22. Its example has the field of §4.21, and §8 knows no other.
  Stage listIdle(DataForm answers) {
    return list("activeuserjids", "Idle users", idleUsers(), answers);
  }

  private static Stage list(String name, String label, List<String> all, DataForm answers) {
    List<String> shown = all.subList(0, Math.min(all.size(), Forms.most(answers)));
    return list(name, label, shown, all.size());
  }

  private static Stage list(String name, String label, List<String> shown, long all) {
    String note = shown.size() < all ? shown.size() + " of " + all + " are shown." : "";
    return new Stage.Done(note, Forms.result().field(name, "jid-multi", label, shown).build());
  }
}
