package im.viavai.server.admin;

import im.viavai.server.feature.Administrators;
import im.viavai.store.AccountStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the commands about accounts work with, on a running server or on the store of a stopped
/// one.
///
/// @param store the accounts
/// @param domains the domains served
/// @param keys the SCRAM keys of a password, empty when the password is not allowed; any thread
/// @param administrators who administers the server
/// @param line what a running server must know or do about accounts
public record AccountDesk(
    AccountStore store,
    List<String> domains,
    Function<String, Optional<List<ScramKeys>>> keys,
    Administrators administrators,
    OnTheLine line) {
  /// Keeps an own copy.
  public AccountDesk {
    domains = List.copyOf(domains);
  }

  /// What a running server must know or do about accounts. May wait.
  public interface OnTheLine {
    /// Accounts were made.
    void created();

    /// Ends the sessions of an account, then removes it with its data.
    ///
    /// @return false if there is no such account
    boolean remove(Jid bare);
  }

  /// The line of a stopped server: there is none, so the store alone is changed.
  public static OnTheLine stopped(AccountStore store) {
    return new OnTheLine() {
      @Override
      public void created() {
        // Nobody has looked for the account.
      }

      @Override
      public boolean remove(Jid bare) {
        return store.remove(bare);
      }
    };
  }

  /// The commands about accounts.
  public List<AdminCommand> commands() {
    return List.of(
        new AddAccount(this),
        new RemoveAccount(this),
        new SetPassword(this),
        new ListAccounts(this),
        new ImportAccounts(this));
  }

  /// Tells the operator when the last administrator has gone: it is allowed here, since the
  /// operator can make another.
  void report(Administrators.Departure departure, Jid jid, AdminCall call) throws IOException {
    if (departure != Administrators.Departure.OF_THE_LAST) return;
    call.complain(jid + " was the last administrator who could log in: nobody is left.");
    call.complain(
        "Make another one: ./viavai admin grant JID, or with a link: ./viavai invite --admin");
  }

  /// The account that the first argument names, or null after telling the operator what is wrong
  /// with it.
  @Nullable Jid account(AdminCall call) throws IOException {
    String text = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
    Jid jid = Jid.parse(text).orElse(null);
    String mistake = mistake(jid);
    if (mistake != null) {
      call.complain("\"" + text + "\" " + mistake);
      return null;
    }
    return jid;
  }

  /// Why an address can be no account here, or null when it can.
  @Nullable String mistake(@Nullable Jid jid) {
    if (jid == null || jid.localpart().isEmpty() || !jid.isBare()) {
      return "is no account's address; write one such as juliet@" + domains.getFirst() + ".";
    } else if (!domains.contains(jid.domainpart())) {
      return "is of a domain that is not served here; served are "
          + String.join(", ", domains)
          + ".";
    }
    return null;
  }

  /// The keys of the password on the next line of input, or null after telling the operator what is
  /// wrong with it.
  @Nullable List<ScramKeys> keysOfInput(AdminCall call) throws IOException {
    String password = call.nextLine();
    List<ScramKeys> made =
        password == null || password.isEmpty() ? null : keys.apply(password).orElse(null);
    if (made == null) {
      call.complain(
          "This password cannot be used: it is empty or has characters that may not be typed.");
    }
    return made;
  }
}
