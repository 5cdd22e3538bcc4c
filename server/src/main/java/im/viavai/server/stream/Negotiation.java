package im.viavai.server.stream;

import im.viavai.server.feature.Stranger;
import im.viavai.server.net.Connection;
import im.viavai.server.net.TlsSession;
import im.viavai.server.route.LocalHost;
import im.viavai.server.route.Sessions.Binding;
import im.viavai.server.route.Sessions.Resumption;
import im.viavai.server.sasl.Bytes;
import im.viavai.server.sasl.ChannelBindings;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Mechanisms.Transport;
import im.viavai.server.sasl.Sasl1;
import im.viavai.server.sasl.SaslContext;
import im.viavai.server.sasl.SaslExchange;
import im.viavai.server.sasl.SaslFailure;
import im.viavai.server.sasl.SaslMessage;
import im.viavai.server.sasl.SaslOffer;
import im.viavai.server.sasl.SaslStep;
import im.viavai.server.session.Session;
import im.viavai.store.StoreUnavailable;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StreamError;
import im.viavai.xmpp.StreamError.Condition;
import im.viavai.xmpp.StreamException;
import im.viavai.xmpp.StreamHeader;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From the first header to the session (RFC 6120 §4.3): STARTTLS, SASL, resource binding or
/// resumption. SASL2 with all it brings inline is the work of [Sasl2Login].
///
/// Runs on the event loop. Whatever has to wait (the store, a password hash) is done by [#aside] on
/// a virtual thread; what the client sends meanwhile waits in a short queue.
@Boundary("a login that fails by our own mistake ends its stream, not the server")
final class Negotiation {
  /// Elements a client may send ahead while the server is busy with it.
  static final int AHEAD = 16;

  private static final Logger log = LoggerFactory.getLogger(Negotiation.class);
  static final Name BIND = new Name(Namespaces.BIND, "bind");

  private final Services services;
  private final ClientStream stream;
  private final Connection connection;
  private final ArrayDeque<Event> ahead = new ArrayDeque<>();
  private final Sasl1 sasl1 = new Sasl1();
  private final UnknownBinding unknownBinding = new UnknownBinding();
  private @Nullable LocalHost host;
  private @Nullable Jid claimed;
  private SaslOffer offer = SaslOffer.NONE;
  private @Nullable SaslExchange exchange;
  private @Nullable Sasl2Login login2;
  private @Nullable Identity identity;
  private @Nullable Stranger stranger;
  private int failures;
  private boolean busy;
  private boolean gone;

  /// Something the client sent.
  private interface Event {
    void happens() throws StreamException;
  }

  Negotiation(Services services, ClientStream stream, Connection connection) {
    this.services = services;
    this.stream = stream;
    this.connection = connection;
  }

  String domain() {
    return host == null ? "" : host.domain().domainpart();
  }

  Services services() {
    return services;
  }

  LocalHost host() throws StreamException {
    if (host == null) throw StreamError.of(Condition.NOT_AUTHORIZED).exception();
    return host;
  }

  SaslOffer offer() {
    return offer;
  }

  void gone() {
    gone = true;
  }

  // --- order ---

  void opened(StreamHeader header) throws StreamException {
    then(() -> header(header));
  }

  void nonza(Element element) throws StreamException {
    then(() -> element(element));
  }

  void stanza(Stanza stanza) throws StreamException {
    then(() -> request(stanza));
  }

  private void then(Event event) throws StreamException {
    if (!busy) {
      event.happens();
      return;
    }
    if (ahead.size() >= AHEAD)
      throw StreamError.of(Condition.POLICY_VIOLATION, "Wait for the answer.").exception();
    ahead.add(event);
  }

  /// Does `work` on a virtual thread, then `next` with its result on the event loop.
  <T> void aside(Supplier<T> work, Next<T> next) {
    aside(work, next, _ -> {});
  }

