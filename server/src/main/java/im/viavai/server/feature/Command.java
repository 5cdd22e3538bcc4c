package im.viavai.server.feature;

import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.StanzaError;
import org.jspecify.annotations.Nullable;

/// An ad-hoc command (XEP-0050). Sessions, actions, the way back and the check of answers against
/// the form are the matter of the feature that runs commands. Called on virtual threads, may wait.
public interface Command {
  /// Names it among the commands of the server (§3.2).
  String node();

  /// Its name for people.
  String title();

  /// Whether that full JID may run it; asked before every step.
  boolean allows(Jid requester);

  /// Begins it.
  Stage begin(Jid requester);

  /// Where a command stands.
  sealed interface Stage {
    /// Asks for more, and then is done or asks again.
    ///
    /// @param form what is asked
    /// @param position whether the answers are the last ones
    /// @param then takes answers that fit the form
    record Ask(DataForm form, Position position, Then then) implements Stage {}

    /// Done (§3.6: what failed says so with an error stanza, or with a note of type error).
    ///
    /// @param note for people, `""` for none
    /// @param result a form of type result, null for none
    record Done(String note, @Nullable DataForm result) implements Stage {}

    /// Cannot be done with these answers; others may be given.
    record Failed(StanzaError error) implements Stage {}
  }

  /// Where a form stands among the forms of a command.
  enum Position {
    /// Another form follows: the action is `next`.
    BETWEEN,
    /// The command is done with it: the action is `complete`.
    LAST
  }

  /// Takes answers.
  @FunctionalInterface
  interface Then {
    /// The next stage.
    Stage with(DataForm answers);
  }

  /// A command in one expression.
  static Command of(String node, String title, Gate gate, Begin begin) {
    return new Command() {
      @Override
      public String node() {
        return node;
      }

      @Override
      public String title() {
        return title;
      }

      @Override
      public boolean allows(Jid requester) {
        return gate.allows(requester);
      }

      @Override
      public Stage begin(Jid requester) {
        return begin.of(requester);
      }
    };
  }

  /// Who may run it.
  @FunctionalInterface
  interface Gate {
    /// Whether that full JID may.
    boolean allows(Jid requester);
  }

  /// How it begins.
  @FunctionalInterface
  interface Begin {
    /// The first stage.
    Stage of(Jid requester);
  }

  /// A question that is the last one.
  static Stage ask(DataForm form, Then then) {
    return new Stage.Ask(form, Position.LAST, then);
  }

  /// A failure with words.
  static Stage failed(StanzaError.Condition condition, String text) {
    return new Stage.Failed(StanzaError.of(condition, text));
  }

  /// Done, with words.
  static Stage done(String note) {
    return new Stage.Done(note, null);
  }

  /// Done, with a form.
  static Stage done(DataForm result) {
    return new Stage.Done("", result);
  }
}
