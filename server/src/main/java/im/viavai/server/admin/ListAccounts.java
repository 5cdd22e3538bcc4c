package im.viavai.server.admin;

import im.viavai.store.AccountRecord;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.util.List;

/// Prints the addresses of accounts. Argument: none, a domain, or one address.
record ListAccounts(AccountDesk desk) implements AdminCommand {
  /// Accounts read from the store at once.
  private static final int PAGE = 1000;

  @Override
  public String name() {
    return "account list";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    if (call.arguments().isEmpty()) {
      for (String domain : desk.domains()) {
        print(call, domain);
      }
      return Exit.DONE;
    }
    String text = call.arguments().getFirst();
    Jid jid = Jid.parse(text).orElse(null);
    if (jid != null && jid.isDomain()) {
      if (!desk.domains().contains(jid.domainpart())) {
        call.complain(
            "\""
                + text
                + "\" is not served here; served are "
                + String.join(", ", desk.domains())
                + ".");
        return Exit.FAILED;
      }
      print(call, jid.domainpart());
      return Exit.DONE;
    }
    Jid account = desk.account(call);
    if (account == null) {
      return Exit.USAGE;
    }
    if (desk.store().find(account).isEmpty()) {
      call.complain("There is no account " + account + ".");
      return Exit.FAILED;
    }
    call.print(account.toString());
    return Exit.DONE;
  }

  private void print(AdminCall call, String domain) throws IOException {
    List<AccountRecord> page = desk.store().page(domain, "", PAGE);
    while (!page.isEmpty()) {
      for (AccountRecord account : page) {
        boolean disabled = account.state() == AccountRecord.State.DISABLED;
        call.print(account.jid() + (disabled ? "\tdisabled" : ""));
      }
      page = desk.store().page(domain, page.getLast().jid().localpart(), PAGE);
    }
  }
}
