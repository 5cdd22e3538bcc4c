package im.viavai.features.registration;

import im.viavai.server.config.Registration;
import im.viavai.server.feature.Host;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.store.AccountStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes accounts before login (XEP-0077 §3.1). May wait.
final class SignUp {
  /// How long the name of a removed account stays taken.
  static final Duration REST = Duration.ofDays(30);

  /// How many names may be asked for in vain for each account that may be made.
  private static final long TRIES = 10;

  private static final Logger log = LoggerFactory.getLogger(SignUp.class);
  private static final String EVERYBODY = "";

  private final Host host;
  private final AccountStore accounts;
  private final Passwords passwords;
  private final PasswordGate gate;
  private final boolean open;
  private final HourlyLimit perAddress;
  private final HourlyLimit tries;
  private final HourlyLimit inAll;
  private final Host.Counter made;
  private final Host.Counter refused;

  SignUp(Host host, Passwords passwords, PasswordGate gate, LongSupplier nanos) {
    Registration config = host.config(Registration.class);
    this.host = host;
    this.accounts = host.store(AccountStore.class);
    this.passwords = passwords;
    this.gate = gate;
    this.open = config.open();
    this.perAddress = new HourlyLimit(config.perAddressPerHour(), nanos);
    this.tries = new HourlyLimit(TRIES * config.perAddressPerHour(), nanos);
    this.inAll = new HourlyLimit(config.perHour(), nanos);
    this.made = host.counter("accounts_registered", "Accounts made in-band");
    this.refused =
        host.counter("registrations_refused", "Registrations refused: registration.per_hour");
  }

  /// Answers a request before login.
  Stanza answer(Stanza iq, InetAddress address) {
    if (!open) return iq.error(StanzaError.of(Condition.SERVICE_UNAVAILABLE)); // §3.1
    Element query = iq.element(iq.children().getFirst());
    if (iq.type().equals("get")) return iq.result(form());
    if (query.child(Fields.REMOVE).isPresent()) { // §3.2: nobody is known here yet
      return iq.error(StanzaError.of(Condition.UNEXPECTED_REQUEST));
    }
    return make(iq, Fields.of(query), network(address));
  }

  private static Element form() {
    return Element.builder(Fields.QUERY)
        .child("instructions", "Choose a username and password for use with this service.")
        .child("username", "")
        .child("password", "")
        .build();
  }

  private Stanza make(Stanza iq, Fields fields, String network) {
    Optional<Jid> address =
        fields.username().isEmpty()
            ? Optional.empty()
            : Jid.parse(fields.username(), host.domain().domainpart(), "");
    if (address.isEmpty() || fields.password().isEmpty()) {
      return iq.error(StanzaError.of(Condition.NOT_ACCEPTABLE));
    }
    Jid jid = address.get();
    if (!perAddress.allows(network) || !inAll.allows(EVERYBODY) || !tries.take(network)) {
      refused.increment();
      return iq.error(
          StanzaError.of(Condition.NOT_ACCEPTABLE, "Too many accounts were made. Try again later.")
              .as(StanzaError.Type.WAIT)); // §3.1.1
    }
    if (isTaken(jid)) return iq.error(StanzaError.of(Condition.CONFLICT));
    Optional<Optional<List<ScramKeys>>> keys = gate.run(() -> passwords.keys(fields.password()));
    if (keys.isEmpty()) return iq.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT));
    if (keys.get().isEmpty()) {
      return iq.error(StanzaError.of(Condition.NOT_ACCEPTABLE, "This password cannot be used."));
    }
    if (!host.createAccount(jid, keys.get().get())) {
      return iq.error(StanzaError.of(Condition.CONFLICT));
    }
    perAddress.take(network);
    inAll.take(EVERYBODY);
    made.increment();
    log.atInfo().addKeyValue("jid", jid).addKeyValue("network", network).log("account_registered");
    return iq.result();
  }

  private boolean isTaken(Jid jid) {
    if (host.account(jid).isPresent()) return true;
    OptionalLong removed = accounts.removedMillis(jid);
    return removed.isPresent() && host.clock().millis() - removed.getAsLong() < REST.toMillis();
  }

  /// Whom a limit counts: an IPv4 address, or an IPv6 network of 64 bits, of which one customer has
  /// all addresses.
  static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
        : address.getHostAddress();
  }
}
