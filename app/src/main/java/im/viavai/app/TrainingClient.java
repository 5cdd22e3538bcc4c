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
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A client for a [Training]: logs in over STARTTLS and does what clients do first. It speaks to a
/// server in its own process only, so it trusts any certificate.
final class TrainingClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final String STREAM =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
          + " to='localhost' version='1.0'>";

  private Socket socket;

  private TrainingClient(Socket socket) {
    this.socket = socket;
  }

  /// Logs in with a password and has a short session.
  static void talk(int port, String name, String password) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setSoTimeout(TIMEOUT_MILLIS);
    try (TrainingClient client = new TrainingClient(plain)) {
      client.say(STREAM, "</stream:features>");
      client.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<proceed");
      client.secure(port);
      client.say(STREAM, "</stream:features>");
      String plainText = "\0" + name + "\0" + password;
      client.say(
          "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
              + Base64.getEncoder().encodeToString(plainText.getBytes(UTF_8))
              + "</auth>",
          "<success");
      client.say(STREAM, "</stream:features>");
      client.say(
          "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>");
      client.say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "<enabled");
      client.say("<iq type='get' id='2'><query xmlns='jabber:iq:roster'/></iq>", "id='2'");
      client.say("<presence/>", "<presence");
      client.say(
          "<message type='chat' id='3' to='"
              + name
              + "@localhost'><body>hi</body></message>"
              + "<r xmlns='urn:xmpp:sm:3'/>",
          "<a ");
      client.say(
          "<iq type='get' id='4' to='localhost'>"
              + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
          "</iq>");
      client.say("<iq type='set' id='5'><query xmlns='urn:xmpp:mam:2'/></iq>", "<fin");
      client.say("</stream:stream>", "</stream:stream>");
    }
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

  private void say(String xml, String until) throws IOException {
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
      heard.append(new String(buffer, 0, count, UTF_8));
    }
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
