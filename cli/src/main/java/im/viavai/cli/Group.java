package im.viavai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A word that only groups other commands, such as `account`: alone it prints its help.
@Command
final class Group implements Callable<Integer> {
  private final Context context;
  @Spec private CommandSpec spec = CommandSpec.create();

  Group(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(context.terminal().err());
    return AdminChannel.USAGE;
  }
}
