package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/// slixmpp (Debian: python3-slixmpp).
final class SlixmppClient implements OtherClient {
  private final Lines lines;

  SlixmppClient(ServerProcess server, String user, String password) throws IOException {
    Path script = Files.createTempFile("slixmpp", ".py");
    try (InputStream in =
        Objects.requireNonNull(SlixmppClient.class.getResourceAsStream("slixmpp_client.py"))) {
      Files.write(script, in.readAllBytes());
    }
    ProcessBuilder program =
        new ProcessBuilder(
            "/usr/bin/python3",
            script.toString(),
            "127.0.0.1",
            Integer.toString(server.port()),
            user + "@localhost/slixmpp",
            password,
            server.authority().toString());
    program.environment().put("SSL_CERT_FILE", server.authority().toString()); // for its HTTPS
    lines = new Lines(program);
    lines.await(line -> line.startsWith("online "), "login");
  }

  @Override
  public void send(String to, String body) {
    lines.say("send " + to + "@localhost " + body);
  }

  @Override
  public void awaitMessage(String body) {
    lines.await(line -> line.startsWith("message ") && line.endsWith(" " + body), body);
  }

  @Override
  public void subscribe(String to) {
    lines.say("subscribe " + to + "@localhost");
  }

  @Override
  public void accept(String from) {
    lines.await(line -> line.equals("subscribe " + from + "@localhost"), "request of " + from);
    lines.say("accept " + from + "@localhost");
  }

  /// Uploads a file (XEP-0363); returns its address.
  String upload(Path file) {
    lines.say("upload " + file);
    return lines.awaitLine("uploaded ", "/" + file.getFileName());
  }

  /// Asks for a slot only; returns its address.
  String slot(String name, long size, String type) {
    lines.say("slot " + name + ' ' + size + ' ' + type);
    return lines.awaitLine("slot ", "/" + name);
  }

  /// Tries to upload a file that is refused; returns why.
  String uploadInVain(Path file) {
    lines.say("upload " + file);
    return lines.awaitLine("failed ", "");
  }

  /// The nodes of the ad-hoc commands that the server offers (XEP-0050).
  String commands() {
    lines.say("commands");
    return lines.awaitLine("commands ", "");
  }

  /// Runs an ad-hoc command of the server; returns what it said: notes, then `name=value` of a
  /// form.
  ///
  /// @param answers to its form, as `name=value`
  String run(String node, String... answers) {
    start(node, answers);
    return lines.awaitLine("command " + node + " ", "");
  }

  /// Tries to run a command; returns the condition of the error.
  String runInVain(String node, String... answers) {
    start(node, answers);
    return lines.awaitLine("failed ", "");
  }

  private void start(String node, String... answers) {
    lines.say("run " + node + String.join("", Stream.of(answers).map(a -> " " + a).toList()));
  }

  @Override
  public void close() {
    try {
      lines.say("quit");
      lines.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lines.close();
  }
}
