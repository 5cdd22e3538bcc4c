package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.AccountRecord;
import im.viavai.xmpp.Jid;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules all mechanisms share: who may try, for whom, and what follows from a proof. Any
/// thread.
final class Judge {

  private static final Logger log = LoggerFactory.getLogger(Judge.class);

  private final LoginGuard guard;

  Judge(LoginGuard guard) {
    this.guard = guard;
  }

  /// Why this attempt ends before any proof is looked at: too many failures, or an authzid that is
  /// not the account itself (T4). Alike for known and unknown accounts.
  ///
  /// @param label the account, see [Credentials.Claim#label]
  /// @param authzid what the client wants to act as, `""` for itself
  Optional<SaslStep> refusal(String label, String authzid, SaslContext context) {
    if (!guard.permits(label, context.peer())) {
      log.atInfo()
          .addKeyValue("account", printable(label))
          .addKeyValue("peer", context.peer().getHostAddress())
          .log("login_refused_after_failures");
      return Optional.of(
          new SaslStep.Failure(
              Condition.TEMPORARY_AUTH_FAILURE, "Too many failed logins. Try again in a minute."));
    }
    if (!authzid.isEmpty() && !actsForItself(label, authzid, context)) {
      return Optional.of(new SaslStep.Failure(Condition.INVALID_AUTHZID));
    }
    return Optional.empty();
  }

  // RFC 6120 section 6.3.8: a bare Jid; XEP-0388 section 4.4: and the stream's 'from', if there is
  // one.
  private static boolean actsForItself(String label, String authzid, SaslContext context) {
    var from = context.from();
    return Jid.parse(authzid)
        .filter(Jid::isBare)
        .filter(jid -> jid.toString().equals(label))
        .filter(jid -> from == null || from.bare().equals(jid))
        .isPresent();
  }

  // What is no address is its sender's choice of characters, and stays out of the log.
  private static String printable(String label) {
    return Jid.parse(label).map(Jid::toString).orElse("(no address)");
  }

  /// The credentials were wrong, or made up.
  SaslStep wrong(String label, SaslContext context) {
    guard.failed(label, context.peer());
    log.atInfo()
        .addKeyValue("account", printable(label))
        .addKeyValue("peer", context.peer().getHostAddress())
        .log("login_failed");
    return new SaslStep.Failure(Condition.NOT_AUTHORIZED);
  }

  /// The password was right.
  SaslStep password(AccountRecord account, Bytes additionalData, SaslContext context) {
    var proof = new SaslStep.Proof.Password(account.credentials());
    return right(account, additionalData, proof, context);
  }

  /// The token was right.
  SaslStep token(AccountRecord account, Bytes additionalData, FastUse use, SaslContext context) {
    return right(account, additionalData, new SaslStep.Proof.Token(use), context);
  }

  private SaslStep right(
      AccountRecord account, Bytes additionalData, SaslStep.Proof proof, SaslContext context) {
    guard.succeeded(account.jid().toString(), context.peer());
    return switch (account.state()) {
      case ENABLED ->
          new SaslStep.Success(new Identity(account.jid(), account.key()), additionalData, proof);
      case DISABLED -> new SaslStep.Failure(Condition.ACCOUNT_DISABLED);
    };
  }
}
