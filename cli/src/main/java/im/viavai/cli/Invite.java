package im.viavai.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `invite`.
@Command(
    name = "invite",
    description =
        "Make an invitation: a link with which somebody makes an account, once unless --uses says more.",
    footer = {
      "",
      "Examples:",
      "  ./viavai invite                              one account, any name",
      "  ./viavai invite --admin                      one that administers the server",
      "  ./viavai invite --contact juliet@localhost   one that has juliet as a contact",
      "  ./viavai invite --uses 30 --expires 1d       a whole class, today"
    })
final class Invite implements Callable<Integer> {
  private final Context context;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private LinkCall link = new LinkCall();

  @Option(names = "--admin", description = "The account administers the server.")
  private boolean admin;

  @Option(
      names = "--contact",
      paramLabel = "JID",
      description = "This account and the new one become contacts.")
  private String contact = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The only name the account may have; it is kept for the invited.")
  private String name = "";

  @Option(names = "--uses", paramLabel = "N", description = "How many may use it (default: 1).")
  private String uses = "";

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "How long it holds, such as 3h or 7d (default: lasts in [invitations]).")
  private String expires = "";

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description = "Where the account is made (default: the first domain, or the contact's).")
  private String domain = "";

  Invite(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>();
    if (admin) arguments.add("admin");
    add(arguments, "contact=", contact);
    add(arguments, "name=", name);
    add(arguments, "domain=", domain);
    add(arguments, "uses=", uses);
    add(arguments, "expires=", expires);
    return link.call(context, server, "invite create", arguments);
  }

  private static void add(List<String> arguments, String prefix, String value) {
    if (!value.isEmpty()) arguments.add(prefix + value);
  }
}
