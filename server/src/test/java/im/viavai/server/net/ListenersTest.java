package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.viavai.server.net.NetMetrics.Refused;
import im.viavai.server.net.TlsOptions.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ListenersTest {

  private static NetLimits limits(int total, int each, int pace, int rate, int burst) {
    var quick = TestServer.QUICK;
    return new NetLimits(
        total,
        each,
        pace,
        rate,
        burst,
        1000,
        quick.firstByteTimeout(),
        quick.handshakeTimeout(),
        quick.closeTimeout(),
        quick.highWaterMark(),
        quick.lowWaterMark(),
        quick.outboundCap(),
        quick.wheelTick());
  }

  private static final int OFF = Integer.MAX_VALUE;

  @Test
  void oneTooManyIsToldWhyAndAnotherMayComeWhenOneLeaves() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, limits(100, 2, OFF, OFF, OFF))) {
      var first = server.plain();
      var recorder = server.next();
      try (var second = server.plain();
          var third = server.plain()) {
        server.next();
        assertThat(new String(third.getInputStream().readAllBytes(), UTF_8))
            .contains("<stream:stream ", "<resource-constraint ")
            .endsWith("</stream:stream>");
        assertThat(second.isConnected()).isTrue();
        assertThat(server.metrics.refused(Refused.ADDRESS)).isEqualTo(1);
        assertThat(server.metrics.open()).isEqualTo(2);
      }
      first.close();
      assertThat(recorder.closed.await(10, SECONDS)).isTrue();
      await().until(() -> server.metrics.open() == 0);
      try (var fourth = server.plain()) {
        assertThat(server.next().closedCalls).hasValue(0);
        assertThat(fourth.isConnected()).isTrue();
      }
    }
  }

  @Test
  void oneTooManyOnADirectTlsPortIsClosed() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, limits(1, 1, OFF, OFF, OFF));
        var first = new Socket(InetAddress.getLoopbackAddress(), server.direct);
        var second = new Socket(InetAddress.getLoopbackAddress(), server.direct)) {
      server.next();
      assertThat(second.getInputStream().read()).isEqualTo(-1);
      assertThat(first.isConnected()).isTrue();
      assertThat(server.metrics.refused(Refused.TOTAL)).isEqualTo(1);
    }
  }

  @Test
  void addressThatComesTooOftenIsRefused() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, limits(100, 100, OFF, 1, 3))) {
      var sockets = new ArrayList<Socket>();
      for (int i = 0; i < 10; i++) {
        sockets.add(server.plain());
      }
      await().until(() -> server.metrics.refused(Refused.ADDRESS_RATE) >= 6);
      assertThat(server.metrics.accepted()).isBetween(3L, 4L);
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void commonRateLetsFurtherOnesWait() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, limits(1000, 1000, 20, OFF, OFF))) {
      var sockets = new ArrayList<Socket>();
      long start = System.nanoTime();
      for (int i = 0; i < 60; i++) {
        sockets.add(server.plain()); // the system's queue takes them
      }
      await().until(() -> server.metrics.accepted() == 60);
      assertThat(System.nanoTime() - start).isGreaterThan(SECONDS.toNanos(1));
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void worksWithoutEpoll() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
        var nio =
            new Listeners(
                TestServer.QUICK, server.certificates, server.metrics, Loops.Transport.NIO)) {
      server.onReceived =
          recorder -> {
            recorder.write("a".repeat(500_000));
            recorder.connection.close();
          };
      var config =
          new ListenerConfig(InetAddress.getLoopbackAddress(), 0, ListenerConfig.Mode.AUTO);
      int port = nio.listen(config, server::accept).address().getPort();
      for (boolean tls : new boolean[] {true, false}) {
        try (var socket =
            tls ? server.tls(port) : new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket.getOutputStream().write('x');
          assertThat(socket.getInputStream().readAllBytes()).hasSize(500_000);
        }
        assertThat(server.next().closed.await(10, SECONDS)).isTrue();
      }
    }
  }

  @Test
  void portInUseIsNamed() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK)) {
      var config =
          new ListenerConfig(
              InetAddress.getLoopbackAddress(), server.auto, ListenerConfig.Mode.AUTO);
      assertThatThrownBy(() ->
              server.listeners.listen(
                  config,
                  connection -> {
                    throw new AssertionError("not reached");
                  }))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(server.auto));
    }
  }

  @Test
  void connectionsGoOnWhenAcceptingStops() throws Exception {
    try (var server = new TestServer(Engine.BORINGSSL, TestServer.QUICK);
        var socket = server.plain()) {
      server.onReceived = recorder -> recorder.write("answer");
      server.next();
      server.listeners.stopAccepting();
      assertThatThrownBy(server::plain).isInstanceOf(IOException.class);
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().readNBytes(6)).isEqualTo("answer".getBytes(UTF_8));
    }
  }
}
