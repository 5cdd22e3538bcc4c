package im.viavai.server.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.util.List;
import java.util.Optional;

/// Finds the SCRAM keys a login is checked against: those of the account, or made-up ones that look
/// the same and that nobody can prove (T8). The made-up ones are computed in either case. May wait.
final class Credentials {

  /// The length of a salt, ours and made-up.
  static final int SALT_BYTES = 16;

  private final AccountStore accounts;
  private final ServerSecret secret;
  private final int iterations;

  Credentials(AccountStore accounts, ServerSecret secret, int iterations) {
    this.accounts = accounts;
    this.secret = secret;
    this.iterations = iterations;
  }

  /// What somebody claims who gave this name.
  ///
  /// @param name a localpart as the client wrote it
  /// @param wanted hashes in the order they are looked for; the first is made up for an unknown
  ///   account
  Claim claim(String name, Jid domain, List<ScramHash> wanted) {
    var jid = jid(name, domain);
    var label = label(name, domain);
    var madeUp = madeUp(label, wanted.getFirst());
    var account = jid.flatMap(accounts::find);
    return account
        .flatMap(
            found -> keys(found, wanted).map(keys -> (Claim) new Claim.Known(label, keys, found)))
        .orElseGet(() -> new Claim.Unknown(label, madeUp));
  }

  /// The address that is meant by a name; empty if there can be no such account.
  Optional<Jid> jid(String name, Jid domain) {
    return name.isEmpty() ? Optional.empty() : Jid.parse(name, domain.domainpart(), "");
  }

  /// The address that is meant by a name, or a text of our own if it can be none.
  String label(String name, Jid domain) {
    return jid(name, domain)
        .map(Jid::toString)
        .orElseGet(() -> '@' + domain.toString() + '/' + name);
  }

  /// The account itself.
  Optional<AccountRecord> find(Jid account) {
    return accounts.find(account);
  }

  private static Optional<ScramKeys> keys(AccountRecord account, List<ScramHash> wanted) {
    return wanted.stream()
        .flatMap(hash ->
            account.credentials().stream()
                .filter(keys -> keys.mechanism().equals(hash.mechanism())))
        .findFirst();
  }

  private ScramKeys madeUp(String label, ScramHash hash) {
    var mechanism = hash.mechanism().getBytes(UTF_8);
    var name = label.getBytes(UTF_8);
    return new ScramKeys(
        hash.mechanism(),
        secret.derive("made-up salt", SALT_BYTES, mechanism, name),
        iterations,
        secret.derive("made-up stored key", hash.bytes(), mechanism, name),
        secret.derive("made-up server key", hash.bytes(), mechanism, name));
  }

  /// Somebody who has said a name and proven nothing yet.
  sealed interface Claim {
    /// The account's bare Jid, or the text that is none: what [LoginGuard] counts by.
    String label();

    /// What the proof is checked against.
    ScramKeys keys();

    /// The account exists and has keys of a wanted hash.
    record Known(String label, ScramKeys keys, AccountRecord account) implements Claim {}

    /// There is no such account, or it has no keys of the wanted hash.
    record Unknown(String label, ScramKeys keys) implements Claim {}
  }
}
