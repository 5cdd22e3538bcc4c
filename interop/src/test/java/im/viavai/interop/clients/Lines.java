package im.viavai.interop.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A program that is driven by lines and answers by lines.
final class Lines implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> printed = new ArrayList<>();

  Lines(ProcessBuilder builder) throws IOException {
    process = builder.redirectErrorStream(true).start();
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (printed) {
          printed.add(line);
          printed.notifyAll();
        }
      }
    } catch (IOException e) {
      // the program has ended
    }
  }

  void say(String line) {
    try {
      OutputStream out = process.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the client has ended: " + all(), e);
    }
  }

  void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE)) throw new AssertionError("it does not end: " + all());
    return process.exitValue();
  }

  void await(Predicate<String> wanted, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (printed) {
      while (printed.stream().noneMatch(wanted)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) throw new AssertionError("no " + what + " in:\n" + all());
        try {
          printed.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /// What follows `start` in the line that begins with it and ends with `end`.
  String awaitLine(String start, String end) {
    Predicate<String> wanted = line -> line.startsWith(start) && line.endsWith(end);
    await(wanted, start + "..." + end);
    synchronized (printed) {
      return printed.stream().filter(wanted).findFirst().orElseThrow().substring(start.length());
    }
  }

  String all() {
    synchronized (printed) {
      return String.join("\n", printed);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
