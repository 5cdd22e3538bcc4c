package im.viavai.app;

import im.viavai.app.config.Settings;
import im.viavai.app.config.SettingsText;
import im.viavai.cli.AdminChannel;
import im.viavai.cli.Installation.Folder;
import im.viavai.cli.QrDrawing;
import im.viavai.cli.Terminal;
import im.viavai.server.admin.AdminCommand;
import im.viavai.server.admin.AdminSocket;
import im.viavai.server.admin.ShowStatus;
import im.viavai.server.admin.StopServer;
import im.viavai.server.config.Listen;
import im.viavai.server.config.Logging;
import im.viavai.server.config.Served;
import im.viavai.server.invite.Issued;
import im.viavai.server.metrics.Metrics;
import im.viavai.server.metrics.MetricsPage;
import im.viavai.server.metrics.ProcessMetrics;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a server from its start to its end.
final class Serving {
  private final Program.SettingsSource settingsSource;

  Serving(Program.SettingsSource settingsSource) {
    this.settingsSource = settingsSource;
  }

  /// Runs it until it is asked to stop.
  ///
  /// @return the exit code of the process
  int run(Folder folder, Terminal terminal) {
    Stopping stopping = Stopping.onSignals();
    try (DataFolder data = DataFolder.take(folder.data())) {
      if (folder.config().equals(folder.data().resolve("viavai.toml"))) {
        data.writeDefault(folder.config(), SettingsText.defaultFile(Sections.ALL));
      }
      Settings settings = settingsSource.read(folder, terminal);
      if (settings == null) {
        return AdminChannel.CONFIG;
      }
      Logs.level(settings.of(Logging.class).level());
      serve(data, folder, settings, terminal, stopping);
      return AdminChannel.DONE;
    } catch (IOException e) {
      terminal.err().println(e.getMessage());
      return AdminChannel.FAILED;
    } finally {
      stopping.finish();
    }
  }

  private static void serve(
      DataFolder data, Folder folder, Settings settings, Terminal terminal, Stopping stopping)
      throws IOException {
    Metrics metrics = new Metrics();
    ProcessMetrics.register(metrics);
    Instant started = Instant.now();
    try (RunningServer server = new RunningServer(data, settings, metrics);
        MetricsPage page = metricsPage(settings, metrics);
        AdminSocket socket = AdminSocket.open(data.path(), commands(server, started, stopping));
        StartupCache cache = StartupCache.inBackground()) {
      terminal.out().print(greeting(data, folder, settings, server.operator(), terminal));
      terminal.out().flush();
      stopping.await();
    }
  }

  private static List<AdminCommand> commands(
      RunningServer server, Instant started, Stopping stopping) {
    List<AdminCommand> commands = new ArrayList<>(server.commands());
    commands.add(
        new ShowStatus(() -> {
          List<String> lines =
              new ArrayList<>(
                  List.of("Runs since " + started.truncatedTo(ChronoUnit.SECONDS) + "."));
          lines.addAll(server.status());
          return lines;
        }));
    commands.add(new StopServer(stopping::ask));
    return commands;
  }

  private static @Nullable MetricsPage metricsPage(Settings settings, Metrics metrics)
      throws IOException {
    String where = settings.of(Listen.class).metrics();
    if (where.isEmpty()) {
      return null;
    }
    int colon = where.lastIndexOf(':');
    InetAddress address = InetAddress.getByName(where.substring(0, colon));
    int port = Integer.parseInt(where.substring(colon + 1));
    try {
      return MetricsPage.open(new InetSocketAddress(address, port), metrics);
    } catch (IOException e) {
      throw new IOException(
          "The metrics page cannot listen on "
              + where
              + " ("
              + e.getMessage()
              + "). Change metrics in [listen].",
          e);
    }
  }

  private static String greeting(
      DataFolder data,
      Folder folder,
      Settings settings,
      OperatorCommands operator,
      Terminal terminal) {
    Served served = settings.of(Served.class);
    Listen listen = settings.of(Listen.class);
    if (!data.firstStart()) return Greeting.again(served, listen);
    Issued invitation = operator.inviteAdministrator(Jid.of(served.domains().getFirst()));
    return Greeting.first(
        folder.data(),
        folder.config(),
        data.path().resolve("certs").resolve("ca.crt"),
        served,
        listen,
        invitation,
        terminal.output() == Terminal.Output.SCREEN ? QrDrawing.of(invitation.link()) : "");
  }
}
