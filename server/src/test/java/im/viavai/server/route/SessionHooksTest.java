package im.viavai.server.route;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.session.FakeStream;
import im.viavai.server.session.Session;
import im.viavai.server.session.SomeAccount;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is done when a session becomes available waits only if it must.
final class SessionHooksTest {
  private final Session session =
      SomeAccount.bind(SomeAccount.juliet(), "balcony", new FakeStream());
  private final SessionHooks hooks = new SessionHooks();
  private final List<Runnable> waiting = new ArrayList<>();
  private final List<String> done = new ArrayList<>();

  private SessionHooks.Arrival arrival(String name, boolean atOnce) {
    return new SessionHooks.Arrival(
        _ -> {
          if (atOnce) done.add(name + " at once");
          return atOnce;
        },
        _ -> done.add(name + " patiently"));
  }

  @Test
  void onlyWhatWouldHaveToWaitIsLeftToAnotherThread() {
    hooks.available.add(arrival("first", true));
    hooks.available.add(arrival("second", false));
    hooks.available(session, Patience.SWIFT, waiting::add);
    assertThat(done).containsExactly("first at once");
    waiting.forEach(Runnable::run);
    assertThat(done).containsExactly("first at once", "second patiently");
  }

  @Test
  void whereOneMayWaitNothingIsLeft() {
    hooks.available.add(arrival("first", false));
    hooks.available.add(arrival("second", true));
    hooks.available(session, Patience.PATIENT, waiting::add);
    assertThat(waiting).isEmpty();
    assertThat(done).containsExactly("first patiently", "second at once");
  }

  @Test
  void oneThatFailsDoesNotStopTheNext() {
    hooks.available.add(
        new SessionHooks.Arrival(
            _ -> {
              throw new IllegalStateException("a defect");
            },
            _ -> done.add("never")));
    hooks.available.add(arrival("second", true));
    hooks.available(session, Patience.SWIFT, waiting::add);
    assertThat(done).containsExactly("second at once");
    assertThat(waiting).isEmpty();
  }
}
