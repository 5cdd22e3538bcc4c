package im.viavai.server.admin;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call over the socket: reads the request, then hands the command its input and takes its
/// output.
final class AdminExchange implements AdminCall {
  static final String VERSION = "viavai-admin 1";

  /// The most arguments of a call.
  static final int MOST_ARGUMENTS = 64;

  private final InputStream in;
  private final OutputStream out;
  private final String command;
  private final List<String> arguments;
  private boolean inputEnded;

  private AdminExchange(InputStream in, OutputStream out, String command, List<String> arguments) {
    this.in = in;
    this.out = out;
    this.command = command;
    this.arguments = List.copyOf(arguments);
  }

  /// Reads the request up to its `r`.
  static AdminExchange begin(SocketChannel channel) throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
    String version = Netstrings.read(in);
    if (!version.equals(VERSION)) {
      AdminExchange refused = new AdminExchange(in, out, "", List.of());
      refused.complain("This server speaks '" + VERSION + "', you speak '" + version + "'.");
      refused.end(Exit.UNREACHABLE);
      throw new ProtocolException("other version");
    }
    String command = "";
    List<String> arguments = new ArrayList<>();
    for (String frame = Netstrings.read(in); !frame.equals("r"); frame = Netstrings.read(in)) {
      if (frame.startsWith("c") && command.isEmpty()) {
        command = frame.substring(1);
      } else if (frame.startsWith("a") && arguments.size() < MOST_ARGUMENTS) {
        arguments.add(frame.substring(1));
      } else {
        throw new ProtocolException("not a request");
      }
    }
    return new AdminExchange(in, out, command, arguments);
  }

  String command() {
    return command;
  }

  @Override
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public @Nullable String nextLine() throws IOException {
    if (inputEnded) {
      return null;
    }
    String frame = Netstrings.read(in);
    if (frame.startsWith("i")) {
      return frame.substring(1);
    } else if (frame.equals("z")) {
      inputEnded = true;
      return null;
    }
    throw new ProtocolException("not input");
  }

  @Override
  public synchronized void print(String line) throws IOException {
    Netstrings.write(out, 'o', line);
    out.flush();
  }

  @Override
  public synchronized void complain(String line) throws IOException {
    Netstrings.write(out, 'e', line);
    out.flush();
  }

  void end(Exit exit) throws IOException {
    Netstrings.write(out, 'x', Integer.toString(exit.code()));
    out.flush();
  }
}
