package im.viavai.interop.chaos;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A client stops reading while everybody writes to it: it is cut off at a limit, the server's
/// memory stays bounded, the others go on, and when it comes back it gets everything (promises P5
/// to P8).
final class StoppedReader implements Fault {
  /// One message to it. Together they are many times what may wait for it.
  private static final int PADDING = 8000;

  private static final int FLOOD = 1000;

  /// What waits for it, and what Netty and the collector take meanwhile.
  private static final long MOST_BYTES = 96L << 20;

  /// The user that stops; it has one device.
  private static final int SLEEPER = 1;

  private String story = "";

  @Override
  public ServerProcess prepare(Path data, String config) {
    return new ServerProcess(data, config);
  }

  @Override
  public List<String> strike(Crowd crowd, ServerProcess server) throws Exception {
    List<String> breaches = new ArrayList<>();
    crowd.talk(300);
    Device sleeper = crowd.of(SLEEPER);
    List<Device> others = new ArrayList<>(crowd.devices());
    others.remove(sleeper);
    double memory = server.metric("process_resident_memory_bytes");
    double connections = server.metric("viavai_connections");
    sleeper.stopReading();
    int sent = 0;
    while (sent < FLOOD) {
      for (int i = 0; i < 20; i++, sent++) {
        int from = 2 + crowd.random().nextInt(crowd.users() - 2);
        crowd.say(from, SLEEPER, PADDING);
      }
      crowd.breath();
    }
    if (!Crowd.eventually(() -> others.stream().allMatch(other -> other.unackedCount() == 0)))
      breaches.add("the others wait for acknowledgements because one does not read");
    for (Device other : others) {
      if (!other.isOnline()) breaches.add("one does not read, and " + other.user() + " was cut");
    }
    if (!Crowd.eventually(() -> server.metric("viavai_connections") < connections))
      breaches.add("who does not read is never cut");
    double more = server.metric("process_resident_memory_bytes") - memory;
    if (more > MOST_BYTES) breaches.add("memory grew by " + (long) more + " bytes");
    breaches.addAll(crowd.everyday());
    sleeper.readAgain();
    if (!Crowd.eventually(() -> !sleeper.isOnline())) breaches.add("the sleeper was not told");
    crowd.comeBack();
    story =
        "%d messages of %d bytes to one who does not read; memory grew by %d KiB"
            .formatted(sent, PADDING, (long) more >> 10);
    return breaches;
  }

  @Override
  public String story() {
    return story;
  }

  @Override
  public void close() {
    // nothing to put back
  }
}
