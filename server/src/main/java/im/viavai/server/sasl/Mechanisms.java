package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The mechanisms of this server: what a connection is offered, and the exchange for the one it
/// takes. Any thread.
public final class Mechanisms {

  private static final String PLAIN = "PLAIN";
  private static final String PLUS = "-PLUS";

  /// How the bytes of a connection travel.
  public enum Transport {
    /// Inside TLS: ours, or that of a proxy the operator trusts.
    ENCRYPTED,
    /// Readable by everybody between.
    PLAINTEXT
  }

  private final Set<ScramHash> hashes = EnumSet.noneOf(ScramHash.class);
  private final boolean plain;
  private final Credentials credentials;
  private final Passwords passwords;
  private final PasswordGate gate;
  private final Judge judge;
  private final Tokens tokens;
  private final HashMeter meter;
  private final OfferHashes offerHashes = new OfferHashes();

  /// @param names those of [ScramHash] without `-PLUS`, and `PLAIN`; the order does not matter
  Mechanisms(
      List<String> names,
      Credentials credentials,
      Passwords passwords,
      PasswordGate gate,
      Judge judge,
      Tokens tokens,
      HashMeter meter) {
    names.forEach(name -> ScramHash.of(name).ifPresent(hashes::add));
    this.plain = names.contains(PLAIN);
    this.credentials = credentials;
    this.passwords = passwords;
    this.gate = gate;
    this.judge = judge;
    this.tokens = tokens;
    this.meter = meter;
  }

  /// The offer to somebody who did not say who it is.
  public SaslOffer offer(Transport transport, ChannelBindings bindings) {
    return offer(transport, bindings, hashes, List.of());
  }

  /// The offer to somebody who says it is `from` (XEP-0388 section 2.1): the mechanisms that
  /// account has keys for, and upgrade tasks (XEP-0480) for the others. Nearly all accounts have
  /// all keys, and unknown ones are answered like these; so what can be told from the answer is
  /// that an account exists *and* waits for an upgrade. Waits for the store.
  public SaslOffer offer(Transport transport, ChannelBindings bindings, Jid from) {
    var account = credentials.find(from.bare());
    if (account.isEmpty()) {
      return offer(transport, bindings);
    }
    var usable = EnumSet.noneOf(ScramHash.class);
    account.get().credentials().stream()
        .flatMap(keys -> ScramHash.of(keys.mechanism()).stream())
        .filter(hashes::contains)
        .forEach(usable::add);
    if (usable.isEmpty()) {
      return offer(transport, bindings);
    }
    var upgrades = hashes.stream().filter(hash -> !usable.contains(hash)).toList();
    return offer(transport, bindings, usable, upgrades);
  }

  private SaslOffer offer(
      Transport transport,
      ChannelBindings bindings,
      Set<ScramHash> usable,
      List<ScramHash> upgrades) {
    var names = new ArrayList<String>();
    if (!bindings.types().isEmpty()) {
      usable.forEach(hash -> names.add(hash.mechanism() + PLUS));
    }
    usable.forEach(hash -> names.add(hash.mechanism()));
    if (plain && transport == Transport.ENCRYPTED) {
      names.add(PLAIN);
    }
    var tasks = upgrades.stream().map(ScramUpgrade::task).toList();
    var fast = transport == Transport.ENCRYPTED ? Fast.mechanisms(bindings) : List.<String>of();
    return new SaslOffer(names, bindings, tasks, fast);
  }

  /// Starts the mechanism a client chose. One that was not offered makes an exchange that fails at
  /// its first step with `invalid-mechanism` (RFC 6120 section 6.5.7).
  public SaslExchange start(String mechanism, SaslContext context) {
    if (!context.offer().mechanisms().contains(mechanism)) {
      return new Refused(new SaslFailure(Condition.INVALID_MECHANISM));
    }
    if (mechanism.equals(PLAIN)) {
      return new Plain(context, credentials, passwords, gate, judge);
    }
    boolean plus = mechanism.endsWith(PLUS);
    var name = plus ? mechanism.substring(0, mechanism.length() - PLUS.length()) : mechanism;
    var hash = ScramHash.of(name).orElseThrow();
    var nonce = tokens.text(Scram.NONCE_BYTES);
    return new Scram(hash, plus, context, credentials, judge, nonce, meter, offerHashes);
  }
}