  /// The same for work that leaves something behind.
  ///
  /// @param unused is given the result if the client has gone meanwhile
  <T> void aside(Supplier<T> work, Next<T> next, Consumer<T> unused) {
    busy = true;
    services
        .waiting()
        .execute(() -> {
          try {
            T result = work.get();
            connection.execute(() -> {
              if (gone || stream.hasEnded()) unused.accept(result);
              else resume(() -> next.with(result));
            });
          } catch (StoreUnavailable e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("login_store_unavailable");
            stream.close(
                StreamError.of(
                    Condition.RESOURCE_CONSTRAINT,
                    "The server cannot reach its data at the moment."));
          } catch (RuntimeException e) {
            log.atError().setCause(e).log("login_failed_internally");
            stream.close(StreamError.of(Condition.INTERNAL_SERVER_ERROR));
          }
        });
  }

  /// What follows work that had to wait.
  ///
  /// @param <T> its result
  interface Next<T> {
    void with(T result) throws StreamException;
  }

  private void resume(Event first) {
    busy = false;
    try {
      first.happens();
      while (!busy && !gone && !stream.hasEnded()) {
        Event next = ahead.poll();
        if (next == null) return;
        next.happens();
      }
    } catch (StreamException e) {
      stream.fail(e.error());
    }
  }

  // --- headers and features (RFC 6120 §4.3, §4.7) ---

  private void header(StreamHeader header) throws StreamException {
    Jid to = Jid.parse(header.to()).orElse(null);
    LocalHost asked = to == null ? null : services.domains().find(to.domainpart());
    String from = asked == null ? "" : asked.domain().domainpart();
    Jid peer = header.from().isEmpty() ? null : Jid.parse(header.from()).orElse(null);
    stream.header(services.tokens().text(16), from, peer == null ? null : peer, header.lang());
    if (!stream.isHeader(header)) {
      throw StreamError.of(Condition.INVALID_NAMESPACE).exception();
    }
    if (!isVersion1(header.version()))
      throw StreamError.of(Condition.UNSUPPORTED_VERSION).exception(); // §4.7.5
    if (asked == null) throw StreamError.of(Condition.HOST_UNKNOWN).exception(); // §4.9.3.6
    if (host != null && host != asked) {
      // the domain is fixed by the first header (CVE-2018-10847)
      throw StreamError.of(Condition.NOT_AUTHORIZED, "This stream was begun for " + domain() + ".")
          .exception();
    }
    host = asked;
    // RFC 6120 §4.9.3.19: not before the stream is protected
    if (connection.secure() && stream.isDocument() && !services.redirect().isEmpty())
      throw StreamError.seeOtherHost(services.redirect()).exception();
    claimed =
        peer != null && peer.domainpart().equals(domain()) && !peer.localpart().isEmpty()
            ? peer.bare()
            : null;
    if (!connection.secure()) stream.write(starttls());
    else if (identity != null) offerSession();
    else offerLogin();
  }

  private static boolean isVersion1(String version) {
    int dot = version.indexOf('.');
    return dot > 0 && version.substring(0, dot).equals("1");
  }

  private static Element starttls() {
    return Element.builder(Namespaces.STREAMS, "features")
        .child(
            Element.builder(Namespaces.TLS, "starttls")
                .child(Element.of(Namespaces.TLS, "required"))
                .build())
        .build();
  }

  private void offerLogin() throws StreamException {
    TlsSession tls = connection.tls();
    ChannelBindings bindings = ChannelBindings.of(tls.tlsExporter(), tls.tlsServerEndPoint());
    Jid who = claimed;
    if (who == null) {
      offered(services.sasl().mechanisms().offer(Transport.ENCRYPTED, bindings));
    } else {
      aside(
          () -> services.sasl().mechanisms().offer(Transport.ENCRYPTED, bindings, who),
          this::offered);
    }
  }

  private void offered(SaslOffer offered) throws StreamException {
    offer = offered;
    stream.write(services.features().beforeLogin(services, host(), stream.framing(), offered));
  }

  /// To somebody who logged in.
  void offerSession() throws StreamException {
    stream.write(services.features().afterLogin(host(), stream.framing()));
  }

  // --- STARTTLS (RFC 6120 §5) ---

  void secured() {
    // a stream begins anew inside TLS; there is nothing to remember from before
  }

