package im.viavai.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Speaks to a running server over the socket in its data folder. The package
/// `im.viavai.server.admin` describes the bytes.
public final class SocketAdminChannel implements AdminChannel {
  private static final String VERSION = "viavai-admin 1";
  private static final int LONGEST = 64 * 1024;

  private final Path socket;

  /// Made for the socket in a data folder.
  public SocketAdminChannel(Path folder) {
    this.socket = folder.resolve("viavai.sock");
  }

  /// Whether a server listens there.
  public boolean answers() {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (ConnectException _) {
      return false;
    } catch (IOException _) {
      return Files.exists(socket);
    }
  }

  @Override
  public int call(String command, List<String> arguments, Input input, Terminal terminal)
      throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      // Both directions share the channel's blocking lock in the stream adapters of the JDK only
      // per direction.
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      write(out, VERSION);
      write(out, "c" + command);
      for (String argument : arguments) {
        write(out, "a" + argument);
      }
      write(out, "r");
      out.flush();
      Thread sender = Thread.ofVirtual().name("input").start(() -> send(out, input, terminal));
      try {
        return receive(in, terminal);
      } finally {
        sender.interrupt();
      }
    }
  }

  private static void send(OutputStream out, Input input, Terminal terminal) {
    try {
      for (String line = next(input, terminal); line != null; line = next(input, terminal)) {
        write(out, "i" + line);
      }
      write(out, "z");
      out.flush();
    } catch (ProtocolException e) {
      terminal.err().println("The input was not sent to its end: " + e.getMessage());
    } catch (IOException _) {
      return; // The command ended without reading all of its input; the exit code tells how.
    }
  }

  private static @Nullable String next(Input input, Terminal terminal) {
    try {
      return input.nextLine();
    } catch (IOException e) {
      terminal.err().println("The input cannot be read to its end: " + e.getMessage());
      return null;
    }
  }

  private static int receive(InputStream in, Terminal terminal) throws IOException {
    while (true) {
      String frame = read(in);
      String text = frame.isEmpty() ? "" : frame.substring(1);
      switch (frame.isEmpty() ? ' ' : frame.charAt(0)) {
        case 'o' -> terminal.out().println(text);
        case 'e' -> terminal.err().println(text);
        case 'x' -> {
          return Integer.parseInt(text);
        }
        default -> throw new ProtocolException("the server answered in an unknown way");
      }
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length > LONGEST) {
      throw new ProtocolException("a line is longer than " + LONGEST + " bytes");
    }
    out.write((bytes.length + ":").getBytes(UTF_8));
    out.write(bytes);
    out.write(',');
  }

  private static String read(InputStream in) throws IOException {
    int length = 0;
    for (int c = in.read(); c != ':'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server went away before the command was done");
      } else if (c < '0' || c > '9' || length > LONGEST) {
        throw new ProtocolException("the server answered in an unknown way");
      }
      length = length * 10 + (c - '0');
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.read() != ',') {
      throw new EOFException("the server went away before the command was done");
    }
    return new String(bytes, UTF_8);
  }
}
