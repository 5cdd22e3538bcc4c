package im.viavai.server.admin;

import im.viavai.server.invite.RecoveryCode;
import im.viavai.store.RecoveryStore.Source;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Makes a code that sets a new password, and prints the link to the page that takes it first.
/// Arguments: the address; `expires=DURATION` if it is not to be the configured time.
record RecoverAccount(RecoveryDesk desk) implements AdminCommand {
  /// Longest time such a code holds.
  static final Duration MAX_LASTS = Duration.ofDays(365);

  @Override
  public String name() {
    return "account recovery";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Jid jid = desk.accounts().account(call);
    if (jid == null) {
      return Exit.USAGE;
    }
    Optional<Duration> lasts =
        call.arguments().size() < 2
            ? Optional.of(desk.lasts().apply(jid.domain()))
            : Span.parse(call.arguments().get(1).replaceFirst("^expires=", ""), MAX_LASTS);
    if (lasts.isEmpty()) {
      call.complain(
          "--expires is a time such as \"3h\" or \"7d\", at most " + MAX_LASTS.toDays() + "d.");
      return Exit.USAGE;
    }
    RecoveryCode code = RecoveryCode.draw(desk.tokens());
    long expires = desk.clock().millis() + lasts.get().toMillis();
    if (!desk.store().put(jid, code.hash(), Source.OPERATOR, expires)) {
      call.complain("There is no account " + jid + ".");
      return Exit.FAILED;
    }
    String web = desk.webAddress().apply(jid.domain());
    if (!web.isEmpty()) {
      call.print(web + "/recover#" + jid + "/" + code.printed());
    }
    call.print("Code: " + code.printed());
    call.print(
        "Sets a new password for "
            + jid
            + "; once, until "
            + CreateInvitation.time(expires)
            + ". Give it to nobody else.");
    return Exit.DONE;
  }
}
