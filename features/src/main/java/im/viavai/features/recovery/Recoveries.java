package im.viavai.features.recovery;

import im.viavai.server.config.Limits;
import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.HourlyLimit;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Spec;
import im.viavai.server.sasl.LoginGuard;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.sasl.Tokens;
import im.viavai.store.RecoveryStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import java.time.Duration;

/// A new password for who forgot the old one and has a code.
public final class Recoveries implements Feature {
  static final String NS = "urn:viavai:recovery:0";
  static final Name RECOVER = new Name(NS, "recover");
  static final Name CODE = new Name(NS, "code");

  private static final Duration PURGE = Duration.ofHours(1);

  private final Passwords passwords;
  private final PasswordGate gate;
  private final Tokens tokens;

  /// @param passwords makes what is kept of a password
  /// @param gate lets few passwords be hashed at a time
  /// @param tokens the source of codes
  public Recoveries(Passwords passwords, PasswordGate gate, Tokens tokens) {
    this.passwords = passwords;
    this.gate = gate;
    this.tokens = tokens;
  }

  @Override
  public Spec spec() {
    return new Spec(NS, "0.1", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    Limits limits = host.config(Limits.class);
    LoginGuard guard =
        new LoginGuard(
            limits.loginFailuresPerAccount(), limits.loginFailuresPerAddress(), host.clock());
    Recover recover = new Recover(host, passwords, gate, guard);
    PrintedCodes printed =
        new PrintedCodes(
            host, tokens, new HourlyLimit(PrintedCodes.CODES_PER_HOUR, System::nanoTime));
    host.advertise(NS);
    host.advertiseOnAccount(NS);
    host.streamFeatureBeforeLogin(Element.of(RECOVER));
    host.onBeforeLogin(RECOVER, recover::answer);
    host.onGet(At.ACCOUNT, CODE, IqHandler.waiting(printed::get));
    host.onSet(At.ACCOUNT, CODE, IqHandler.waiting(printed::set));
    if (host.domains().getFirst().equals(host.domain())) {
      RecoveryStore store = host.store(RecoveryStore.class);
      host.every(PURGE, () -> store.deleteExpired(host.clock().millis()));
    }
  }
}
