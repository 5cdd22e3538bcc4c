package im.viavai.server.admin;

import im.viavai.server.invite.Issued;
import im.viavai.server.invite.Wish;
import im.viavai.store.AccountRecord;
import im.viavai.store.Invitation.Kind;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Makes an invitation and prints its link first. Arguments, each at most once: `admin`,
/// `contact=JID`, `name=LOCALPART`, `domain=DOMAIN`, `uses=NUMBER`, `expires=DURATION`.
record CreateInvitation(InvitationDesk desk) implements AdminCommand {
  @Override
  public String name() {
    return "invite create";
  }

  /// A wish that cannot be.
  private static final class Wrong extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Wish wish;
    try {
      wish = wish(call);
    } catch (Wrong e) {
      call.complain(String.valueOf(e.getMessage()));
      return Exit.USAGE;
    }
    Issued issued =
        desk.inviting()
            .issue(wish, desk.webAddress().apply(wish.domain()), Integer.MAX_VALUE)
            .orElseThrow();
    call.print(issued.link());
    call.print(description(wish, issued));
    if (!issued.link().equals(issued.uri())) {
      call.print("In an app: " + issued.uri());
    }
    return Exit.DONE;
  }

  static String description(Wish wish, Issued issued) {
    String what =
        switch (wish.kind()) {
          case ACCOUNT -> "For an account on " + wish.domain();
          case ADMINISTRATOR -> "For an account that administers " + wish.domain();
          case CONTACT -> "For a contact of " + wish.inviter();
          case ACCOUNT_AND_CONTACT ->
              "For an account on " + wish.domain() + " and a contact of " + wish.inviter();
        };
    String named = wish.localpart().isEmpty() ? "" : " named " + wish.localpart();
    String uses = wish.uses() == 1 ? "once" : wish.uses() + " times";
    return what + named + "; " + uses + ", until " + time(issued.expiresMillis()) + ".";
  }

  static Instant time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  private Wish wish(AdminCall call) throws Wrong {
    String contact = argument(call, "contact=");
    String name = argument(call, "name=");
    boolean admin = call.arguments().contains("admin");
    if (admin && !contact.isEmpty()) {
      throw new Wrong("--admin and --contact do not go together.");
    }
    AccountRecord inviter = contact.isEmpty() ? null : inviter(contact);
    Jid domain = domain(argument(call, "domain="), inviter);
    String uses = argument(call, "uses=");
    return new Wish(
        inviter != null ? Kind.ACCOUNT_AND_CONTACT : admin ? Kind.ADMINISTRATOR : Kind.ACCOUNT,
        domain,
        name.isEmpty() ? "" : localpart(name, domain),
        inviter == null ? null : inviter.jid(),
        inviter == null ? 0 : inviter.key(),
        uses.isEmpty() ? 1 : uses(uses, name),
        lasts(argument(call, "expires="), domain));
  }

  private static String argument(AdminCall call, String prefix) {
    return call.arguments().stream()
        .filter(argument -> argument.startsWith(prefix))
        .map(argument -> argument.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  private AccountRecord inviter(String contact) throws Wrong {
    Jid jid = Jid.parse(contact).orElse(null);
    String mistake = desk.accounts().mistake(jid);
    if (jid == null || mistake != null) {
      throw new Wrong("\"" + contact + "\" " + mistake);
    }
    return desk.accounts()
        .store()
        .find(jid)
        .orElseThrow(() -> new Wrong("There is no account " + jid + "."));
  }

  private Jid domain(String text, @Nullable AccountRecord inviter) throws Wrong {
    if (text.isEmpty()) {
      return inviter != null
          ? inviter.jid().domain()
          : Jid.of(desk.accounts().domains().getFirst());
    }
    return Jid.parse(text)
        .filter(jid -> jid.isDomain() && desk.accounts().domains().contains(jid.domainpart()))
        .orElseThrow(() ->
            new Wrong(
                "\""
                    + text
                    + "\" is not served here; served are "
                    + String.join(", ", desk.accounts().domains())
                    + "."));
  }

  private String localpart(String name, Jid domain) throws Wrong {
    Jid jid =
        Jid.parse(name, domain.domainpart(), "")
            .filter(Jid::isBare)
            .orElseThrow(() -> new Wrong("\"" + name + "\" cannot be the name of an account."));
    if (desk.accounts().store().find(jid).isPresent()) {
      throw new Wrong("There is an account " + jid + " already.");
    }
    return jid.localpart();
  }

  private static int uses(String text, String name) throws Wrong {
    int uses;
    try {
      uses = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      uses = 0;
    }
    if (uses < 1 || uses > Wish.MAX_USES) {
      throw new Wrong("--uses is a number from 1 to " + Wish.MAX_USES + ".");
    }
    if (uses > 1 && !name.isEmpty()) {
      throw new Wrong("An invitation for one name can be used once.");
    }
    return uses;
  }

  private Duration lasts(String text, Jid domain) throws Wrong {
    if (text.isEmpty()) {
      return desk.lasts().apply(domain);
    }
    return Span.parse(text, Wish.MAX_LASTS)
        .orElseThrow(() ->
            new Wrong(
                "--expires is a time such as \"3h\" or \"7d\", at most "
                    + Wish.MAX_LASTS.toDays()
                    + "d."));
  }
}
