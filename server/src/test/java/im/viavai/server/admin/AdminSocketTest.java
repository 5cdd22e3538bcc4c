package im.viavai.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSocketTest {
  private static final AdminCommand ECHO =
      command(
          "say back",
          call -> {
            call.print(String.join("|", call.arguments()));
            for (String line = call.nextLine(); line != null; line = call.nextLine()) {
              call.complain(line.toUpperCase(java.util.Locale.ROOT));
            }
            return Exit.CONFIG;
          });
  private static final AdminCommand BROKEN =
      command(
          "break",
          call -> {
            throw new IllegalStateException("a bug");
          });

  @TempDir Path folder;
  private AdminSocket socket;

  @BeforeEach
  void open() throws IOException {
    socket = AdminSocket.open(folder, List.of(ECHO, BROKEN));
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
  }

  @Test
  void argumentsGoInAndLinesAndTheExitCodeComeOut() throws IOException {
    assertThat(talk("14:viavai-admin 1,9:csay back,4:aone,4:atwo,1:r,3:ihi,1:z,"))
        .isEqualTo("8:oone|two,3:eHI,2:x4,");
  }

  @Test
  void anUnknownCommandIsAUsageError() throws IOException {
    assertThat(talk("14:viavai-admin 1,5:cfly!,1:r,1:z,")).contains("'fly!'").endsWith("2:x2,");
  }

  @Test
  void anotherVersionIsToldAndRefused() throws IOException {
    assertThat(talk("14:viavai-admin 9,")).contains("speaks 'viavai-admin 1'").endsWith("2:x3,");
  }

  @Test
  void aBugInACommandIsReportedAndTheSocketGoesOn() throws IOException {
    assertThat(talk("14:viavai-admin 1,6:cbreak,1:r,1:z,")).contains("a bug").endsWith("2:x1,");
    assertThat(talk("14:viavai-admin 1,9:csay back,1:r,1:z,")).endsWith("2:x4,");
  }

  @Test
  void whatIsNoRequestIsCut() throws IOException {
    assertThat(talk("GET / HTTP/1.1\r\n")).isEmpty();
    assertThat(talk("14:viavai-admin 1,9:csay back,2:z?,")).isEmpty();
    assertThat(talk("14:viavai-admin 1,9:csay back," + "2:a1,".repeat(65) + "1:r,")).isEmpty();
    assertThat(talk("99999:")).isEmpty();
    assertThat(talk("14:viavai-admin 1,9:csay back,1:r,1:z,")).endsWith("2:x4,");
  }

  @Test
  void onlyTheUserOfTheServerMaySpeakToIt() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
        .isEqualTo("rw-------");
  }

  @Test
  void theSocketOfAKilledServerIsReplacedAndAnOwnOneRemoved() throws IOException {
    AdminSocket second = AdminSocket.open(folder, List.of(ECHO));
    assertThat(talk("14:viavai-admin 1,9:csay back,1:r,1:z,")).endsWith("2:x4,");
    second.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void callsBeyondTheLimitWaitForTheirTurn() throws IOException {
    SocketChannel[] silent = new SocketChannel[AdminSocket.CALLS_AT_ONCE];
    for (int i = 0; i < silent.length; i++) {
      silent[i] = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()));
    }
    try (SocketChannel late = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
      late.write(UTF_8.encode("14:viavai-admin 1,9:csay back,1:r,1:z,"));
      late.configureBlocking(false);
      assertThat(late.read(ByteBuffer.allocate(10))).isZero();
      for (SocketChannel channel : silent) {
        channel.close();
      }
      late.configureBlocking(true);
      assertThat(answer(late)).endsWith("2:x4,");
    }
  }

  @Property(tries = 300)
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 40) byte[] bytes) {
    InputStream in = new ByteArrayInputStream(bytes);
    try {
      while (true) {
        assertThat(Netstrings.read(in)).isNotNull();
      }
    } catch (EOFException | ProtocolException e) {
      assertThat(e).hasMessageNotContaining("null");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLengthThatOverflowsIsRefused() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> Netstrings.read(new ByteArrayInputStream("4294967297:a,".getBytes(UTF_8))));
  }

  private String talk(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
      channel.write(UTF_8.encode(request));
      return answer(channel);
    }
  }

  private static String answer(SocketChannel channel) throws IOException {
    try {
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    } catch (IOException _) {
      return ""; // the kernel resets a socket that is closed with unread bytes
    }
  }

  private interface Body {
    Exit run(AdminCall call) throws IOException;
  }

  private static AdminCommand command(String name, Body body) {
    return new AdminCommand() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Exit run(AdminCall call) throws IOException {
        return body.run(call);
      }
    };
  }
}
