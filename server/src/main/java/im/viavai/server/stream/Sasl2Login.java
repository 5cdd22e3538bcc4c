package im.viavai.server.stream;

import im.viavai.server.net.Connection;
import im.viavai.server.route.Hashes;
import im.viavai.server.route.LocalHost;
import im.viavai.server.route.Sessions.Binding;
import im.viavai.server.route.Sessions.Resumption;
import im.viavai.server.sasl.Bind2Request;
import im.viavai.server.sasl.Bytes;
import im.viavai.server.sasl.Sasl2;
import im.viavai.server.sasl.Sasl2Message;
import im.viavai.server.sasl.SaslExchange;
import im.viavai.server.sasl.SaslFailure;
import im.viavai.server.sasl.SaslOffer;
import im.viavai.server.sasl.SaslStep;
import im.viavai.server.sasl.ScramUpgrade;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.sasl.UserAgent;
import im.viavai.server.session.Login;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StreamError;
import im.viavai.xmpp.StreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One login by SASL2 (XEP-0388), with all it brings inline: Bind 2 (XEP-0386), resumption
/// (XEP-0198), FAST tokens (XEP-0484) and upgrades of keys (XEP-0480). One round trip from
/// `<authenticate/>` to a session.
///
/// ```
/// <authenticate/>  ->  challenge/response ...  ->  upgrade tasks  ->  resume, else bind  ->  <success/>, <features/>
/// ```
final class Sasl2Login {
  private static final Name ENABLE = new Name(Namespaces.STREAM_MANAGEMENT, "enable");
  private static final Name RESUME = new Name(Namespaces.STREAM_MANAGEMENT, "resume");
  private static final int SUFFIX = 12;

  private final Negotiation negotiation;
  private final ClientStream stream;
  private final Connection connection;
  private final Sasl2 grammar = new Sasl2();
  private Sasl2Message.@Nullable Authenticate request;
  private @Nullable SaslExchange exchange;
  private SaslStep.@Nullable Success success;
  private List<String> tasks = List.of();
  private ScramUpgrade.@Nullable Task task;

  Sasl2Login(Negotiation negotiation, ClientStream stream, Connection connection) {
    this.negotiation = negotiation;
    this.stream = stream;
    this.connection = connection;
  }

  /// What can be negotiated along with the login (XEP-0388 §2.1).
  static List<Element> inline(Services services, LocalHost host, SaslOffer offer) {
    List<Element> inline = new ArrayList<>();
    List<String> bindFeatures = new ArrayList<>();
    bindFeatures.add(Namespaces.STREAM_MANAGEMENT);
    for (Name name : host.bindRequests())
      if (!bindFeatures.contains(name.namespace())) bindFeatures.add(name.namespace());
    inline.add(new Sasl2().bindFeature(bindFeatures));
    inline.add(StreamManagement.feature());
    services.sasl().fast().feature(offer).ifPresent(inline::add);
    return inline;
  }

  void element(Element element) throws StreamException {
    switch (grammar.parse(element)) {
      case Sasl2Message.Authenticate authenticate -> authenticate(authenticate);
      case Sasl2Message.Response(Bytes data) -> {
        SaslExchange now = exchange;
        if (now == null) throw outOfOrder();
        negotiation.aside(() -> permitted(now.respond(data.array())), this::step);
      }
      case Sasl2Message.Abort _ -> failed(new SaslFailure(SaslFailure.Condition.ABORTED));
      case Sasl2Message.Next(String name, List<Element> _) -> next(name);
      case Sasl2Message.TaskData(List<Element> content) -> taskData(content);
      case Sasl2Message.Invalid(SaslFailure failure) -> failed(failure);
    }
  }

  private static StreamException outOfOrder() {
    return StreamError.of(StreamError.Condition.NOT_AUTHORIZED).exception();
  }

  private void authenticate(Sasl2Message.Authenticate authenticate) throws StreamException {
    if (request != null) throw outOfOrder();
    request = authenticate;
    var sasl = negotiation.services().sasl();
    SaslExchange begun =
        authenticate.fast() == null
            ? sasl.mechanisms().start(authenticate.mechanism(), negotiation.context())
            : sasl.fast()
                .start(
                    authenticate.mechanism(),
                    negotiation.context(),
                    authenticate.fast(),
                    authenticate.userAgent().id());
    exchange = begun;
    Bytes initial = authenticate.initialResponse();
    negotiation.aside(
        () -> permitted(initial == null ? begun.begin() : begun.respond(initial.array())),
        this::step);
  }

