package im.viavai.server.web;

import im.viavai.server.net.Connection;
import im.viavai.server.net.ConnectionListener;
import im.viavai.server.net.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Takes the connections of a port that streams and the web door share (XEP-0368 §3: a firewall
/// that lets only 443 pass lets everything pass). Which of them a connection is for is what its
/// client named in TLS (ALPN, RFC 7301); of one that named nothing, the first byte tells: a stream
/// begins with `<` or white space, a request with a letter. Any thread.
///
/// @param streams takes XMPP
/// @param web takes HTTP
public record SharedPort(ConnectionListener.Acceptor streams, ConnectionListener.Acceptor web)
    implements ConnectionListener.Acceptor {
  private static final String HTTP = "http/1.1";

  /// From the end of the handshake to the first byte inside it.
  private static final Duration FIRST_BYTE = Duration.ofSeconds(10);

  @Override
  public ConnectionListener accept(Connection connection) {
    return new Undecided(connection);
  }

  /// Its event loop only.
  private final class Undecided implements ConnectionListener {
    private final Connection connection;
    private @Nullable ConnectionListener chosen;
    private @Nullable Timeout timeout;

    Undecided(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void secured() {
      String named = connection.applicationProtocol();
      if (chosen != null) {
        chosen.secured(); // after STARTTLS
      } else if (named.isEmpty()) {
        timeout = connection.schedule(connection::abort, FIRST_BYTE);
      } else {
        choose(named.equals(HTTP) ? web : streams);
      }
    }

    @Override
    public void received(byte[] bytes, int offset, int length) {
      if (length == 0) return;
      ConnectionListener one = chosen;
      if (one == null) {
        byte first = bytes[offset];
        boolean letter = first >= 'A' && first <= 'Z'; // RFC 9110 §9.1: of every method
        one = choose(letter ? web : streams);
      }
      one.received(bytes, offset, length);
    }

    private ConnectionListener choose(Acceptor acceptor) {
      if (timeout != null) timeout.cancel();
      timeout = null;
      ConnectionListener one = acceptor.accept(connection);
      chosen = one;
      if (connection.secure()) one.secured();
      return one;
    }

    @Override
    public void flushed() {
      if (chosen != null) chosen.flushed();
    }

    @Override
    public void writabilityChanged() {
      if (chosen != null) chosen.writabilityChanged();
    }

    @Override
    public void closed() {
      if (timeout != null) timeout.cancel();
      if (chosen != null) chosen.closed();
    }
  }
}
