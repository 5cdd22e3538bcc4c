package im.viavai.features.registration;

import im.viavai.server.config.Registration;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.HourlyLimit;
import im.viavai.server.feature.Pass;
import im.viavai.server.feature.Stranger;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.store.AccountStore;
import im.viavai.store.InvitationStore;
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
import org.jspecify.annotations.Nullable;
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
  private final InvitationStore invitations;
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
    this.invitations = host.store(InvitationStore.class);
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
  Stanza answer(Stanza iq, Stranger stranger) {
    Pass pass = stranger.pass();
    if (!open && pass == null)
      return iq.error(StanzaError.of(Condition.SERVICE_UNAVAILABLE)); // §3.1
    Element query = iq.element(iq.children().getFirst());
    if (iq.type().equals("get")) return iq.result(form());
    if (query.child(Fields.REMOVE).isPresent()) { // §3.2: nobody is known here yet
      return iq.error(StanzaError.of(Condition.UNEXPECTED_REQUEST));
    }
    Fields fields = Fields.of(query);
    Jid jid = name(fields);
    if (jid == null || fields.password().isEmpty()) {
      return iq.error(StanzaError.of(Condition.NOT_ACCEPTABLE));
    }
    String network = network(stranger.address());
    return pass == null
        ? make(iq, jid, fields, network)
        : makeInvited(iq, jid, fields, network, pass, stranger);
  }

  private static Element form() {
    return Element.builder(Fields.QUERY)
        .child("instructions", "Choose a username and password for use with this service.")
        .child("username", "")
        .child("password", "")
        .build();
  }

  private @Nullable Jid name(Fields fields) {
    return fields.username().isEmpty()
        ? null
        : Jid.parse(fields.username(), host.domain().domainpart(), "").orElse(null);
  }

  private Stanza make(Stanza iq, Jid jid, Fields fields, String network) {
    if (!perAddress.allows(network) || !inAll.allows(EVERYBODY) || !tries.take(network)) {
      return tooMany(iq);
    }
    if (isTaken(jid) || invitations.isReserved(jid, host.clock().millis())) {
      return iq.error(StanzaError.of(Condition.CONFLICT));
    }
    Optional<Optional<List<ScramKeys>>> keys = gate.run(() -> passwords.keys(fields.password()));
    if (keys.isEmpty()) return iq.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT));
    if (keys.get().isEmpty()) return badPassword(iq);
    if (!host.createAccount(jid, keys.get().get())) {
      return iq.error(StanzaError.of(Condition.CONFLICT));
    }
    perAddress.take(network);
    inAll.take(EVERYBODY);
    return done(iq, jid, network);
  }

  /// XEP-0445 §4. The invitation is the limit: a whole office may come from one address.
  private Stanza makeInvited(
      Stanza iq, Jid jid, Fields fields, String network, Pass pass, Stranger stranger) {
    if (!tries.take(network)) return tooMany(iq);
    if (isTaken(jid)) return iq.error(StanzaError.of(Condition.CONFLICT));
    Optional<Optional<List<ScramKeys>>> keys = gate.run(() -> passwords.keys(fields.password()));
    if (keys.isEmpty()) return iq.error(StanzaError.of(Condition.RESOURCE_CONSTRAINT));
    if (keys.get().isEmpty()) return badPassword(iq);
    return switch (pass.createAccount(jid, keys.get().get())) {
      case MADE -> {
        stranger.pass(null);
        yield done(iq, jid, network);
      }
      case TAKEN -> iq.error(StanzaError.of(Condition.CONFLICT));
      case OTHER_NAME ->
          iq.error(StanzaError.of(Condition.NOT_ACCEPTABLE, "The invitation is for another name."));
      case SPENT -> {
        stranger.pass(null);
        yield iq.error(
            StanzaError.of(Condition.ITEM_NOT_FOUND, "The invitation was used meanwhile."));
      }
    };
  }

  private Stanza tooMany(Stanza iq) {
    refused.increment();
    return iq.error(
        StanzaError.of(Condition.NOT_ACCEPTABLE, "Too many accounts were made. Try again later.")
            .as(StanzaError.Type.WAIT)); // §3.1.1
  }

  private static Stanza badPassword(Stanza iq) {
    return iq.error(StanzaError.of(Condition.NOT_ACCEPTABLE, "This password cannot be used."));
  }

  private Stanza done(Stanza iq, Jid jid, String network) {
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
