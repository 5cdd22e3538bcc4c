package im.viavai.features.commands;

import im.viavai.features.commands.CommandSessions.Running;
import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Position;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.feature.IqRequest;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;

/// One step of a command that the requester may run (§2.4). May wait.
///
/// ```
/// execute  ->  form  ->  next    ->  form  ->  complete  ->  completed
///                          <-  prev           cancel  ->  canceled
/// ```
record Steps(CommandSessions sessions) {
  private static final String NS = AdHocCommands.NS;
  private static final List<String> ACTIONS =
      List.of("execute", "next", "prev", "complete", "cancel");

  Stanza answer(IqRequest request, Command command) {
    Element payload = request.payload();
    String action = payload.hasAttribute("action") ? payload.attribute("action") : "execute";
    if (!ACTIONS.contains(action)) {
      return refuse(request, "malformed-action", "There is no such action.");
    }
    if (!isLocale(payload.attribute("xml:lang")) || !isLocale(request.stanza().lang())) { // §3.7
      return refuse(request, "bad-locale", "This is no language.");
    }
    if (!payload.hasAttribute("sessionid")) {
      return action.equals("execute")
          ? begin(request, command)
          : refuse(request, "bad-action", "A command begins with execute.");
    }
    String id = payload.attribute("sessionid");
    if (id.isEmpty()) return refuse(request, "bad-sessionid", "A session id is not empty."); // §4.1
    Running session = sessions.find(id, request.from(), command);
    if (session == null) {
      return failed(
          request,
          StanzaError.of(Condition.NOT_ALLOWED, "This command is over. Begin again.")
              .with(Element.of(NS, "session-expired")));
    }
    synchronized (session) {
      return step(request, session, action, payload);
    }
  }

  /// Commands speak English to everybody, but a language has to be one (RFC 5646 §2.1).
  private static boolean isLocale(String tag) {
    if (tag.isEmpty()) return true; // none was named
    try {
      new Locale.Builder().setLanguageTag(tag);
      return true;
    } catch (IllformedLocaleException e) {
      return false;
    }
  }

  private Stanza begin(IqRequest request, Command command) {
    Stage stage = command.begin(request.from());
    if (stage instanceof Stage.Failed(StanzaError error)) return failed(request, error);
    Running session = sessions.begin(request.from(), command);
    synchronized (session) {
      return enter(request, session, stage);
    }
  }

  private Stanza step(IqRequest request, Running session, String action, Element payload) {
    Stage.Ask now = session.way.peek();
    if (now == null) throw new IllegalStateException("a session without a stage");
    String forward = now.position() == Position.LAST ? "complete" : "next";
    return switch (action) {
      case "cancel" -> {
        sessions.end(session);
        yield result(request, command(session, "canceled").build());
      }
      case "prev" -> {
        if (session.way.size() < 2) {
          yield refuse(request, "bad-action", "This is the first step.");
        }
        session.way.pop();
        yield show(request, session);
      }
      case String other when other.equals("execute") || other.equals(forward) ->
          submit(request, session, now, payload);
      default -> refuse(request, "bad-action", "Now only " + forward + " goes on.");
    };
  }

  private Stanza submit(IqRequest request, Running session, Stage.Ask now, Element payload) {
    // §3.5.1: cancel is taken for submit
    DataForm answers = payload.child(DataForm.X).flatMap(DataForm::parse).orElse(null);
    if (answers == null
        || answers.type() == DataForm.Type.FORM
        || answers.type() == DataForm.Type.RESULT) {
      return refuse(request, "bad-payload", "The form has to be filled in and submitted.");
    }
    if (!answers.formType().isEmpty() && !answers.formType().equals(now.form().formType())) {
      return refuse(request, "bad-payload", "This is another form than the one that was sent.");
    }
    List<String> problems = now.form().problems(answers);
    if (!problems.isEmpty()) {
      return refuse(request, "bad-payload", String.join("; ", problems) + ".");
    }
    Stage next = now.then().with(answers);
    if (next instanceof Stage.Failed(StanzaError error)) return failed(request, error);
    return enter(request, session, next);
  }

  private Stanza enter(IqRequest request, Running session, Stage stage) {
    return switch (stage) {
      case Stage.Ask ask -> {
        if (session.way.size() >= CommandSessions.DEPTH) {
          sessions.end(session);
          yield failed(request, StanzaError.of(Condition.RESOURCE_CONSTRAINT, "Too many steps."));
        }
        session.way.push(ask);
        yield show(request, session);
      }
      case Stage.Done(String note, DataForm result) -> {
        sessions.end(session);
        Element.Builder done = command(session, "completed");
        if (!note.isEmpty()) {
          done.child(Element.of(NS, "note").with("type", "info").withText(note));
        }
        if (result != null) done.child(result.toElement());
        yield result(request, done.build());
      }
      case Stage.Failed(StanzaError error) -> failed(request, error);
    };
  }

  private static Stanza show(IqRequest request, Running session) {
    Stage.Ask ask = session.way.element();
    String forward = ask.position() == Position.LAST ? "complete" : "next";
    Element.Builder actions = Element.builder(NS, "actions").attribute("execute", forward);
    if (session.way.size() > 1) actions.child(Element.of(NS, "prev"));
    actions.child(Element.of(NS, forward));
    return result(
        request,
        command(session, "executing").child(actions.build()).child(ask.form().toElement()).build());
  }

  /// §3.7: says the language.
  private static Stanza result(IqRequest request, Element command) {
    Stanza iq = request.stanza();
    return Stanza.iq()
        .from(iq.to())
        .to(iq.from())
        .id(iq.id())
        .type("result")
        .lang("en")
        .child(command)
        .build();
  }

  private static Element.Builder command(Running session, String status) {
    return Element.builder(NS, "command")
        .attribute("node", session.command.node())
        .attribute("sessionid", session.id)
        .attribute("status", status);
  }

  /// An error of a command under way names it and its session (§3.7, example 23): by these some
  /// clients find what has failed, slixmpp 1.8 for one. The form is not sent back.
  static Stanza failed(IqRequest request, StanzaError error) {
    Element asked = request.payload();
    String id = asked.attribute("sessionid");
    Stanza answer = request.error(error);
    return id.isEmpty()
        ? answer
        : answer.plus(
            Element.builder(NS, "command")
                .attribute("node", asked.attribute("node"))
                .attribute("sessionid", id)
                .build());
  }

  /// §4.4.
  private static Stanza refuse(IqRequest request, String condition, String text) {
    return failed(
        request, StanzaError.of(Condition.BAD_REQUEST, text).with(Element.of(NS, condition)));
  }
}
