package im.viavai.features.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.feature.Command;
import im.viavai.server.feature.Command.Position;
import im.viavai.server.feature.Command.Stage;
import im.viavai.server.feature.IqRequest;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.StreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random steps of several requesters in several commands: each answer is the one that a model of
/// the sessions foretells.
final class CommandSessionsPropertyTest {
  private static final String NS = AdHocCommands.NS;
  private static final List<String> ACTIONS =
      List.of("", "execute", "execute", "next", "prev", "complete", "complete", "cancel", "dance");
  private static final List<String> PAYLOADS =
      List.of(
          "",
          "<x xmlns='jabber:x:data' type='submit'/>",
          "<x xmlns='jabber:x:data' type='submit'><field var='word'><value>yes</value></field></x>",
          "<x xmlns='jabber:x:data' type='cancel'/>", // §3.5.1: as submit
          "<x xmlns='jabber:x:data' type='submit'><field var='word'><value>no</value></field></x>",
          "<x xmlns='jabber:x:data' type='submit'><field var='sure'><value>perhaps</value></field></x>",
          "<x xmlns='jabber:x:data' type='form'/>",
          "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>other</value></field></x>",
          "<x xmlns='jabber:x:data' type='strange'/>",
          "<x xmlns='other'/>");
  private static final Set<Integer> GOOD = Set.of(1, 2, 3);
  private static final int REFUSED = 4;

  /// What there is to know of a session.
  private static final class Known {
    private final Jid requester;
    private final int forms;
    private int form = 1;
    private long touched;

    private Known(Jid requester, int forms) {
      this.requester = requester;
      this.forms = forms;
    }
  }

  /// A command under test, and the model of its sessions, those touched last at the end.
  private static final class Play {
    private final Random random;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final List<Jid> requesters;
    private final List<String> ever = new ArrayList<>(List.of("made-up", "", "made-up"));
    private final CommandSessions sessions;
    private final Steps steps;
    private long nanos = Long.MAX_VALUE - Duration.ofHours(1).toNanos(); // it may turn over
    private int ids;

    private Play(long seed, List<Jid> requesters) {
      this.random = new Random(seed);
      this.requesters = requesters;
      this.sessions = new CommandSessions(() -> "s" + ids++, () -> nanos);
      this.steps = new Steps(sessions);
    }

    private <T> T one(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    /// Ids of late more often than those of long ago.
    private @Nullable String id() {
      return switch (random.nextInt(6)) {
        case 0 -> null;
        case 1 -> one(ever);
        default -> ever.get(Math.max(0, ever.size() - 1 - random.nextInt(12)));
      };
    }

    private void step() throws StreamException {
      if (random.nextInt(8) == 0) nanos += Duration.ofSeconds(random.nextInt(1000)).toNanos();
      int payload = random.nextInt(PAYLOADS.size());
      int forms = 1 + random.nextInt(3);
      step(one(requesters), forms, one(ACTIONS), id(), payload);
    }

    private void step(Jid requester, int forms, String action, @Nullable String id, int payload)
        throws StreamException {
      known
          .values()
          .removeIf(session -> nanos - session.touched > CommandSessions.LIFETIME.toNanos());
      String foretold = foretell(requester, forms, action, id, payload);
      Element element =
          Element.parse(
              "<command xmlns='"
                  + NS
                  + "' node='node"
                  + forms
                  + "'"
                  + (action.isEmpty() ? "" : " action='" + action + "'")
                  + (id == null ? "" : " sessionid='" + id + "'")
                  + ">"
                  + PAYLOADS.get(payload)
                  + "</command>");
      Stanza iq =
          Stanza.iq()
              .type("set")
              .id("1")
              .from(requester)
              .to(Jid.of("localhost"))
              .child(element)
              .build();
      Stanza answer =
          steps.answer(
              new IqRequest(iq, requester, new Name(NS, "command"), null, null), command(forms));
      assertThat(said(answer))
          .as("%s %s %s %s %s", requester, element, id, known.keySet(), begun)
          .isEqualTo(foretold);
      // those that are over are swept when somebody begins or goes on
      assertThat(sessions.count()).isBetween(known.size(), CommandSessions.IN_ALL);
    }

    private String foretell(
        Jid requester, int forms, String action, @Nullable String id, int payload) {
      if (action.equals("dance")) return "malformed-action";
      boolean execute = action.isEmpty() || action.equals("execute");
      if (id == null) return execute ? begin(requester, forms) : "bad-action";
      if (id.isEmpty()) return "bad-sessionid";
      Known session = known.get(id);
      if (session == null || !session.requester.equals(requester) || session.forms != forms) {
        return "session-expired";
      }
      known.remove(id);
      session.touched = nanos;
      known.put(id, session);
      if (action.equals("cancel")) {
        known.remove(id);
        return "canceled " + id;
      }
      if (action.equals("prev")) {
        return session.form == 1 ? "bad-action" : executing(id, --session.form);
      }
      if (!execute && !action.equals(session.form == forms ? "complete" : "next")) {
        return "bad-action";
      }
      if (payload == REFUSED) return "not-acceptable";
      if (!GOOD.contains(payload)) return "bad-payload";
      if (session.form < forms) return executing(id, ++session.form);
      known.remove(id);
      return "completed " + id;
    }

    private String begin(Jid requester, int forms) {
      List<String> own =
          known.entrySet().stream()
              .filter(session -> session.getValue().requester.equals(requester))
              .map(Map.Entry::getKey)
              .toList();
      if (own.size() >= CommandSessions.PER_REQUESTER) known.remove(own.getFirst());
      if (known.size() >= CommandSessions.IN_ALL) known.remove(known.keySet().iterator().next());
      String id = "s" + ids;
      assertThat(begun.add(id)).as("§3.3: an id is not used again").isTrue();
      ever.add(id);
      Known session = new Known(requester, forms);
      session.touched = nanos;
      known.put(id, session);
      return executing(id, 1);
    }
  }

