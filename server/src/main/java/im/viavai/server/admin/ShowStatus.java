package im.viavai.server.admin;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// Tells how the server is.
///
/// @param lines what to tell, made anew at each call
public record ShowStatus(Supplier<List<String>> lines) implements AdminCommand {
  @Override
  public String name() {
    return "status";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    for (String line : lines.get()) {
      call.print(line);
    }
    return Exit.DONE;
  }
}
