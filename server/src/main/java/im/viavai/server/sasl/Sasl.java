package im.viavai.server.sasl;

import im.viavai.server.config.Auth;
import im.viavai.store.AccountStore;
import im.viavai.store.TokenStore;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;

/// All of SASL for the accounts of one store, put together once, in `main`. Any thread.
public final class Sasl {

  /// Logins by PLAIN that may wait for their password hash; with one or two computed at a time that
  /// is seconds.
  static final int MAX_WAITING_PASSWORDS = 256;

  private final Mechanisms mechanisms;
  private final Fast fast;
  private final ScramUpgrade upgrades;
  private final PasswordGate gate;
  private final Passwords passwords;

  /// @param accounts whom there is
  /// @param tokens the FAST tokens of clients
  /// @param secret the same at every start
  /// @param auth the operator's choices
  /// @param guard counts failures
  /// @param random the source of nonces, salts and tokens
  /// @param clock wall time: tokens expire by it
  /// @param meter is told of each hash; [HashMeter#NONE] if nobody wants to know
  public Sasl(
      AccountStore accounts,
      TokenStore tokens,
      ServerSecret secret,
      Auth auth,
      LoginGuard guard,
      Tokens random,
      InstantSource clock,
      HashMeter meter) {
    var judge = new Judge(guard);
    var credentials = new Credentials(accounts, secret, auth.iterations());
    int concurrent = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.passwords = passwords(auth, random, meter);
    this.gate = new PasswordGate(concurrent, MAX_WAITING_PASSWORDS);
    this.mechanisms =
        new Mechanisms(auth.mechanisms(), credentials, passwords, gate, judge, random, meter);
    this.fast =
        new Fast(tokens, credentials, secret, judge, random, auth.fastLifetime(), clock, meter);
    this.upgrades = new ScramUpgrade(accounts, passwords);
  }

  /// What makes keys of passwords where nobody logs in: on the store of a stopped server.
  public static Passwords passwords(Auth auth, Tokens random, HashMeter meter) {
    return new Passwords(hashes(auth), auth.iterations(), random, meter);
  }

  // A server that offers PLAIN only keeps SCRAM keys all the same.
  private static Set<ScramHash> hashes(Auth auth) {
    var hashes = EnumSet.noneOf(ScramHash.class);
    auth.mechanisms().forEach(name -> ScramHash.of(name).ifPresent(hashes::add));
    if (hashes.isEmpty()) {
      hashes.add(ScramHash.SHA_256);
    }
    return hashes;
  }

  /// What is offered, and login by password.
  public Mechanisms mechanisms() {
    return mechanisms;
  }

  /// Where password hashes wait for each other, whoever asks for them.
  public PasswordGate gate() {
    return gate;
  }

  /// Login by token.
  public Fast fast() {
    return fast;
  }

  /// Further hashes for an account whose owner logs in.
  public ScramUpgrade upgrades() {
    return upgrades;
  }

  /// Makes keys of new passwords.
  public Passwords passwords() {
    return passwords;
  }
}
