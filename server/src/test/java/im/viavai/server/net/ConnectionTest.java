package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.viavai.server.net.NetMetrics.Aborted;
import im.viavai.server.net.TestServer.Recorder;
import im.viavai.server.net.TlsOptions.Engine;
import im.viavai.xmpp.Stanza;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionTest {

  private static Recorder connect(TestServer server, Socket socket) throws Exception {
    socket.getOutputStream().write('x');
    socket.getOutputStream().flush();
    var recorder = server.next();
    await().until(() -> recorder.text().equals("x"));
    return recorder;
  }

  @ParameterizedTest
  @EnumSource
  void bytesArriveOneByOne(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < 200; i++) {
        socket.getOutputStream().write('a' + i % 26);
        socket.getOutputStream().flush();
      }
      var recorder = server.next();
      await().until(() -> recorder.bytes().length == 200);
      assertThat(recorder.text()).startsWith("abcdefghijklmnopqrstuvwxyzabc");
      assertThat(server.metrics.bytesIn()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesOfAnySizeArriveInOrderBothWays(Engine engine) throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      for (int round = 0; round < 10; round++) {
        byte[] expected = new byte[1 + random.nextInt(300_000)];
        random.nextBytes(expected);
        var sizes = cut(expected.length, random);
        recorder.connection.execute(() -> {
          int at = 0;
          for (int size : sizes) {
            recorder.connection.write(expected, at, size);
            at += size;
          }
        });
        assertThat(socket.getInputStream().readNBytes(expected.length))
            .as("seed %d round %d", seed, round)
            .isEqualTo(expected);
        int before = recorder.bytes().length;
        for (int at = 0, i = 0; i < sizes.size(); at += sizes.get(i++)) {
          socket.getOutputStream().write(expected, at, sizes.get(i));
        }
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> recorder.bytes().length == before + expected.length);
        byte[] all = recorder.bytes();
        assertThat(java.util.Arrays.copyOfRange(all, before, all.length))
            .as("seed %d round %d", seed, round)
            .isEqualTo(expected);
      }
    }
  }

  private static List<Integer> cut(int length, Random random) {
    var sizes = new ArrayList<Integer>();
    for (int left = length; left > 0; left -= sizes.getLast()) {
      int bound = random.nextBoolean() ? 40_000 : 300;
      sizes.add(Math.min(left, 1 + random.nextInt(bound)));
    }
    return sizes;
  }

  @ParameterizedTest
  @EnumSource
  void writesOfOneTurnLeaveTogether(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      int before = recorder.flushes.get();
      recorder.connection.execute(() -> {
        for (int i = 0; i < 100; i++) {
          recorder.write("<message/>");
        }
      });
      byte[] answer = new byte[2000];
      assertThat(socket.getInputStream().read(answer)).isEqualTo(1000); // one TLS record
      await().until(() -> recorder.flushes.get() == before + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void slowReaderReachesTheMarksAndThenTheCap(Engine engine) throws Exception { // 2010-0305
    var limits = TestServer.limits(Duration.ofSeconds(5), 64 * 1024, 256 * 1024);
    try (var server = new TestServer(engine, limits);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      var unwritable = new CountDownLatch(1);
      var aborted = new CountDownLatch(1);
      byte[] chunk = new byte[48 * 1024];
      var pending = Collections.synchronizedList(new ArrayList<Long>());
      Runnable fill =
          new Runnable() {
            @Override
            public void run() {
              if (recorder.closedCalls.get() > 0) {
                aborted.countDown();
                return;
              }
              recorder.connection.write(chunk, 0, chunk.length);
              pending.add(recorder.connection.pendingBytes());
              if (!recorder.connection.writable()) {
                unwritable.countDown();
              }
              var _ = recorder.connection.schedule(this, Duration.ofMillis(1));
            }
          };
      recorder.connection.execute(fill);
      assertThat(unwritable.await(20, SECONDS)).isTrue();
      assertThat(aborted.await(20, SECONDS)).isTrue();
      assertThat(recorder.writabilityChanges.get()).isPositive();
      assertThat(server.metrics.aborted(Aborted.SLOW_READER)).isEqualTo(1);
      assertThat(Collections.max(pending)).isLessThanOrEqualTo(256 * 1024);
      assertThat(recorder.closedCalls).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readerThatCatchesUpMakesTheConnectionWritableAgain(Engine engine) throws Exception {
    var limits = TestServer.limits(Duration.ofSeconds(5), 64 * 1024, 64 * 1024 * 1024);
    try (var server = new TestServer(engine, limits);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      int length = 16 * 1024 * 1024;
      recorder.connection.execute(() -> recorder.connection.write(new byte[length], 0, length));
      await().until(() -> recorder.writabilityChanges.get() == 1);
      assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
      await().until(() -> recorder.writabilityChanges.get() == 2);
      var done = new CountDownLatch(1);
      recorder.connection.execute(() -> {
        if (recorder.connection.writable() && recorder.connection.pendingBytes() == 0) {
          done.countDown();
        }
      });
      assertThat(done.await(5, SECONDS)).isTrue();
      await().until(() -> recorder.flushes.get() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stanzasAndBytesLeaveInTheOrderOfTheirWrites(Engine engine) throws Exception {
    var stanza = Stanza.message().id("a1").child("body", "b".repeat(5000)).build();
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      recorder.connection.execute(() -> {
        recorder.write("before");
        recorder.connection.write(stanza);
        recorder.connection.write(stanza);
        recorder.write("after");
      });
      String one = new String(stanza.toBytes(), UTF_8);
      String expected = "before" + one + one + "after";
      assertThat(new String(socket.getInputStream().readNBytes(expected.length()), UTF_8))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("try") // closed early
  void closeSendsEverythingFirst(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      int length = 900_000;
      recorder.connection.execute(() -> {
        recorder.connection.write(new byte[length], 0, length);
        recorder.connection.close();
        recorder.write("never sent");
      });
      assertThat(socket.getInputStream().readAllBytes()).hasSize(length);
      socket.close();
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      for (var reason : Aborted.values()) {
        assertThat(server.metrics.aborted(reason)).as("%s", reason).isZero();
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closed early
  void closeOfAPlainConnectionSendsEverythingThoughThePeerStillSends() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
        var socket = server.plain()) {
      var recorder = connect(server, socket);
      int length = 900_000;
      var closing = new CountDownLatch(1);
      recorder.connection.execute(() -> {
        recorder.connection.write(new byte[length], 0, length);
        recorder.connection.close();
        closing.countDown();
      });
      assertThat(closing.await(5, SECONDS)).isTrue();
      socket.getOutputStream().write(new byte[100_000]); // would make the system reset the rest
      assertThat(socket.getInputStream().readAllBytes()).hasSize(length);
      socket.close();
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(recorder.text()).as("nothing is received after close").isEqualTo("x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeDoesNotWaitForeverForAReaderThatStopped(Engine engine) throws Exception {
    var limits = TestServer.limits(Duration.ofMillis(300), 64 * 1024, 64 * 1024 * 1024);
    try (var server = new TestServer(engine, limits);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      recorder.connection.execute(() -> {
        recorder.connection.write(new byte[16 * 1024 * 1024], 0, 16 * 1024 * 1024);
        recorder.connection.close();
      });
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(server.metrics.aborted(Aborted.CLOSE_TIMEOUT)).isEqualTo(1);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortEndsAtOnceAndTellsOnce(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      recorder.connection.execute(() -> {
        recorder.connection.abort();
        recorder.connection.abort();
        recorder.connection.close();
        recorder.write("never sent");
      });
      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      var quiet = new CountDownLatch(1);
      recorder.connection.execute(quiet::countDown);
      assertThat(quiet.await(5, SECONDS)).as("tasks run after the end").isTrue();
      assertThat(recorder.closedCalls).hasValue(1);
      assertThat(server.metrics.aborted(Aborted.REQUESTED)).isEqualTo(1);
      assertThat(server.metrics.open()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void peerThatEndsItsDirectionStillGetsTheAnswer(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.plain()) {
      server.onReceived = recorder -> recorder.write("a".repeat(500_000));
      socket.getOutputStream().write("request".getBytes(UTF_8));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).hasSize(500_000);
      assertThat(server.next().closed.await(10, SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void peerThatVanishesIsTold(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK)) {
      var socket = server.tls(server.auto);
      var recorder = connect(server, socket);
      socket.setSoLinger(true, 0);
      socket.close();
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(recorder.closedCalls).hasValue(1);
      await().until(() -> server.metrics.open() == 0);
    }
  }

  @Test
  void tasksOfEachThreadRunInOrderOnTheLoop() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
        var socket = server.plain()) {
      var connection = connect(server, socket).connection;
      assertThat(connection.inEventLoop()).isFalse();
      var order = new ArrayList<Integer>();
      var done = new CountDownLatch(1);
      for (int i = 0; i < 1000; i++) {
        int number = i;
        connection.execute(() -> order.add(connection.inEventLoop() ? number : -1));
      }
      connection.execute(done::countDown);
      assertThat(done.await(10, SECONDS)).isTrue();
      assertThat(order).hasSize(1000).isSorted().doesNotContain(-1);
    }
  }

  @Test
  void scheduledTasksRunUnlessCancelled() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
        var socket = server.plain()) {
      var connection = connect(server, socket).connection;
      var ran = Collections.synchronizedList(new ArrayList<String>());
      var second = new CountDownLatch(1);
      connection.execute(() -> {
        var first = connection.schedule(() -> ran.add("first"), Duration.ofMillis(30));
        connection.schedule(second::countDown, Duration.ofMillis(60));
        assertThat(first.cancel()).isTrue();
        assertThat(first.cancel()).isFalse();
      });
      assertThat(second.await(10, SECONDS)).isTrue();
      assertThat(ran).isEmpty();
      var elsewhere = new CountDownLatch(1);
      connection.schedule(elsewhere::countDown, Duration.ofMillis(10));
      assertThat(elsewhere.await(10, SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pausedConnectionReadsOnlyWhenResumed(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var socket = server.tls(server.auto)) {
      var recorder = connect(server, socket);
      var paused = new CountDownLatch(1);
      recorder.connection.execute(() -> {
        recorder.connection.pauseReading();
        paused.countDown();
      });
      assertThat(paused.await(5, SECONDS)).isTrue();
      socket.getOutputStream().write("later".getBytes(UTF_8));
      var quiet = new CountDownLatch(1);
      recorder.connection.schedule(quiet::countDown, Duration.ofMillis(100));
      assertThat(quiet.await(5, SECONDS)).isTrue();
      assertThat(recorder.text()).isEqualTo("x");
      recorder.connection.execute(recorder.connection::resumeReading);
      await().until(() -> recorder.text().equals("xlater"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void listenerThatThrowsLosesItsConnectionOnly(Engine engine) throws Exception {
    try (var server = new TestServer(engine, TestServer.QUICK);
        var good = server.tls(server.auto);
        var bad = server.tls(server.auto)) {
      connect(server, good);
      server.onReceived =
          recorder -> {
            throw new IllegalStateException("a mistake of the test");
          };
      bad.getOutputStream().write('x');
      var recorder = server.next();
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      assertThat(server.metrics.aborted(Aborted.FAILURE)).isEqualTo(1);
      server.onReceived = other -> other.write("y");
      good.getOutputStream().write('x');
      assertThat(good.getInputStream().read()).isEqualTo('y');
    }
  }

  @Test
  @SuppressWarnings("try") // closed early
  void writerThatAnswersEachFlushDoesNotStarveOthers() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
        var socket = server.plain()) {
      var recorder = connect(server, socket);
      server.onFlushed = each -> each.write("again");
      recorder.connection.execute(() -> recorder.write("begin"));
      var reader = Thread.ofVirtual().start(() -> drain(socket));
      for (int i = 0; i < 50; i++) {
        var turn = new CountDownLatch(1);
        recorder.connection.execute(turn::countDown);
        assertThat(turn.await(5, SECONDS)).isTrue();
      }
      assertThat(recorder.flushes.get()).isPositive();
      socket.close();
      reader.join();
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // closed by the test
    }
  }

  @Test
  void closingTheServerEndsItsConnections() throws Exception {
    var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
    try (var socket = server.plain()) {
      var recorder = connect(server, socket);
      server.close();
      assertThat(recorder.closedCalls).hasValue(1);
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.auto).close())
          .isInstanceOf(IOException.class);
    }
  }
}
