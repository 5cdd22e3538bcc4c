package im.viavai.server.feature;

import im.viavai.xmpp.Stanza;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The one owner of an iq payload. Its type says where it runs: [Swift] on the sender's event loop,
/// so it must never wait; [Waiting] on the sender's virtual thread, in the sender's order; [Either]
/// on the event loop first, and on the virtual thread if it would have had to wait.
public sealed interface IqHandler {
  /// Answers from memory, at once.
  static IqHandler swift(Answer answer) {
    return new Swift(answer);
  }

  /// May read and write the store.
  static IqHandler waiting(Answer answer) {
    return new Waiting(answer);
  }

  /// Answers from memory if it can, else from the store.
  ///
  /// @param swiftly sends the reply at once, on the event loop; false if it would have to wait, and
  ///   then it has done nothing
  /// @param answer may read and write the store
  static IqHandler either(Predicate<IqRequest> swiftly, Answer answer) {
    return new Either(swiftly, answer);
  }

  /// The work itself.
  Answer answer();

  /// Runs on the event loop.
  record Swift(Answer answer) implements IqHandler {}

  /// Runs on a virtual thread.
  record Waiting(Answer answer) implements IqHandler {}

  /// Runs on the event loop, or on a virtual thread.
  record Either(Predicate<IqRequest> swiftly, Answer answer) implements IqHandler {}

  /// Turns a request into its reply.
  @FunctionalInterface
  interface Answer {
    /// Returns `request.result(...)` or `request.error(...)`; null if the handler sends the reply
    /// itself, later. A request without reply is a defect (RFC 6120 §8.2.3).
    @Nullable Stanza to(IqRequest request);
  }
}
