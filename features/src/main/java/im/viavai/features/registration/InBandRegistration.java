package im.viavai.features.registration;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Spec;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.xmpp.Element;
import java.util.function.LongSupplier;

/// Accounts made, changed and removed by clients themselves.
public final class InBandRegistration implements Feature {
  private final Passwords passwords;
  private final PasswordGate gate;
  private final LongSupplier nanos;

  /// @param passwords makes what is kept of a password
  /// @param gate lets few passwords be hashed at a time
  public InBandRegistration(Passwords passwords, PasswordGate gate) {
    this(passwords, gate, System::nanoTime);
  }

  InBandRegistration(Passwords passwords, PasswordGate gate, LongSupplier nanos) {
    this.passwords = passwords;
    this.gate = gate;
    this.nanos = nanos;
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0077", "2.4", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    SignUp signUp = new SignUp(host, passwords, gate, nanos);
    OwnAccount own = new OwnAccount(host, passwords, gate, nanos);
    host.advertise(Fields.NS); // §10: for changing and removing, also where sign-up is closed
    host.onBeforeLogin(Fields.QUERY, signUp::answer);
    // §8; where sign-up is closed, for who shows an invitation (XEP-0445 §3)
    host.streamFeatureBeforeLogin(Element.of("http://jabber.org/features/iq-register", "register"));
    for (At at : new At[] {At.ACCOUNT, At.DOMAIN}) {
      host.onGet(at, Fields.QUERY, IqHandler.swift(own::get));
      host.onSet(at, Fields.QUERY, IqHandler.waiting(own::set));
    }
  }
}