  private void startTls() throws StreamException {
    if (connection.secure()) throw StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE).exception();
    host();
    stream.write(Element.of(Namespaces.TLS, "proceed"));
    stream.discard();
    connection.startTls();
  }

  // --- elements before the session ---

  private void element(Element element) throws StreamException {
    switch (element.name().namespace()) {
      case Namespaces.TLS -> {
        if (!element.name().local().equals("starttls"))
          throw StreamError.of(Condition.UNSUPPORTED_STANZA_TYPE).exception();
        startTls();
      }
      case Namespaces.SASL -> sasl(element);
      case Namespaces.SASL2 -> sasl2(element);
      case Namespaces.STREAM_MANAGEMENT -> streamManagement(element);
      case "http://jabber.org/protocol/compress" ->
          throw StreamError.of(
                  Condition.UNSUPPORTED_STANZA_TYPE, "There is no stream compression here.")
              .exception(); // T12
      default -> {
        if (element.is(Namespaces.STREAMS, "error"))
          throw StreamError.of(Condition.UNDEFINED_CONDITION).exception();
        throw StreamError.of(
                identity == null ? Condition.NOT_AUTHORIZED : Condition.UNSUPPORTED_STANZA_TYPE)
            .exception();
      }
    }
  }

  // --- SASL (RFC 6120 §6) ---

  private void sasl(Element element) throws StreamException {
    host();
    if (!connection.secure()) {
      // asked of the transport at this moment, remembered nowhere (CVE-2014-8760)
      stream.write(new SaslFailure(SaslFailure.Condition.ENCRYPTION_REQUIRED).toSasl());
      failed();
      return;
    }
    if (identity != null || login2 != null)
      throw StreamError.of(Condition.NOT_AUTHORIZED).exception();
    switch (sasl1.parse(element)) {
      case SaslMessage.Auth(String mechanism, Bytes initial) -> {
        SaslContext context = context(unknownBinding.offerFor(mechanism, initial, offer));
        SaslExchange begun = services.sasl().mechanisms().start(mechanism, context);
        exchange = begun;
        aside(() -> initial == null ? begun.begin() : begun.respond(initial.array()), this::step);
      }
      case SaslMessage.Response(Bytes data) -> {
        SaslExchange now = exchange;
        if (now == null) throw StreamError.of(Condition.NOT_AUTHORIZED).exception();
        if (now.waits()) aside(() -> now.respond(data.array()), this::step);
        else step(now.respond(data.array()));
      }
      case SaslMessage.Abort _ ->
          step(new SaslStep.Failure(new SaslFailure(SaslFailure.Condition.ABORTED)));
      case SaslMessage.Invalid(SaslFailure failure) -> step(new SaslStep.Failure(failure));
    }
  }

  SaslContext context() throws StreamException {
    return context(offer);
  }

  private SaslContext context(SaslOffer checked) throws StreamException {
    return new SaslContext(
        host().domain(), checked, connection.remoteAddress().getAddress(), claimed);
  }

  private void step(SaslStep step) throws StreamException {
    switch (step) {
      case SaslStep.Challenge(Bytes data) -> stream.write(sasl1.challenge(data));
      case SaslStep.Success(Identity who, Bytes data, var _) -> {
        exchange = null;
        identity = who;
        stream.loggedIn();
        stream.write(sasl1.success(data));
        stream.restart();
      }
      case SaslStep.Failure(SaslFailure failure) -> {
        exchange = null;
        stream.write(failure.toSasl());
        failed();
      }
    }
  }

  /// RFC 6120 §6.4.5: a limited number of tries.
  void failed() throws StreamException {
    if (++failures >= services.limits().loginAttempts()) {
      throw StreamError.of(Condition.POLICY_VIOLATION, "Too many failed logins.").exception();
    }
  }

  // --- SASL2 (XEP-0388) ---

  private void sasl2(Element element) throws StreamException {
    host();
    if (!connection.secure()) {
      stream.write(new SaslFailure(SaslFailure.Condition.ENCRYPTION_REQUIRED).toSasl2());
      failed();
      return;
    }
    if (identity != null || exchange != null)
      throw StreamError.of(Condition.NOT_AUTHORIZED).exception();
    Sasl2Login login = login2;
    if (login == null) login2 = login = new Sasl2Login(this, stream, connection);
    login.element(element);
  }

  /// A login by SASL2 succeeded, or, with null, may be tried again.
  void identified(@Nullable Identity who) {
    identity = who;
    login2 = null;
    if (who != null) stream.loggedIn();
  }

  // --- binding and resuming (RFC 6120 §7, XEP-0198 §5) ---

  private void request(Stanza stanza) throws StreamException {
    Identity who = identity;
    if (who == null) {
      if (!beforeLogin(stanza))
        throw StreamError.of(Condition.NOT_AUTHORIZED).exception(); // §4.9.3.12
      return;
    }
    boolean binds =
        stanza.kind() == Stanza.Kind.IQ && stanza.type().equals("set") && stanza.has(BIND);
    if (!binds)
      throw StreamError.of(Condition.NOT_AUTHORIZED, "Bind a resource first.").exception(); // §7.1
    String resource =
        stanza
            .element(BIND)
            .flatMap(b -> b.child("resource"))
            .map(Element::text)
            .orElse("")
            .strip();
    Binding atOnce = services.sessions().bindAtOnce(who, resource, stream);
    if (atOnce != null) {
      bound(stanza, atOnce);
      return;
    }
    aside(
        () -> services.sessions().bind(who, resource, stream),
        binding -> bound(stanza, binding),
        this::unbind);
  }

  private boolean beforeLogin(Stanza stanza) throws StreamException {
    if (!connection.secure() || stanza.kind() != Stanza.Kind.IQ || !stanza.isRequest())
      return false;
    if (stanza.children().size() != 1 || stanza.id().isEmpty()) return false;
    LocalHost here = host();
    var handler = here.beforeLogin(stanza.children().getFirst().name());
    if (handler == null) return false;
    Stranger who = stranger();
    aside(
        () -> handler.answer(stanza.withFrom(null).withTo(here.domain()), who),
        reply -> stream.write(reply.withTo(null)));
    return true;
  }

  private Stranger stranger() {
    Stranger now = stranger;
    if (now == null) stranger = now = new Stranger(connection.remoteAddress().getAddress());
    return now;
  }

  /// A resource was bound for a client that has gone (CVE-2026-43506: it would stay for ever).
  void unbind(Binding binding) {
    if (binding instanceof Binding.Bound(Session session)) services.sessions().close(session);
  }

  private void bound(Stanza request, Binding binding) throws StreamException {
    switch (binding) {
      case Binding.Refused(StanzaError error) ->
          stream.write(request.withAddresses(null, null).error(error));
      case Binding.Bound(Session session) -> {
        stream.established(session, host());
        stream.write(
            request
                .withAddresses(null, null)
                .result(Element.builder(BIND).child("jid", session.address().toString()).build()));
      }
    }
  }

  private void streamManagement(Element element) throws StreamException {
    Identity who = identity;
    if (who == null) throw StreamError.of(Condition.NOT_AUTHORIZED).exception();
    if (!element.name().local().equals("resume")) {
      stream.write(
          StreamManagement.failed("unexpected-request", -1)); // XEP-0198 §3: only after binding
      return;
    }
    String id = element.attribute("previd");
    long h = StreamManagement.counter(element, "h");
    if (h < 0) throw StreamError.of(Condition.INVALID_XML).exception();
    aside(
        () -> services.sessions().resume(who, id, stream),
        resumption -> {
          switch (resumption) {
            case Resumption.Failed(long handled) ->
                stream.write(StreamManagement.failed("item-not-found", handled));
            case Resumption.Resumed(Session session) -> {
              if (!takeOver(session, h)) {
                stream.write(StreamManagement.failed("item-not-found", -1));
                return;
              }
              stream.write(StreamManagement.resumed(id, session.handled()));
              session.resend();
            }
          }
        });
  }

  /// Puts this stream below a session that is resumed. False if another stream does the same.
  boolean takeOver(Session session, long h) throws StreamException {
    return switch (services.sessions().attach(session, stream, h)) {
      case BELOW -> {
        stream.established(session, host());
        yield true;
      }
      case TAKEN -> false;
      case TOO_HIGH -> {
        services.sessions().close(session);
        throw StreamManagement.tooHigh(h, session.sent()).exception();
      }
    };
  }
}
