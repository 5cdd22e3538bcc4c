package im.viavai.interop.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Limits;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamException;
import im.viavai.xmpp.StreamHeader;
import im.viavai.xmpp.StreamReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A client on one device: logs in, sends, and keeps in mind what the server acknowledged. After a
/// lost connection it resumes if it can, and sends again what was not acknowledged, as XEP-0198 §5
/// tells clients to.
final class Device {
  private static final String SM = "urn:xmpp:sm:3";
  private static final Name MAM_RESULT = new Name("urn:xmpp:mam:2", "result");
  private static final Name BODY = new Name("jabber:client", "body");
  private static final Name ERROR = new Name("jabber:client", "error");
  private static final Name STATUS = new Name("jabber:client", "status");

  /// What the network keeps for a device that does not read.
  private static final int NETWORK_BYTES = 64 * 1024;

  private final String user;
  private final String resource;
  private final SSLSocketFactory trust;
  private final History history;
  private final Deque<Out> unacked = new ArrayDeque<>(); // guarded by this, as is all below
  private final Map<String, CompletableFuture<Stanza>> answers = new HashMap<>();
  private final List<ArchivedOp> page = new ArrayList<>();
  private @Nullable Socket socket;
  private @Nullable OutputStream out;
  private @Nullable String resumeId;
  private CompletableFuture<Element> step = new CompletableFuture<>();
  private long acked;
  private long received;
  private int nextId;
  private int statuses;
  private volatile boolean online;
  private boolean managed;
  private final Object reading = new Object();
  private volatile boolean stalled;

  /// A stanza written and not yet acknowledged; `op` is null for what is no message.
  private record Out(String xml, @Nullable Op op) {}

  /// A message found in an archive.
  record ArchivedOp(String archiveId, String op) {}

  Device(String user, String resource, SSLSocketFactory trust, History history) {
    this.user = user;
    this.resource = resource;
    this.trust = trust;
    this.history = history;
  }

  String user() {
    return user;
  }

  boolean isOnline() {
    return online;
  }

  // --- connection ---

