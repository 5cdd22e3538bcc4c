package im.viavai.features.administration;

import static im.viavai.features.administration.Forms.account;
import static im.viavai.features.administration.Forms.accounts;
import static im.viavai.features.administration.Forms.form;
import static im.viavai.features.administration.Forms.most;
import static im.viavai.features.administration.Forms.optional;
import static im.viavai.features.administration.Forms.required;
import static im.viavai.server.feature.Command.ask;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The commands of administrators.
public final class Administration implements Feature {
  private static final String NODE = "http://jabber.org/protocol/admin#";

  private final Passwords passwords;
  private final PasswordGate gate;

  /// @param passwords makes what is kept of a password
  /// @param gate lets few passwords be hashed at a time
  public Administration(Passwords passwords, PasswordGate gate) {
    this.passwords = passwords;
    this.gate = gate;
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0133", "1.3.1", Spec.Extent.PARTIAL);
  }

  @Override
  public void install(Host host) {
    AccountWork work = new AccountWork(host, passwords, gate);
    Reports reports = new Reports(host);
    add(
        host,
        "add-user",
        "Add a user",
        work::add,
        account(),
        required("password", "text-private", "The password for this account"),
        optional("password-verify", "text-private", "The password again"));
    add(host, "delete-user", "Delete users", work::delete, accounts());
    add(host, "disable-user", "Disable users", work::disable, accounts());
    add(host, "reenable-user", "Re-enable users", work::enable, accounts());
    add(host, "end-user-session", "End sessions of users", work::endSessions, accounts());
    add(
        host,
        "change-user-password",
        "Change the password of a user",
        work::changePassword,
        account(),
        required("password", "text-private", "The new password for this account"));
    tell(host, "get-user-lastlogin", "When a user was last seen", reports::lastSeen, accounts());
    tell(host, "user-stats", "Statistics of a user", reports::statistics, account());
    number(host, "registered", "registered", reports::registered);
    number(host, "disabled", "disabled", reports::disabled);
    number(host, "online", "online", reports::online);
    number(host, "active", "active", reports::active);
    number(host, "idle", "online, but idle", reports::idle);
    tell(
        host,
        "get-registered-users-list",
        "List registered users",
        reports::listRegistered,
        most());
    tell(host, "get-disabled-users-list", "List disabled users", reports::listDisabled, most());
    tell(host, "get-online-users-list", "List users online", reports::listOnline, most());
    tell(
        host,
        "get-active-users",
        "List active users",
        reports::listActive,
        most()); // §4.21: its name
    tell(host, "get-idle-users", "List idle users", reports::listIdle, most());
    add(
        host,
        "announce",
        "Send an announcement to users online",
        work::announce,
        required("announcement", "text-multi", "The announcement"));
    host.command(
        command(
            host,
            "edit-admin",
            "Edit the list of administrators",
            requester -> editAdmins(host, requester)));
  }

  /// What is done with answers, and for whom.
  @FunctionalInterface
  private interface Work {
    Stage of(Jid requester, DataForm answers);
  }

  private static void add(Host host, String name, String title, Work work, Field... fields) {
    host.command(
        command(host, name, title, requester -> asking(requester, form(title, fields), work)));
  }

  private static void tell(Host host, String name, String title, Command.Then then, Field field) {
    add(host, name, title, (_, answers) -> then.with(answers), field);
  }

  private static void number(Host host, String which, String title, Supplier<Stage> then) {
    host.command(
        command(
            host, "get-" + which + "-users-num", "How many users are " + title, _ -> then.get()));
  }

  private static Stage asking(Jid requester, DataForm form, Work work) {
    return ask(
        form,
        answers ->
            hasTooMany(form, answers)
                ? Command.failed(
                    Condition.NOT_ACCEPTABLE,
                    "At most " + Forms.MAX_ADDRESSES + " addresses at a time.")
                : work.of(requester, answers));
  }

  private static boolean hasTooMany(DataForm form, DataForm answers) {
    return form.fields().stream()
        .filter(field -> field.type().equals("jid-multi"))
        .anyMatch(field -> answers.values(field.name()).size() > Forms.MAX_ADDRESSES);
  }

  private static Command command(Host host, String name, String title, Command.Begin begin) {
    return Command.of(
        NODE + name, title, requester -> host.administrators().contains(requester.bare()), begin);
  }

  private static Stage editAdmins(Host host, Jid requester) {
    AdministratorStore store = host.store(AdministratorStore.class);
    List<String> now = store.list().stream().map(Jid::toString).toList();
    Field list = new Field("adminjids", "jid-multi", "The administrators", "", true, now, Map.of());
    return asking(
        requester,
        form("Edit the list of administrators", list),
        (_, answers) ->
            AccountWork.asAdministrator(
                host, requester, () -> editAdmins(host, requester, answers)));
  }

  /// §4.29. All are looked up before anything is done, and roles are given before others are taken,
  /// so that a failure in the middle leaves nobody out.
  private static Stage editAdmins(Host host, Jid requester, DataForm answers) {
    AdministratorStore store = host.store(AdministratorStore.class);
    AccountStore accounts = host.store(AccountStore.class);
    Set<Jid> wanted = new LinkedHashSet<>();
    for (String value : answers.values("adminjids"))
      if (!value.isEmpty()) wanted.add(Jid.of(value));
    if (!wanted.contains(requester.bare())) {
      return Command.failed(Condition.NOT_ALLOWED, "You cannot leave yourself out.");
    }
    for (Jid jid : wanted) {
      if (!jid.isBare() || accounts.find(jid).isEmpty()) return AccountWork.nobody(jid);
    }
    for (Jid jid : wanted) {
      if (!store.contains(jid) && !store.grant(jid)) return AccountWork.nobody(jid);
    }
    for (Jid jid : store.list()) if (!wanted.contains(jid)) store.revoke(jid);
    String all = String.join(", ", wanted.stream().map(Jid::toString).toList());
    return Command.done("The administrators are " + all + ".");
  }
}
