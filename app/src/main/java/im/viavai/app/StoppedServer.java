package im.viavai.app;

import im.viavai.app.config.Settings;
import im.viavai.cli.AdminChannel;
import im.viavai.cli.Installation.Folder;
import im.viavai.cli.Terminal;
import im.viavai.server.admin.AccountDesk;
import im.viavai.server.admin.AdminCall;
import im.viavai.server.admin.AdminCommand;
import im.viavai.server.admin.Commands;
import im.viavai.server.config.Auth;
import im.viavai.server.config.Served;
import im.viavai.server.feature.Administrators;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.sasl.Sasl;
import im.viavai.server.sasl.Tokens;
import im.viavai.store.AccountStore;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands that also work while the server is stopped, on its opened store.
final class StoppedServer implements AdminChannel {
  /// First words of what the store alone can answer.
  private static final List<String> GROUPS = List.of("account", "admin", "invite");

  private final Program.SettingsSource settingsSource;
  private final Folder folder;

  StoppedServer(Program.SettingsSource settingsSource, Folder folder) {
    this.settingsSource = settingsSource;
    this.folder = folder;
  }

  @Override
  public int call(String command, List<String> arguments, Input input, Terminal terminal)
      throws IOException {
    if (GROUPS.stream().noneMatch(group -> command.startsWith(group + " "))) {
      String name = folder.data().toString();
      terminal.err().println("The server with the data folder " + name + " is not running.");
      return UNREACHABLE;
    }
    try (DataFolder data = DataFolder.takeExisting(folder.data())) {
      Settings settings = settingsSource.read(folder, terminal);
      if (settings == null) {
        return CONFIG;
      }
      try (Store store = Stores.open(data, settings)) {
        return run(
            commands(store, settings), command, new TerminalCall(arguments, input, terminal));
      }
    }
  }

  private static List<AdminCommand> commands(Store store, Settings settings) {
    AccountStore accounts = store.port(AccountStore.class);
    Tokens random = new Tokens(new SecureRandom());
    Passwords passwords = Sasl.passwords(settings.of(Auth.class), random, HashMeter.NONE);
    List<String> domains =
        settings.of(Served.class).domains().stream().map(Jid::of).map(Jid::domainpart).toList();
    AccountDesk desk =
        new AccountDesk(
            accounts,
            domains,
            passwords::keys,
            new Administrators(store),
            AccountDesk.stopped(accounts));
    return new OperatorCommands(store, settings, random, desk).all();
  }

  private static int run(List<AdminCommand> commands, String command, AdminCall call)
      throws IOException {
    for (AdminCommand known : commands) {
      if (known.name().equals(command)) {
        try {
          return Commands.guarded(known, call).code();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return FAILED;
        }
      }
    }
    return USAGE;
  }

  private record TerminalCall(List<String> arguments, Input input, Terminal terminal)
      implements AdminCall {
    @Override
    public @Nullable String nextLine() throws IOException {
      return input.nextLine();
    }

    @Override
    public void print(String line) {
      terminal.out().println(line);
    }

    @Override
    public void complain(String line) {
      terminal.err().println(line);
    }
  }
}
