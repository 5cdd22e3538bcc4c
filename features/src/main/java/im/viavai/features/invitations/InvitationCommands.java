package im.viavai.features.invitations;

import static im.viavai.server.feature.Command.ask;
import static im.viavai.server.feature.Command.done;
import static im.viavai.server.feature.Command.failed;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.server.invite.AccountsInvite;
import im.viavai.server.invite.Issued;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Account;
import im.viavai.store.InvitationStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The commands with which accounts make invitations.
public final class InvitationCommands implements Feature {
  private static final String NS = "urn:xmpp:invite#";
  private static final Logger log = LoggerFactory.getLogger(InvitationCommands.class);

  private final Tokens tokens;

  /// @param tokens the source of tokens
  public InvitationCommands(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0401", "0.6.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    Installed installed =
        new Installed(
            host,
            new AccountsInvite(host, tokens),
            host.store(InvitationStore.class),
            host.counter("invitations_made", "Invitations made by accounts"));
    host.command(Command.of(NS + "invite", "Invite user", installed::mayInvite, installed::invite));
    host.command(
        Command.of(
            NS + "create-account",
            "Create account",
            requester -> installed.invite.mayCreateAccounts(requester.bare()),
            installed::askForAccount));
  }

  private record Installed(
      Host host, AccountsInvite invite, InvitationStore store, Host.Counter made) {
    /// Only who has an account here: the invitation makes a contact of it.
    boolean mayInvite(Jid requester) {
      return isOurs(requester) && invite.mayInvite(requester.bare());
    }

    private boolean isOurs(Jid requester) {
      return requester.domain().equals(host.domain());
    }

    /// §5.1.
    Stage invite(Jid requester) {
      return host.account(requester.bare())
          .flatMap(invite::contact)
          .map(issued -> made(requester, issued))
          .orElseGet(() ->
              failed(
                  Condition.RESOURCE_CONSTRAINT,
                  "You have too many open invitations. Wait until one is used or over."));
    }

    /// §5.4. A contact is offered to who has a roster here: administrators of another domain of
    /// this server have none.
    Stage askForAccount(Jid requester) {
      DataForm.Builder form =
          DataForm.builder(DataForm.Type.FORM, "")
              .title("Create account")
              .field(
                  new Field(
                      "username",
                      "text-single",
                      "Username",
                      "Whoever is invited picks one, if this is empty.",
                      false,
                      List.of(),
                      Map.of()));
      if (isOurs(requester)) {
        form.field("roster-subscription", "boolean", "Roster subscription", List.of("0"));
      }
      return ask(form.build(), answers -> createAccount(requester, answers));
    }

    private Stage createAccount(Jid requester, DataForm answers) {
      String username = answers.value("username").strip();
      String localpart = "";
      if (!username.isEmpty()) {
        Jid jid = Jid.parse(username, host.domain().domainpart(), "").orElse(null);
        if (jid == null) {
          return failed(
              Condition.NOT_ACCEPTABLE, "This username cannot be the name of an account.");
        }
        if (host.account(jid).isPresent()) {
          return failed(Condition.CONFLICT, "There is an account " + jid + " already.");
        }
        if (store.isReserved(jid, host.clock().millis())) { // §6.2
          return failed(Condition.CONFLICT, jid + " is kept for another invitation.");
        }
        localpart = jid.localpart();
      }
      String contact = answers.value("roster-subscription");
      if (!contact.equals("1") && !contact.equals("true")) {
        return made(requester, invite.account(localpart));
      }
      Account inviter = isOurs(requester) ? host.account(requester.bare()).orElse(null) : null;
      return inviter == null
          ? failed(Condition.NOT_ACCEPTABLE, "You have no roster on " + host.domain() + ".")
          : made(requester, invite.accountAndContact(inviter, localpart));
    }

    private Stage made(Jid requester, Issued issued) {
      made.increment();
      log.atInfo()
          .addKeyValue("jid", requester.bare())
          .addKeyValue("kind", issued.wish().kind())
          .log("invitation_made");
      DataForm.Builder result =
          DataForm.builder(DataForm.Type.RESULT, NS + "invitation")
              .field("uri", "text-single", "Link for apps", List.of(issued.uri()));
      if (!issued.landingUrl().isEmpty()) {
        result.field(
            "landing-url", "text-single", "Link for browsers", List.of(issued.landingUrl()));
      }
      String end = Timestamps.format(Instant.ofEpochMilli(issued.expiresMillis()));
      return done(result.field("expire", "text-single", "Good until", List.of(end)).build());
    }
  }
}
