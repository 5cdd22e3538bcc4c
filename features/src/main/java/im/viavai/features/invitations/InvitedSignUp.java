package im.viavai.features.invitations;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Pass;
import im.viavai.server.feature.Spec;
import im.viavai.server.feature.Stranger;
import im.viavai.store.Invitation;
import im.viavai.store.InvitationStore;
import im.viavai.store.ScramKeys;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accounts for those who show an invitation before they log in.
public final class InvitedSignUp implements Feature {
  /// How long one that is over is kept, so that who has shown it in time can finish (§4).
  static final Duration GRACE = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(InvitedSignUp.class);
  private static final String IBR_TOKEN = "urn:xmpp:ibr-token:0";

  @Override
  public Spec spec() {
    return new Spec("XEP-0445", "0.2.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    Installed installed =
        new Installed(
            host,
            host.store(InvitationStore.class),
            host.counter("invitations_used", "Accounts made by an invitation"),
            host.counter("invitations_refused", "Invitations shown that do not hold"));
    host.streamFeatureBeforeLogin(Element.of(IBR_TOKEN, "register")); // §3
    host.onBeforeLogin(Preauth.NAME, installed::shown);
    if (host.domains().getFirst().equals(host.domain())) host.every(GRACE, installed::purge);
    InvitationPage.serve(host);
  }

  private record Installed(
      Host host, InvitationStore store, Host.Counter used, Host.Counter refused) {
    /// §4: time is looked at here and no more.
    Stanza shown(Stanza iq, Stranger stranger) {
      Element preauth = iq.element(iq.children().getFirst());
      if (!iq.type().equals("set") || preauth.attribute("token").isEmpty()) {
        return iq.error(StanzaError.of(Condition.BAD_REQUEST));
      }
      byte[] hash = Preauth.hash(preauth).orElse(null);
      Invitation invitation = hash == null ? null : store.find(hash).orElse(null);
      if (hash == null || invitation == null || !makesAccountHere(invitation)) {
        refused.increment();
        stranger.pass(null);
        return iq.error(
            StanzaError.of(Condition.ITEM_NOT_FOUND, "The provided token is invalid or expired."));
      }
      stranger.pass((bare, credentials) -> create(hash, invitation, bare, credentials));
      return iq.result();
    }

    private boolean makesAccountHere(Invitation invitation) {
      return invitation.kind().makesAccount()
          && invitation.domain().equals(host.domain().domainpart())
          && invitation.expiresMillis() > host.clock().millis();
    }

    private Pass.Outcome create(
        byte[] hash, Invitation invitation, Jid bare, List<ScramKeys> credentials) {
      String only = invitation.localpart();
      if (!only.isEmpty() && !only.equals(bare.localpart())) return Pass.Outcome.OTHER_NAME;
      return switch (store.createAccount(hash, bare, credentials)) {
        case TAKEN -> Pass.Outcome.TAKEN;
        case SPENT -> Pass.Outcome.SPENT;
        case MADE -> {
          host.accountsChanged();
          used.increment();
          log.atInfo()
              .addKeyValue("jid", bare)
              .addKeyValue("invitation", invitation.id())
              .log("invitation_used");
          befriend(invitation, bare);
          yield Pass.Outcome.MADE;
        }
      };
    }

    /// XEP-0401 §5.3.2, §5.5. The account is made: a store that fails now costs the contact only.
    private void befriend(Invitation invitation, Jid bare) {
      Jid inviter = invitation.inviter();
      if (inviter == null || !invitation.kind().makesContact()) return;
      try {
        host.befriend(inviter, bare);
      } catch (StoreUnavailable e) {
        log.atWarn()
            .addKeyValue("jid", bare)
            .addKeyValue("inviter", inviter)
            .addKeyValue("reason", e.getMessage())
            .log("contact_not_made");
      }
    }

    void purge() {
      store.deleteExpired(host.clock().millis() - GRACE.toMillis());
    }
  }
}