  /// What has proven itself may still be refused, before anything is done on its behalf.
  private SaslStep permitted(SaslStep step) {
    Sasl2Message.Authenticate wanted = request;
    if (!(step instanceof SaslStep.Success done) || wanted == null) return step;
    boolean permitted =
        negotiation
            .services()
            .boundDevices()
            .permits(
                done.identity(), wanted.userAgent().id(), wanted.mechanism(), negotiation.offer());
    return permitted
        ? step
        : new SaslStep.Failure(
            new SaslFailure(
                SaslFailure.Condition.NOT_AUTHORIZED,
                "This device used channel binding before, and must do so again."));
  }

  private void step(SaslStep step) throws StreamException {
    switch (step) {
      case SaslStep.Challenge(Bytes data) -> stream.write(grammar.challenge(data));
      case SaslStep.Failure(SaslFailure failure) -> failed(failure);
      case SaslStep.Success done -> {
        exchange = null;
        success = done;
        tasks =
            request == null
                ? List.of()
                : negotiation.services().sasl().upgrades().tasks(done, request.upgrades());
        if (tasks.isEmpty()) finish(done, done.additionalData());
        else
          stream.write(grammar.continueWith(done.additionalData(), List.of(tasks.getFirst()), ""));
      }
    }
  }

  private void failed(SaslFailure failure) throws StreamException {
    negotiation.identified(null);
    stream.write(failure.toSasl2());
    negotiation.failed();
  }

  // --- tasks (XEP-0388 §2.6.3, XEP-0480) ---

  private void next(String name) throws StreamException {
    SaslStep.Success proven = success;
    if (proven == null || task != null || !tasks.contains(name)) throw outOfOrder();
    Optional<ScramUpgrade.Task> started =
        negotiation.services().sasl().upgrades().start(proven, name);
    if (started.isEmpty()) {
      failed(new SaslFailure(SaslFailure.Condition.MALFORMED_REQUEST));
      return;
    }
    task = started.get();
    tasks = tasks.stream().filter(other -> !other.equals(name)).toList();
    stream.write(grammar.taskData(List.of(started.get().request())));
  }

  private void taskData(List<Element> content) throws StreamException {
    ScramUpgrade.Task running = task;
    SaslStep.Success proven = success;
    if (running == null || proven == null) throw outOfOrder();
    negotiation.aside(
        () -> running.finish(content),
        failure -> {
          task = null;
          if (failure.isPresent()) failed(failure.get());
          else if (tasks.isEmpty())
            finish(proven, Bytes.EMPTY); // the additional data went with <continue/>
          else stream.write(grammar.continueWith(Bytes.EMPTY, List.of(tasks.getFirst()), ""));
        });
  }

  // --- the end: resume, else bind, then <success/> ---

  /// What the virtual thread found out for the end of the login.
  private record Outcome(
      @Nullable Element token,
      @Nullable Resumption resumption,
      @Nullable Binding binding,
      List<Element> unasked) {}

  private void finish(SaslStep.Success proven, Bytes additionalData) throws StreamException {
    Sasl2Message.Authenticate wanted = request;
    if (wanted == null) throw outOfOrder();
    Element resume =
        wanted.inline().stream().filter(e -> e.name().equals(RESUME)).findFirst().orElse(null);
    long h = resume == null ? -1 : StreamManagement.counter(resume, "h");
    Services services = negotiation.services();
    LocalHost host = negotiation.host();
    negotiation.aside(
        () -> {
          Element token =
              services
                  .sasl()
                  .fast()
                  .grant(
                      proven,
                      wanted.userAgent().id(),
                      wanted.userAgent().description(),
                      wanted.requestToken())
                  .orElse(null);
          Resumption resumption =
              resume == null || h < 0
                  ? null
                  : services
                      .sessions()
                      .resume(proven.identity(), resume.attribute("previd"), stream);
          return resumption instanceof Resumption.Resumed
              ? new Outcome(token, resumption, null, List.of())
              : bind(proven, wanted, host, token, resumption);
        },
        outcome -> succeed(proven, additionalData, wanted, resume, h, outcome),
        this::undo);
  }

