package im.viavai.server.admin;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of a command. Its command's thread only.
public interface AdminCall {
  /// What stood behind the command's name.
  List<String> arguments();

  /// The next line of input.
  ///
  /// @return the line, or null when there is no more
  /// @throws IOException when the operator went away
  @Nullable String nextLine() throws IOException;

  /// Writes a line to the operator's standard output.
  ///
  /// @throws IOException when the operator went away
  void print(String line) throws IOException;

  /// Writes a line to the operator's standard error.
  ///
  /// @throws IOException when the operator went away
  void complain(String line) throws IOException;
}
