package im.viavai.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A client for a [Training]: logs in over STARTTLS and does what clients do first. It speaks to a
/// server in its own process only, so it trusts any certificate.
final class TrainingClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MESSAGES = 20;
  private static final int ACKNOWLEDGED_EACH = 5;
  private static final String STREAM =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
          + " to='localhost' version='1.0'>";

  private final TrainingCount received = new TrainingCount();
  private Socket socket;

  private TrainingClient(Socket socket) {
    this.socket = socket;
  }

  /// Logs in and has a short session.
  ///
  /// @param contact the localpart of whom it writes to
  static void talk(int port, String name, String password, String contact) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setSoTimeout(TIMEOUT_MILLIS);
    plain.setTcpNoDelay(true);
    try (TrainingClient client = new TrainingClient(plain)) {
      client.login(port, name, password);
      client.begin();
      for (int i = 0; i < MESSAGES; i++) client.write(contact, i);
      client.ask();
      client.acknowledge();
      client.say("</stream:stream>", "</stream:stream>");
    }
  }

  private void login(int port, String name, String password) throws IOException {
    say(STREAM, "</stream:features>");
    say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<proceed");
    secure(port);
    say(STREAM, "</stream:features>");
    TrainingScram scram = new TrainingScram(name, password);
    String challenge =
        say(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>"
                + scram.first()
                + "</auth>",
            "</challenge>");
    try {
      say(
          "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
              + scram.last(challenge.replaceAll("<[^>]*>", ""))
              + "</response>",
          "</success>");
    } catch (GeneralSecurityException e) {
      throw new IOException("no SCRAM in this JDK", e);
    }
    say(STREAM, "</stream:features>");
    say("<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>");
  }

  private void begin() throws IOException {
    say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "<enabled");
    received.begin();
    say("<iq type='set' id='2'><enable xmlns='urn:xmpp:carbons:2'/></iq>", "id='2'");
    say("<iq type='get' id='3'><query xmlns='jabber:iq:roster'/></iq>", "id='3'");
    say("<presence/>", "<presence");
  }

  private void write(String contact, int number) throws IOException {
    say(
        "<message type='chat' id='m"
            + number
            + "' to='"
            + contact
            + "@localhost'><body>hi</body><active xmlns='http://jabber.org/protocol/chatstates'/>"
            + "</message><r xmlns='urn:xmpp:sm:3'/>",
        "<a ");
    if (number % ACKNOWLEDGED_EACH == 0) acknowledge();
  }

  /// Without this everything would come again in the next session (XEP-0198 §4), until the server
  /// waits for it.
  private void acknowledge() throws IOException {
    String h = "<a xmlns='urn:xmpp:sm:3' h='" + received.stanzas() + "'/>";
    socket.getOutputStream().write(h.getBytes(UTF_8));
  }

  private void ask() throws IOException {
    say(
        "<iq type='get' id='4' to='localhost'>"
            + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "id='4'");
    say("<iq type='get' id='5'><ping xmlns='urn:xmpp:ping'/></iq>", "id='5'");
    say(
        "<iq type='set' id='6'><query xmlns='urn:xmpp:mam:2'>"
            + "<set xmlns='http://jabber.org/protocol/rsm'><max>20</max><before/></set></query></iq>",
        "<fin");
  }

  private void secure(int port) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAnybody()}, null);
      socket = context.getSocketFactory().createSocket(socket, "localhost", port, true);
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS in this JDK", e);
    }
  }

  /// Sends, and reads up to the answer, which it returns with what came before.
  private String say(String xml, String until) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(xml.getBytes(UTF_8));
    out.flush();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    StringBuilder heard = new StringBuilder();
    String other = until.replace('\'', '"');
    while (heard.indexOf(until) < 0 && heard.indexOf(other) < 0) {
      int count = in.read(buffer);
      if (count < 0) {
        throw new EOFException("the server closed the stream: " + heard);
      }
      received.read(buffer, count);
      heard.append(new String(buffer, 0, count, UTF_8));
    }
    return heard.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class TrustsAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