  private static String executing(String id, int form) {
    return "executing " + id + " form" + form;
  }

  private static Command command(int forms) {
    return Command.of("node" + forms, "Command", _ -> true, _ -> form(1, forms));
  }

  /// The word `no` is refused.
  private static Stage form(int number, int forms) {
    if (number > forms) return Command.done("Done.");
    DataForm form =
        DataForm.builder(DataForm.Type.FORM, "form" + number)
            .field("word", "text-single", "Word", List.of())
            .field("sure", "boolean", "Sure", List.of())
            .build();
    return new Stage.Ask(
        form,
        number == forms ? Position.LAST : Position.BETWEEN,
        answers ->
            answers.value("word").equals("no")
                ? Command.failed(Condition.NOT_ACCEPTABLE, "Not this word.")
                : form(number + 1, forms));
  }

  /// The specific condition of an error, else the general one; or the status, id and form.
  private static String said(Stanza answer) throws StreamException {
    Element iq = Element.parse(answer.embedded());
    Element child = iq.children().getFirst();
    if (answer.type().equals("error")) {
      List<Element> conditions = child.children();
      return conditions.stream()
          .filter(condition -> condition.name().namespace().equals(NS))
          .findFirst()
          .orElse(conditions.getFirst())
          .name()
          .local();
    }
    String form =
        child.child(DataForm.X).flatMap(DataForm::parse).map(x -> " " + x.formType()).orElse("");
    return child.attribute("status") + " " + child.attribute("sessionid") + form;
  }

  @Requirement(
      document = "XEP-0050",
      section = "3.3",
      quote =
          "Each session is identified by the 'sessionid' attribute, and SHOULD be valid only between one requester/responder pair")
  @Property(tries = 100)
  void whateverIsSentIsAnsweredFromTheOwnSessionsAlone(@ForAll long seed) throws StreamException {
    Play play =
        new Play(
            seed,
            List.of(Jid.of("a@localhost/1"), Jid.of("a@localhost/2"), Jid.of("b@example.org/1")));
    for (int i = 0; i < 300; i++) play.step();
  }

  @Test
  void thereAreSoManySessionsInAllAndNoMore() throws StreamException {
    List<Jid> crowd = new ArrayList<>();
    for (int i = 0; i < 200; i++) crowd.add(Jid.of("u" + i + "@localhost/x"));
    Play play = new Play(7, crowd);
    for (int round = 0; round < CommandSessions.PER_REQUESTER + 2; round++) {
      for (Jid one : crowd) play.step(one, 1 + round % 3, "", null, 0);
    }
    assertThat(play.sessions.count()).isEqualTo(CommandSessions.IN_ALL);
    for (int i = 0; i < 2000; i++) play.step();
  }
}
