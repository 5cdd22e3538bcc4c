package im.viavai.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which server is meant; every command has them.
final class ServerOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "viavai-data",
      description = "The data folder of the server (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("viavai-data");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file (default: viavai.toml in the data folder).")
  private @Nullable Path config;

  Installation.Folder folder() {
    Path file = config;
    return new Installation.Folder(data, file == null ? data.resolve("viavai.toml") : file);
  }
}
