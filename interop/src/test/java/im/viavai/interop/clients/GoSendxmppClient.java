package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;

/// go-sendxmpp: sends from one process, listens with another. It has no roster.
final class GoSendxmppClient implements OtherClient {
  private final ServerProcess server;
  private final String user;
  private final String password;
  private final Lines listening;

  GoSendxmppClient(ServerProcess server, String user, String password) throws IOException {
    this.server = server;
    this.user = user;
    this.password = password;
    this.listening = new Lines(start("--listen"));
  }

  private ProcessBuilder start(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            "go-sendxmpp",
            "-u",
            user + "@localhost",
            "-p",
            password,
            "-j",
            "127.0.0.1:" + server.port());
    for (String argument : arguments) builder.command().add(argument);
    builder.environment().put("SSL_CERT_FILE", server.authority().toString());
    return builder;
  }

  @Override
  public void send(String to, String body) {
    try (Lines sending = new Lines(start(to + "@localhost"))) {
      sending.say(body);
      sending.closeInput();
      int exit = sending.awaitEnd();
      if (exit != 0)
        throw new AssertionError("go-sendxmpp ended with " + exit + ": " + sending.all());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void awaitMessage(String body) {
    listening.await(line -> line.contains(body), body);
  }

  @Override
  public void subscribe(String to) {
    throw new IllegalStateException("go-sendxmpp has no roster");
  }

  @Override
  public void accept(String from) {
    throw new IllegalStateException("go-sendxmpp has no roster");
  }

  @Override
  public void close() {
    listening.close();
    try {
      listening.awaitEnd();
      Thread.sleep(500); // it just ends; the server learns of it from the socket
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
