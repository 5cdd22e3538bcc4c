package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// profanity, in a terminal.
final class ProfanityClient implements OtherClient {
  private final Screen screen;

  ProfanityClient(ServerProcess server, String user, String password)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("profanity");
    Path config = Files.createDirectories(home.resolve("config/profanity"));
    Path data = Files.createDirectories(home.resolve("data/profanity"));
    Path trusted = Files.createDirectories(home.resolve("ca"));
    Files.copy(server.authority(), trusted.resolve("ca.pem"));
    new ProcessBuilder("openssl", "rehash", trusted.toString()).start().waitFor();
    Files.writeString(
        config.resolve("profrc"),
        """
        [connection]
        tls.certpath=%s
        [ui]
        splash=false
        intype=false
        [chatstates]
        enabled=false
        """
            .formatted(trusted));
    Files.writeString(
        data.resolve("accounts"),
        """
        [%1$s]
        enabled=true
        jid=%1$s@localhost
        server=127.0.0.1
        port=%2$d
        resource=profanity
        password=%3$s
        tls.policy=force
        """
            .formatted(user, server.port(), password));
    screen =
        new Screen(
            home,
            Map.of(
                "HOME",
                home.toString(),
                "XDG_CONFIG_HOME",
                home.resolve("config").toString(),
                "XDG_DATA_HOME",
                home.resolve("data").toString(),
                "LANG",
                "C.UTF-8"),
            List.of("profanity", "-a", user));
    screen.await(user + "@localhost/profanity logged in successfully");
  }

  @Override
  public void send(String to, String body) {
    screen.type("/msg " + to + "@localhost " + body);
    screen.await("me: " + body);
  }

  @Override
  public void awaitMessage(String body) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    for (int window = 2;
        !screen.text().contains(body);
        window = window % 4 + 1) { // in a window of its own
      if (System.nanoTime() > deadline)
        throw new AssertionError("\"" + body + "\" is in no window:\n" + screen.text());
      screen.type("/win " + window);
    }
    screen.type("/win 1");
  }

  @Override
  public void subscribe(String to) {
    screen.type("/sub request " + to + "@localhost");
  }

  @Override
  public void accept(String from) {
    screen.type("/win 1");
    screen.await(from + "@localhost");
    screen.type("/sub allow " + from + "@localhost");
  }

  @Override
  public void type(String line) {
    screen.type(line);
  }

  /// Waits for words on the screen.
  void await(String words) {
    screen.await(words);
  }

  @Override
  public void close() {
    screen.type("/quit");
    screen.close();
  }
}
