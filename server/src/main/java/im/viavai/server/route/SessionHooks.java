package im.viavai.server.route;

import im.viavai.server.session.Session;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What features do along the life of a session: when it is bound, becomes available and ends, and
/// with what a client asks of its stream. One that fails is logged and passed over.
@Boundary("one hook that fails must not stop the others")
final class SessionHooks {
  private static final Logger log = LoggerFactory.getLogger(SessionHooks.class);

  final List<Consumer<Session>> bound = new ArrayList<>();
  final List<Arrival> available = new ArrayList<>();
  final List<BiConsumer<Session, Stanza>> unavailable = new ArrayList<>();
  final List<Consumer<Session>> ended = new ArrayList<>();
  final Map<Name, BiFunction<Session, Element, @Nullable Element>> bindRequests = new HashMap<>();
  final List<Function<Session, @Nullable Element>> bindAnswers = new ArrayList<>();
  final Map<Name, BiConsumer<Session, Element>> nonzas = new HashMap<>();

  /// What is done when a session becomes available, on the event loop if it need not wait.
  record Arrival(Predicate<Session> swiftly, Consumer<Session> action) {}

  void bound(Session session) {
    for (Consumer<Session> action : bound) guarded("bound", session, action);
  }

  void available(Session session, Patience patience, Executor waiting) {
    for (Arrival arrival : available)
      guarded(
          "available",
          session,
          of -> {
            if (arrival.swiftly().test(of)) return;
            if (patience == Patience.PATIENT) arrival.action().accept(of);
            else waiting.execute(() -> guarded("available", of, arrival.action()));
          });
  }

  void unavailable(Session session, Stanza presence) {
    for (BiConsumer<Session, Stanza> action : unavailable)
      guarded("unavailable", session, of -> action.accept(of, presence));
  }

  void ended(Session session) {
    for (Consumer<Session> action : ended) guarded("ended", session, action);
  }

  private static void guarded(String event, Session session, Consumer<Session> action) {
    try {
      action.accept(session);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("event", event)
          .addKeyValue("session", session)
          .setCause(e)
          .log("hook_failed");
    }
  }

  /// What `<bound/>` tells unasked; what cannot be told is left out.
  List<Element> bindAnswers(Session session) {
    List<Element> answers = new ArrayList<>();
    for (Function<Session, @Nullable Element> each : bindAnswers) {
      guarded(
          "bind",
          session,
          of -> {
            Element answer = each.apply(of);
            if (answer != null) answers.add(answer);
          });
    }
    return answers;
  }

  @Nullable Element bindRequest(Session session, Element request) {
    var handler = bindRequests.get(request.name());
    return handler == null ? null : handler.apply(session, request);
  }

  boolean nonza(Session session, Element nonza) {
    var handler = nonzas.get(nonza.name());
    if (handler == null) return false;
    handler.accept(session, nonza);
    return true;
  }
}
