package im.viavai.interop.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A terminal program in a terminal of its own (tmux), driven by keys, read from its screen.
final class Screen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String socket;

  Screen(Path home, Map<String, String> environment, List<String> command) {
    this.socket = home.resolve("tmux.sock").toString();
    List<String> start =
        new ArrayList<>(
            List.of(
                "tmux",
                "-S",
                socket,
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                "180",
                "-y",
                "50",
                "env"));
    environment.forEach((name, value) -> start.add(name + "=" + value));
    start.addAll(command);
    run(start);
  }

  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Types a line and presses Enter. The first character alone: some programs tell a command by it.
  void type(String line) {
    run(List.of("tmux", "-S", socket, "send-keys", "-l", line.substring(0, 1)));
    pause();
    run(List.of("tmux", "-S", socket, "send-keys", "-l", line.substring(1)));
    pause();
    run(List.of("tmux", "-S", socket, "send-keys", "Enter"));
    pause();
  }

  private static void pause() {
    try {
      Thread.sleep(200); // a person types more slowly
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String text() {
    return run(List.of("tmux", "-S", socket, "capture-pane", "-p", "-S", "-500"));
  }

  void await(String text) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!text().contains(text)) {
      if (System.nanoTime() > deadline)
        throw new AssertionError("\"" + text + "\" is not on the screen:\n" + text());
      pause();
    }
  }

  @Override
  public void close() {
    run(List.of("tmux", "-S", socket, "kill-server"));
  }
}
