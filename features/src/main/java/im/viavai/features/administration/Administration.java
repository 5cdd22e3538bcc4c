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
import im.viavai.store.AdministratorStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Map;

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
    add(host, "get-user-lastlogin", "When a user was last seen", reports::lastSeen, accounts());
    add(host, "user-stats", "Statistics of a user", reports::statistics, account());
    host.command(
        command(
            host,
            "get-registered-users-num",
            "How many users are registered",
            _ -> reports.registered()));
    host.command(
        command(host, "get-online-users-num", "How many users are online", _ -> reports.online()));
    add(
        host,
        "get-registered-users-list",
        "List registered users",
        reports::listRegistered,
        most());
    add(host, "get-online-users-list", "List users online", reports::listOnline, most());
    add(
        host,
        "announce",
        "Send an announcement to users online",
        work::announce,
        required("announcement", "text-multi", "The announcement"));
    host.command(
        command(host, "edit-admin", "Edit the list of administrators", _ -> editAdmins(host)));
  }

  private static void add(
      Host host, String name, String title, Command.Then then, Field... fields) {
    host.command(command(host, name, title, _ -> ask(form(title, fields), then)));
  }

  private static Command command(Host host, String name, String title, Command.Begin begin) {
    return Command.of(
        NODE + name, title, requester -> host.isAdministrator(requester.bare()), begin);
  }

  private static Stage editAdmins(Host host) {
    AdministratorStore store = host.store(AdministratorStore.class);
    List<String> now = store.list().stream().map(Jid::toString).toList();
    Field list = new Field("adminjids", "jid-multi", "The administrators", "", true, now, Map.of());
    return ask(
        form("Edit the list of administrators", list), answers -> editAdmins(store, answers));
  }

  /// Grants first, so that a failure in the middle leaves nobody out.
  private static Stage editAdmins(AdministratorStore store, DataForm answers) {
    List<Jid> wanted =
        answers.values("adminjids").stream().filter(v -> !v.isEmpty()).map(Jid::of).toList();
    for (Jid jid : wanted)
      if (!store.contains(jid) && !store.grant(jid)) return AccountWork.nobody(jid);
    for (Jid jid : store.list()) if (!wanted.contains(jid)) store.revoke(jid);
    return Command.done(
        "The administrators are " + String.join(", ", answers.values("adminjids")) + ".");
  }
}