  /// Binds what was asked for inline, if anything was. Virtual thread.
  private Outcome bind(
      SaslStep.Success proven,
      Sasl2Message.Authenticate wanted,
      LocalHost host,
      @Nullable Element token,
      @Nullable Resumption resumption) {
    if (wanted.bind() == null) return new Outcome(token, resumption, null, List.of());
    Binding binding =
        negotiation
            .services()
            .sessions()
            .bind(proven.identity(), resource(wanted.bind(), wanted), stream);
    if (!(binding instanceof Binding.Bound(Session session)))
      return new Outcome(token, resumption, binding, List.of());
    login(proven, wanted).on(session);
    return new Outcome(token, resumption, binding, host.bindAnswers(session));
  }

  /// The client has gone meanwhile.
  private void undo(Outcome outcome) {
    if (outcome.binding() != null) negotiation.unbind(outcome.binding());
  }

  private static Login login(SaslStep.Success proven, Sasl2Message.Authenticate wanted) {
    UserAgent agent = wanted.userAgent();
    return new Login(
        agent.id(),
        agent.software(),
        agent.device(),
        switch (proven.proof()) {
          case SaslStep.Proof.Password _ -> Login.Method.PASSWORD;
          case SaslStep.Proof.Token _ -> Login.Method.TOKEN;
        });
  }

  private void succeed(
      SaslStep.Success proven,
      Bytes additionalData,
      Sasl2Message.Authenticate wanted,
      @Nullable Element resume,
      long h,
      Outcome outcome)
      throws StreamException {
    List<Element> more = new ArrayList<>();
    Jid authorized = proven.identity().account();
    if (outcome.resumption() instanceof Resumption.Resumed(Session session) && resume != null) {
      if (!negotiation.takeOver(session, h)) { // another stream has it: as if it were not there
        LocalHost host = negotiation.host();
        negotiation.aside(
            () -> bind(proven, wanted, host, outcome.token(), new Resumption.Failed(-1)),
            next -> succeed(proven, additionalData, wanted, resume, h, next),
            this::undo);
        return;
      }
      negotiation.identified(proven.identity());
      more.add(StreamManagement.resumed(resume.attribute("previd"), session.handled()));
      if (outcome.token() != null) more.add(outcome.token());
      stream.write(grammar.success(additionalData, session.address(), more));
      session.resend();
      return;
    }
    negotiation.identified(proven.identity());
    if (outcome.resumption() instanceof Resumption.Failed(long handled)) {
      more.add(StreamManagement.failed("item-not-found", handled));
    }
    Session bound = null;
    if (outcome.binding() instanceof Binding.Bound(Session session) && wanted.bind() != null) {
      bound = session;
      authorized = session.address();
      stream.established(session, negotiation.host());
      List<Element> answers = enableAll(session, wanted.bind());
      answers.addAll(outcome.unasked()); // §4: the archive as it is now
      more.add(grammar.bound(answers));
    } else if (outcome.binding() instanceof Binding.Refused(StanzaError error)) {
      // XEP-0386 §4: the login stands or falls with what was asked for inline
      throw StreamError.of(StreamError.Condition.RESOURCE_CONSTRAINT, error.text()).exception();
    }
    if (outcome.token() != null) more.add(outcome.token());
    stream.write(grammar.success(additionalData, authorized, more));
    // XEP-0388 §2.6.1: no new header, but features at once
    if (bound == null) negotiation.offerSession();
    else stream.write(Element.of(Namespaces.STREAMS, "features"));
  }

  private List<Element> enableAll(Session session, Bind2Request bind) throws StreamException {
    LocalHost host = negotiation.host();
    List<Element> answers = new ArrayList<>();
    for (Element feature : bind.features()) {
      if (feature.name().equals(ENABLE)) {
        answers.add(StreamManagement.enable(negotiation.services().sessions(), session, feature));
        continue;
      }
      Element answer = host.onBindRequest(session, feature);
      if (answer != null) answers.add(answer);
    }
    return answers;
  }

  /// XEP-0386 §5: the tag, and something that stays the same for the same installation.
  private String resource(Bind2Request bind, Sasl2Message.Authenticate wanted) {
    String tag = bind.tag().isEmpty() ? "viavai" : bind.tag();
    String device = wanted.userAgent().id();
    String suffix =
        device.isEmpty()
            ? negotiation.services().tokens().text(Tokens.MIN_BYTES)
            : Hashes.sha256(device)
                .substring(
                    0, SUFFIX); // others see the resource; the id of the device is not theirs
    return tag + "~" + suffix;
  }

  @Override
  public String toString() {
    return "SASL2 login from " + connection.remoteAddress();
  }
}
