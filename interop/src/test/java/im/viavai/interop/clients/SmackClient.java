package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jxmpp.jid.impl.JidCreate;

/// Smack, in this process.
final class SmackClient implements OtherClient {
  private final XMPPTCPConnection connection;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<Presence> requests = new LinkedBlockingQueue<>();

  SmackClient(ServerProcess server, String user) throws Exception {
    this(server, user, "smack");
  }

  SmackClient(ServerProcess server, String user, String resource) throws Exception {
    this(server, user, "secret", resource);
  }

  SmackClient(ServerProcess server, String user, String password, String resource)
      throws Exception {
    X509TrustManager trust = trust(server);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trust}, null);
    XMPPTCPConnectionConfiguration configuration =
        XMPPTCPConnectionConfiguration.builder()
            .setXmppDomain("localhost")
            .setHostAddress(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}))
            .setPort(server.port())
            .setUsernameAndPassword(user, password)
            .setResource(resource)
            .setSecurityMode(SecurityMode.required)
            .setCustomX509TrustManager(trust)
            .build();
    connection = new XMPPTCPConnection(configuration);
    connection.setReplyTimeout(30_000);
    connection.setUseStreamManagement(true);
    connection.setUseStreamManagementResumption(true);
    connection.addAsyncStanzaListener(
        stanza -> {
          if (stanza instanceof Message message && message.getBody() != null) messages.add(message);
          if (stanza instanceof Presence presence && presence.getType() == Presence.Type.subscribe)
            requests.add(presence);
        },
        stanza -> true);
    Roster.getInstanceFor(connection).setSubscriptionMode(Roster.SubscriptionMode.manual);
    connection.connect().login();
    Roster.getInstanceFor(connection).reloadAndWait();
  }

  private static X509TrustManager trust(ServerProcess server) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(server.authority())) {
      store.setCertificateEntry(
          "viavai", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  XMPPTCPConnection connection() {
    return connection;
  }

  Roster roster() {
    return Roster.getInstanceFor(connection);
  }

  @Override
  public void send(String to, String body) {
    try {
      connection.sendStanza(
          StanzaBuilder.buildMessage()
              .to(JidCreate.entityBareFrom(to + "@localhost"))
              .ofType(Message.Type.chat)
              .setBody(body)
              .build());
    } catch (SmackException
        | InterruptedException
        | org.jxmpp.stringprep.XmppStringprepException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits for a message and returns it.
  Message take(String body) {
    try {
      for (Message message = messages.poll(60, TimeUnit.SECONDS);
          message != null;
          message = messages.poll(60, TimeUnit.SECONDS)) {
        if (message.getBody().equals(body)) return message;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("no message \"" + body + "\"");
  }

  @Override
  public void awaitMessage(String body) {
    take(body);
  }

  @Override
  public void subscribe(String to) {
    try {
      roster().sendSubscriptionRequest(JidCreate.entityBareFrom(to + "@localhost"));
    } catch (SmackException
        | InterruptedException
        | org.jxmpp.stringprep.XmppStringprepException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void accept(String from) {
    try {
      Presence request = requests.poll(60, TimeUnit.SECONDS);
      if (request == null) throw new AssertionError("no request of " + from);
      connection.sendStanza(
          StanzaBuilder.buildPresence()
              .to(request.getFrom())
              .ofType(Presence.Type.subscribed)
              .build());
    } catch (SmackException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The subscription the roster shows for somebody.
  String subscription(String contact)
      throws XMPPException,
          SmackException,
          InterruptedException,
          org.jxmpp.stringprep.XmppStringprepException {
    roster().reloadAndWait();
    var entry = roster().getEntry(JidCreate.entityBareFrom(contact + "@localhost"));
    return entry == null ? "none" : entry.getType().toString();
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
