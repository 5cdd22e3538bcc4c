package im.viavai.cli;

import java.io.IOException;
import java.nio.file.Path;

/// What the commands need of the program they belong to.
public interface Installation {
  /// Runs the server until it is stopped.
  ///
  /// @return the exit code of the process
  int serve(Folder folder, Terminal terminal);

  /// Checks the configuration and prints the result.
  ///
  /// @return [AdminChannel#DONE] or [AdminChannel#CONFIG]
  int checkConfig(Folder folder, Terminal terminal);

  /// Prints the configuration as it is in force: the file, the environment and the defaults.
  ///
  /// @return [AdminChannel#DONE] or [AdminChannel#CONFIG]
  int showConfig(Folder folder, Terminal terminal);

  /// The commands of the server: of the running one, or of the stopped one's store.
  ///
  /// @throws IOException with a message for the operator when there is neither
  AdminChannel channel(Folder folder) throws IOException;

  /// The version of the program.
  String version();

  /// Which server is meant.
  ///
  /// @param data its data folder
  /// @param config its configuration file
  record Folder(Path data, Path config) {}
}
