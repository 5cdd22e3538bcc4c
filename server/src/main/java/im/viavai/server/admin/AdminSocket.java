package im.viavai.server.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on the Unix domain socket in the data folder and runs the commands that come in. Any
/// thread may close it.
public final class AdminSocket implements AutoCloseable {
  /// The name of the socket in the data folder.
  public static final String NAME = "viavai.sock";

  /// Calls served at once; further ones wait to be accepted.
  static final int CALLS_AT_ONCE = 16;

  private static final Logger log = LoggerFactory.getLogger(AdminSocket.class);

  private final Path path;
  private final Map<String, AdminCommand> commands;
  private final ServerSocketChannel listener;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Semaphore calls = new Semaphore(CALLS_AT_ONCE);

  private AdminSocket(Path path, List<AdminCommand> commands, ServerSocketChannel listener) {
    this.path = path;
    this.commands =
        commands.stream().collect(Collectors.toMap(AdminCommand::name, Function.identity()));
    this.listener = listener;
  }

  /// Starts listening. A socket that a killed server left behind is replaced: the caller holds the
  /// lock of the folder.
  ///
  /// @param folder the data folder
  /// @param commands each with a name of its own
  /// @throws IOException when the socket cannot be made, for instance because the folder's path is
  ///   longer than about 90 bytes
  public static AdminSocket open(Path folder, List<AdminCommand> commands) throws IOException {
    Path path = folder.resolve(NAME);
    // The socket is made in a folder that nobody else may enter, so that it never exists with a
    // wider mode.
    Path nest =
        Files.createTempDirectory(
            folder,
            ".s",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path made = nest.resolve("s");
      listener.bind(UnixDomainSocketAddress.of(made));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      listener.close();
      throw e;
    } finally {
      Files.deleteIfExists(nest.resolve("s"));
      Files.deleteIfExists(nest);
    }
    AdminSocket socket = new AdminSocket(path, commands, listener);
    Thread.ofVirtual().name("admin-accept").start(socket::accept);
    return socket;
  }

  /// Where the socket lies.
  public Path path() {
    return path;
  }

  private void accept() {
    try {
      while (true) {
        calls.acquire();
        SocketChannel channel = listener.accept();
        open.add(channel);
        Thread.ofVirtual().name("admin-call").start(() -> serve(channel));
      }
    } catch (ClosedChannelException _) {
      log.atDebug().log("admin_socket_closed");
    } catch (IOException e) {
      log.atError().addKeyValue("error", e.toString()).log("admin_socket_failed");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      AdminExchange exchange = AdminExchange.begin(channel);
      exchange.end(run(exchange));
    } catch (IOException e) {
      log.atDebug().addKeyValue("error", e.toString()).log("admin_call_broken");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(channel);
      calls.release();
    }
  }

  private Exit run(AdminExchange exchange) throws IOException, InterruptedException {
    AdminCommand command = commands.get(exchange.command());
    if (command == null) {
      exchange.complain(
          "This server does not know the command '"
              + exchange.command()
              + "'. Is it of another version?");
      return Exit.USAGE;
    }
    log.atInfo().addKeyValue("command", command.name()).log("admin_command");
    return Commands.guarded(command, exchange);
  }

  /// Stops listening, cuts the calls that are still running and removes the socket.
  @Override
  public void close() throws IOException {
    listener.close();
    for (SocketChannel channel : open) {
      channel.close();
    }
    Files.deleteIfExists(path);
  }
}
