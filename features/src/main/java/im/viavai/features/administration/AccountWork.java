package im.viavai.features.administration;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.feature.Host;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.ScramKeys;
import im.viavai.store.TokenStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.StreamError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the commands do to accounts. May wait.
final class AccountWork {
  private final Host host;
  private final AccountStore store;
  private final TokenStore tokens;
  private final Passwords passwords;
  private final PasswordGate gate;

  AccountWork(Host host, Passwords passwords, PasswordGate gate) {
    this.host = host;
    this.store = host.store(AccountStore.class);
    this.tokens = host.store(TokenStore.class);
    this.passwords = passwords;
    this.gate = gate;
  }

  /// Who has lost the role since the form came gets the answer of who never had it.
  static Stage asAdministrator(Host host, Jid requester, Supplier<Stage> work) {
    return host.administrators()
        .as(requester.bare(), work)
        .orElseGet(() -> Command.failed(Condition.FORBIDDEN, "You are no administrator any more."));
  }

  static Stage nobody(Jid jid) {
    return Command.failed(Condition.ITEM_NOT_FOUND, "There is no account " + jid + ".");
  }

  /// §4.1.
  Stage add(Jid requester, DataForm answers) {
    Jid jid = Jid.of(answers.value("accountjid"));
    if (!isPossible(host, jid)) return elsewhere(host, jid);
    String again = answers.value("password-verify");
    if (!again.isEmpty() && !again.equals(answers.value("password"))) {
      return Command.failed(Condition.NOT_ACCEPTABLE, "The two passwords differ.");
    }
    return withKeys(
        answers,
        keys ->
            host.createAccount(jid, keys)
                ? Command.done("Added " + jid + ".")
                : Command.failed(Condition.CONFLICT, "There is an account " + jid + " already."));
  }

  /// §4.7. The session that asks stays.
  Stage changePassword(Jid requester, DataForm answers) {
    Jid jid = Jid.of(answers.value("accountjid"));
    if (!isPossible(host, jid)) return elsewhere(host, jid);
    Account account = host.account(jid).orElse(null);
    if (account == null) return nobody(jid);
    return withKeys(
        answers,
        keys -> {
          if (!store.setCredentials(jid, keys)) return nobody(jid);
          tokens.revokeAll(account.key());
          endSessions(account, requester, "The password was changed.");
          return Command.done("Changed the password of " + jid + ".");
        });
  }

  private Stage withKeys(DataForm answers, Function<List<ScramKeys>, Stage> then) {
    Optional<Optional<List<ScramKeys>>> keys =
        gate.run(() -> passwords.keys(answers.value("password")));
    if (keys.isEmpty()) return Command.failed(Condition.RESOURCE_CONSTRAINT, "Try again later.");
    return keys.get()
        .map(then)
        .orElseGet(() -> Command.failed(Condition.NOT_ACCEPTABLE, "This password cannot be used."));
  }

  /// §4.2.
  Stage delete(Jid requester, DataForm answers) {
    return each(requester, answers, "Deleted", host::removeAccount);
  }

  /// §4.3.
  Stage disable(Jid requester, DataForm answers) {
    return each(
        requester,
        answers,
        "Disabled",
        account -> {
          store.setState(account.address(), AccountRecord.State.DISABLED);
          tokens.revokeAll(account.key());
          endSessions(account, requester, "The account was disabled.");
        });
  }

  /// §4.4.
  Stage enable(Jid requester, DataForm answers) {
    return each(
        requester,
        answers,
        "Re-enabled",
        account -> store.setState(account.address(), AccountRecord.State.ENABLED));
  }

  /// All are looked up before anything is done to one. Nobody does it to himself: a slip would
  /// leave the server without an administrator.
  private Stage each(Jid requester, DataForm answers, String done, Consumer<Account> work) {
    return asAdministrator(host, requester, () -> eachNow(requester, answers, done, work));
  }

  private Stage eachNow(Jid requester, DataForm answers, String done, Consumer<Account> work) {
    List<Account> all = new ArrayList<>();
    for (String value : answers.values("accountjids")) {
      if (value.isEmpty()) continue;
      Jid jid = Jid.of(value);
      if (!isPossible(host, jid)) return elsewhere(host, jid);
      if (jid.equals(requester.bare())) {
        return Command.failed(Condition.NOT_ALLOWED, "Not your own account.");
      }
      Optional<Account> account = host.account(jid);
      if (account.isEmpty()) return nobody(jid);
      if (!all.contains(account.get())) all.add(account.get());
    }
    all.forEach(work);
    return Command.done(
        done
            + " "
            + String.join(", ", all.stream().map(a -> a.address().toString()).toList())
            + ".");
  }

  /// §4.5: a bare JID stands for all of its sessions. The one that asks cannot be among them, or
  /// nobody would get the answer.
  Stage endSessions(Jid requester, DataForm answers) {
    Set<Session> found = new LinkedHashSet<>();
    for (String value : answers.values("accountjids")) {
      if (value.isEmpty()) continue;
      Jid jid = Jid.of(value);
      if (!isPossible(host, jid.bare())) return elsewhere(host, jid);
      List<Session> some =
          host.sessions().stream()
              .filter(s -> s.address().equals(jid) || s.address().bare().equals(jid))
              .toList();
      if (some.isEmpty()) {
        return Command.failed(Condition.ITEM_NOT_FOUND, "There is no session of " + jid + ".");
      }
      found.addAll(some);
    }
    if (found.stream().anyMatch(session -> session.address().equals(requester))) {
      return Command.failed(Condition.NOT_ALLOWED, "Not the session you ask with; log out.");
    }
    found.forEach(session -> host.end(session, reason("An administrator ended this session.")));
    return Command.done("Ended " + counted(found.size(), "session") + ".");
  }

  /// All but the one that asks, if it is one of them; also those that wait to be resumed.
  private void endSessions(Account account, Jid requester, String why) {
    for (Session session : account.sessions()) {
      if (!session.address().equals(requester)) host.end(session, reason(why));
    }
  }

  private static StreamError reason(String why) {
    return StreamError.of(StreamError.Condition.NOT_AUTHORIZED, why);
  }

  /// §4.23: to those who are there, and kept for nobody.
  Stage announce(Jid requester, DataForm answers) {
    String text = String.join("\n", answers.values("announcement"));
    Set<Jid> online = new LinkedHashSet<>();
    for (Session session : host.sessions()) {
      if (session.isAvailable()) online.add(session.address().bare());
    }
    Element body = Element.of(Namespaces.CLIENT, "body").withText(text);
    for (Jid jid : online) {
      host.send(Stanza.message().from(host.domain()).to(jid).type("headline").child(body).build());
    }
    return Command.done("Sent to " + counted(online.size(), "user") + ".");
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  static boolean isPossible(Host host, Jid jid) {
    return jid.isBare() && !jid.localpart().isEmpty() && jid.domain().equals(host.domain());
  }

  /// §5: nobody may do it to an address that can be none of this domain's accounts.
  static Stage elsewhere(Host host, Jid jid) {
    return Command.failed(
        Condition.NOT_ALLOWED, jid + " is no address of an account of " + host.domain() + ".");
  }
}