  /// Logs in. Throws if the server is not there.
  void connect(int tlsPort) throws IOException {
    Socket plain = new Socket();
    plain.setReceiveBufferSize(NETWORK_BYTES);
    plain.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), tlsPort));
    plain.setTcpNoDelay(true);
    Socket tls = trust.createSocket(plain, "127.0.0.1", tlsPort, true);
    synchronized (this) {
      socket = tls;
      out = tls.getOutputStream();
      step = new CompletableFuture<>();
      managed = false;
    }
    Thread.ofVirtual().name(user + "/" + resource).start(() -> read(tls));
    open();
    String secret = Base64.getEncoder().encodeToString(("\0" + user + "\0secret").getBytes(UTF_8));
    ask(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + secret + "</auth>",
        "success");
    open();
    String previous = resumeId;
    if (previous != null) {
      Element answer =
          ask(
              "<resume xmlns='" + SM + "' previd='" + previous + "' h='" + received + "'/>",
              "resumed",
              "failed");
      if (answer.name().local().equals("resumed")) {
        synchronized (this) {
          acknowledge(Long.parseLong(answer.attribute("h")));
          online = true;
          managed = true;
          history.resumed();
          for (Out again : unacked) write(again.xml());
          write("<r xmlns='" + SM + "'/>");
        }
        return;
      }
      if (answer.hasAttribute("h")) {
        synchronized (this) {
          acknowledge(Long.parseLong(answer.attribute("h")));
        }
      }
    }
    bind();
  }

  private void open() throws IOException {
    ask(
        "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
        "features");
  }

  private void bind() throws IOException {
    Stanza bound =
        query(
            "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>"
                + resource
                + "</resource></bind>");
    if (bound.isError()) throw new IOException("not bound: " + bound);
    List<Op> again = new ArrayList<>();
    synchronized (this) {
      for (Out out : unacked) if (out.op() != null) again.add(out.op());
      unacked.clear();
    }
    Element enabled = ask("<enable xmlns='" + SM + "' resume='true'/>", "enabled");
    synchronized (this) {
      resumeId = enabled.attribute("id");
      acked = 0;
      managed = true;
    }
    query("<enable xmlns='urn:xmpp:carbons:2'/>");
    synchronized (this) {
      online = true;
      counted("<presence/>", null);
      for (Op op : again) counted(op.xml(), op);
      write("<r xmlns='" + SM + "'/>");
    }
  }

  private void counted(String xml, @Nullable Op op) throws IOException {
    unacked.add(new Out(xml, op));
    write(xml);
  }

  private Element ask(String xml, String... expected) throws IOException {
    CompletableFuture<Element> answer;
    synchronized (this) {
      step = answer = new CompletableFuture<>();
      write(xml);
    }
    Element element = wait(answer);
    for (String name : expected) if (element.name().local().equals(name)) return element;
    throw new IOException(
        user + ": expected " + String.join(" or ", expected) + ", got " + element);
  }

  private Stanza query(String payload) throws IOException {
    return query("set", payload);
  }

  private Stanza query(String type, String payload) throws IOException {
    CompletableFuture<Stanza> answer = new CompletableFuture<>();
    synchronized (this) {
      String id = "q" + nextId++;
      answers.put(id, answer);
      String xml = "<iq type='" + type + "' id='" + id + "'>" + payload + "</iq>";
      if (managed) counted(xml, null);
      else write(xml);
    }
    return wait(answer);
  }

  private static <T> T wait(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void write(String xml) throws IOException {
    OutputStream to = out;
    if (to == null) throw new IOException("not connected");
    to.write(xml.getBytes(UTF_8));
    to.flush();
  }

  /// Cuts the connection as a lost network does.
  synchronized void cut() {
    online = false;
    try {
      if (socket != null) socket.close();
    } catch (IOException e) {
      // that is what was wanted
    }
  }

  // --- sending ---

  /// Sends a message, now or after the next login.
  synchronized void send(Op op) {
    unacked.add(new Out(op.xml(), op));
    if (!online) return;
    try {
      write(op.xml() + "<r xmlns='" + SM + "'/>");
    } catch (IOException e) {
      online = false;
    }
  }

  private void acknowledge(long h) {
    while (acked < h && !unacked.isEmpty()) {
      acked++;
      Op op = unacked.remove().op();
      if (op != null) history.acked(op);
    }
  }

  synchronized int unackedCount() {
    return unacked.size();
  }

  // --- receiving ---

  private void read(Socket from) {
    try {
      StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, new Incoming(from));
      byte[] buffer = new byte[16 * 1024];
      while (true) {
        awaitReading();
        int n = from.getInputStream().read(buffer);
        if (n < 0) break;
        reader.feed(buffer, 0, n);
        if (restart) {
          restart = false;
          reader.restart();
        }
      }
    } catch (IOException | StreamException e) {
      // the connection is gone; what was not acknowledged stays in mind
    }
    synchronized (this) {
      if (!from.equals(socket)) return;
      online = false;
      IOException gone = new IOException("connection lost");
      step.completeExceptionally(gone);
      answers.values().forEach(answer -> answer.completeExceptionally(gone));
      answers.clear();
    }
  }

  private boolean restart;

  private final class Incoming implements StreamReader.Handler {
    private final Socket from;

    Incoming(Socket from) {
      this.from = from;
    }

    @Override
    public void opened(StreamHeader header) {
      // features follow
    }

    @Override
    public void stanza(Stanza stanza) {
      synchronized (Device.this) {
        if (!from.equals(socket)) return;
        received++;
        switch (stanza.kind()) {
          case IQ -> {
            CompletableFuture<Stanza> answer = answers.remove(stanza.id());
            if (answer != null) answer.complete(stanza);
          }
          case MESSAGE -> message(stanza);
          case PRESENCE -> {
            if (stanza.has(STATUS)) statuses++;
          }
        }
      }
    }

    @Override
    public void nonza(Element element) {
      synchronized (Device.this) {
        if (!from.equals(socket)) return;
        switch (element.name().local()) {
          case "r" -> {
            try {
              write("<a xmlns='" + SM + "' h='" + received + "'/>");
            } catch (IOException e) {
              online = false;
            }
          }
          case "a" -> acknowledge(Long.parseLong(element.attribute("h")));
          case "success" -> {
            restart = true;
            step.complete(element);
          }
          case "enabled" -> {
            received = 0;
            step.complete(element);
          }
          default -> step.complete(element);
        }
      }
    }

    @Override
    public void closed() {}

    @Override
    public void whitespace() {}
  }

  private void message(Stanza message) {
    message.element(MAM_RESULT).ifPresentOrElse(this::archived, () -> live(message));
  }

  private void archived(Element result) {
    String op =
        result.children().stream()
            .flatMap(forwarded -> forwarded.children().stream())
            .flatMap(inner -> inner.child(BODY).stream())
            .map(Element::text)
            .findFirst()
            .orElse("");
    page.add(new ArchivedOp(result.attribute("id"), op));
  }

  private void live(Stanza message) {
    if (message.isError()) {
      history.refused(message.id(), errorOf(message));
      return;
    }
    message.element(BODY).map(Element::text).ifPresent(op -> history.received(user, op));
  }

  private static String errorOf(Stanza stanza) {
    return stanza
        .element(ERROR)
        .map(error ->
            error.attribute("type")
                + "/"
                + error.children().stream()
                    .filter(child -> !child.name().local().equals("text"))
                    .map(child -> child.name().local())
                    .findFirst()
                    .orElse(""))
        .orElse("");
  }

  // --- what else clients do ---

  /// Broadcasts presence.
  synchronized void available(String status) throws IOException {
    counted("<presence><status>" + status + "</status></presence>", null);
    write("<r xmlns='" + SM + "'/>");
  }

  /// Asks the server for a sign of life (XEP-0199).
  void ping() throws IOException {
    Stanza answer = query("get", "<ping xmlns='urn:xmpp:ping'/>");
    if (answer.isError()) throw new IOException("ping: " + errorOf(answer));
  }

  /// Asks for the contacts (RFC 6121 §2.2).
  void roster() throws IOException {
    Stanza answer = query("get", "<query xmlns='jabber:iq:roster'/>");
    if (answer.isError()) throw new IOException("roster: " + errorOf(answer));
  }

  /// How much presence with a text this device saw.
  synchronized int statusesSeen() {
    return statuses;
  }

  /// From now on it reads nothing more, as a phone that sleeps; its network keeps little for it.
  void stopReading() {
    stalled = true;
  }

  /// Reads again.
  void readAgain() {
    synchronized (reading) {
      stalled = false;
      reading.notifyAll();
    }
  }

  private void awaitReading() throws IOException {
    synchronized (reading) {
      while (stalled) {
        try {
          reading.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
      }
    }
  }

  // --- archive ---

  /// Reads the whole archive from its beginning, page by page (XEP-0313 §4.3, XEP-0059).
  List<ArchivedOp> archive() throws IOException {
    List<ArchivedOp> all = new ArrayList<>();
    String after = "";
    while (true) {
      synchronized (this) {
        page.clear();
      }
      Stanza answer =
          query(
              "<query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max>100</max>"
                  + (after.isEmpty() ? "" : "<after>" + after + "</after>")
                  + "</set></query>");
      if (answer.isError()) throw new IOException("archive: " + answer);
      synchronized (this) {
        all.addAll(page);
        if (page.isEmpty() || answer.toString().contains("complete='true'")) return all;
        after = page.getLast().archiveId();
      }
    }
  }
}
