package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// poezio, in a terminal. It refuses to run as root, so it runs as nobody there.
final class PoezioClient implements OtherClient {
  private final Screen screen;
  private final Path log;

  PoezioClient(ServerProcess server, String user, String password)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("poezio");
    log = home.resolve("debug.log");
    Path authority = home.resolve("ca.pem");
    Files.copy(server.authority(), authority, StandardCopyOption.REPLACE_EXISTING);
    Path config = home.resolve("poezio.cfg");
    Files.writeString(
        config,
        """
        [Poezio]
        jid = %s@localhost/poezio
        password = %s
        custom_host = 127.0.0.1
        custom_port = %d
        ca_cert_path = %s
        enable_avatars = false
        send_chat_states = false
        """
            .formatted(user, password, server.port(), authority));
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      new ProcessBuilder("chown", "-R", "nobody", home.toString()).start().waitFor();
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of("poezio", "-f", config.toString(), "-d", log.toString()));
    Map<String, String> environment =
        Map.of(
            "HOME", home.toString(),
            "XDG_CONFIG_HOME", home.resolve("c").toString(),
            "XDG_DATA_HOME", home.resolve("d").toString(),
            "XDG_CACHE_HOME", home.resolve("k").toString(),
            "LANG", "C.UTF-8");
    Path tmux = Files.createTempDirectory("poezio-tmux");
    screen = new Screen(tmux, environment, command);
    awaitLog("Event triggered: session_start");
    awaitLog("SEND: <presence");
  }

  /// poezio's own log of what it handled: its screen shows one conversation only.
  private void awaitLog(String text) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try {
        if (Files.exists(log) && Files.readString(log).contains(text)) return;
      } catch (IOException e) {
        // being written
      }
      if (System.nanoTime() > deadline)
        throw new AssertionError("\"" + text + "\" did not come; the screen:\n" + screen.text());
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void send(String to, String body) {
    screen.type("/message " + to + "@localhost \"" + body + "\"");
    awaitLog("<body>" + body + "</body>");
  }

  @Override
  public void awaitMessage(String body) {
    awaitLog("<body>" + body + "</body>");
  }

  @Override
  public void subscribe(String to) {
    screen.type("/add " + to + "@localhost");
    awaitLog("type=\"subscribe\"");
  }

  @Override
  public void accept(String from) {
    awaitLog("RECV: <presence from=\"" + from + "@localhost\"");
    screen.type("/accept " + from + "@localhost");
    awaitLog("type=\"subscribed\"");
  }

  @Override
  public void close() {
    screen.type("/quit");
    screen.close();
  }
}
