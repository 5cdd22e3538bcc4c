package im.viavai.app;

import im.viavai.app.config.Mistake;
import im.viavai.app.config.Reading;
import im.viavai.app.config.Settings;
import im.viavai.app.config.SettingsReader;
import im.viavai.app.config.SettingsText;
import im.viavai.cli.AdminChannel;
import im.viavai.cli.Installation;
import im.viavai.cli.SocketAdminChannel;
import im.viavai.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the commands need of this program: its server, its configuration, its version.
final class Program implements Installation {
  /// The version as the jar names it.
  static final String VERSION = version(Program.class.getPackage().getImplementationVersion());

  private final Map<String, String> environment;

  Program(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public int serve(Folder folder, Terminal terminal) {
    return new Serving(this::read).run(folder, terminal);
  }

  @Override
  public int checkConfig(Folder folder, Terminal terminal) {
    Settings settings = read(folder, terminal);
    if (settings == null) {
      return AdminChannel.CONFIG;
    }
    terminal.out().println("OK: " + folder.config());
    return AdminChannel.DONE;
  }

  @Override
  public int showConfig(Folder folder, Terminal terminal) {
    Settings settings = read(folder, terminal);
    if (settings == null) {
      return AdminChannel.CONFIG;
    }
    terminal.out().print(SettingsText.inForce(settings, Sections.ALL));
    return AdminChannel.DONE;
  }

  @Override
  public AdminChannel channel(Folder folder) throws IOException {
    SocketAdminChannel socket = new SocketAdminChannel(folder.data());
    if (socket.answers()) {
      return socket;
    }
    return new StoppedServer(this::read, folder);
  }

  @Override
  public String version() {
    return VERSION;
  }

  private static String version(@Nullable String named) {
    return named == null ? "(development)" : named;
  }

  /// Reads the configuration; null after the mistakes were printed.
  private @Nullable Settings read(Folder folder, Terminal terminal) {
    Path file = folder.config();
    if (!file.equals(folder.data().resolve("viavai.toml")) && !Files.exists(file)) {
      terminal.err().println("There is no configuration file " + file + ".");
      return null;
    }
    return switch (SettingsReader.read(file, environment, Sections.ALL)) {
      case Reading.Right(Settings settings) -> settings;
      case Reading.Wrong(List<Mistake> mistakes) -> {
        mistakes.forEach(terminal.err()::println);
        yield null;
      }
    };
  }

  /// Reads the configuration, or prints what is wrong with it.
  @FunctionalInterface
  interface SettingsSource {
    @Nullable Settings read(Folder folder, Terminal terminal);
  }
}
