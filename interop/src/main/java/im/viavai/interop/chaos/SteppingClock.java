package im.viavai.interop.chaos;

import im.viavai.interop.process.NotPossible;
import im.viavai.interop.process.Preload;
import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wall clock steps: by an hour and by a year, forwards and back, and back by ten seconds again
/// and again (promise P14, fault F11). Nobody is thrown out for it, lost sessions can be resumed,
/// and order is kept.
final class SteppingClock implements Fault {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(-1),
          Duration.ofDays(365),
          Duration.ofDays(-365),
          Duration.ZERO);

  private @Nullable Preload preload;
  private String story = "";
  private int next;

  @Override
  public ServerProcess prepare(Path data, String config) throws IOException, NotPossible {
    Preload between = new Preload(data.resolveSibling("faults"));
    preload = between;
    return new ServerProcess(data, config, List.of(), between.environment());
  }

  @Override
  public List<String> strike(Crowd crowd, ServerProcess server) throws Exception {
    Preload between = preload;
    if (between == null) throw new IllegalStateException("not prepared");
    List<String> breaches = new ArrayList<>();
    crowd.talk(500);
    Device lost = crowd.any(); // its network goes before the step and comes back after it
    lost.cut();
    Duration step = STEPS.get(next++ % STEPS.size());
    if (step.isZero()) {
      Duration wrong = Duration.ZERO;
      for (int i = 0; i < 4; i++) {
        wrong = wrong.minusSeconds(10);
        between.wrongBy(wrong);
        crowd.talk(800);
      }
      story = "the clock back by ten seconds, four times";
    } else {
      between.wrongBy(step);
      crowd.talk(1500);
      story = "the clock wrong by " + step;
    }
    for (Device device : crowd.devices()) {
      if (!device.equals(lost) && !device.isOnline())
        breaches.add("thrown out by the clock: " + device.user());
    }
    int sessions = crowd.history().resumptions();
    crowd.comeBack();
    if (crowd.history().resumptions() == sessions)
      breaches.add("the clock stepped, and " + lost.user() + " cannot resume its session");
    breaches.addAll(crowd.everyday());
    if (crowd.random().nextInt(3) == 0) {
      server.stop();
      crowd.cut();
      server.start();
      crowd.comeBack();
      story += ", and a restart meanwhile";
    }
    between.wrongBy(Duration.ZERO);
    crowd.talk(300);
    return breaches;
  }

  @Override
  public String story() {
    return story;
  }

  @Override
  public void close() {
    if (preload != null) preload.wrongBy(Duration.ZERO);
  }
}
