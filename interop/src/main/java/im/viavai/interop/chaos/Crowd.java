package im.viavai.interop.chaos;

import im.viavai.interop.chaos.Device.ArchivedOp;
import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Many users of one server, every fourth of them with two devices, who talk to each other. One
/// thread.
final class Crowd {
  /// Logins at once, so that a small machine is not busy with handshakes alone.
  private static final int LOGINS_AT_ONCE = 16;

  /// Messages between two pauses of 10 ms.
  private static final int BREATH = 40;

  /// How long something that must happen may take before it counts as never.
  private static final long NEVER_NANOS = 60_000_000_000L;

  private final ServerProcess server;
  private final int users;
  private final Random random;
  private final History history = new History();
  private final List<Device> devices = new ArrayList<>();
  private final int[] numbers;

  /// Makes the accounts; nobody is online yet.
  Crowd(ServerProcess server, int users, Random random)
      throws IOException, GeneralSecurityException {
    this.server = server;
    this.users = users;
    this.random = random;
    this.numbers = new int[users];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < users; i++) names.add(name(i));
    server.accounts(names);
    SSLSocketFactory trust = trust(server.authority());
    for (int i = 0; i < users; i++) {
      devices.add(new Device(name(i), "a", trust, history));
      if (i % 4 == 0) devices.add(new Device(name(i), "b", trust, history));
    }
  }

  private static String name(int user) {
    return "user" + user;
  }

  int users() {
    return users;
  }

  History history() {
    return history;
  }

  Random random() {
    return random;
  }

  List<Device> devices() {
    return List.copyOf(devices);
  }

  Device any() {
    return devices.get(random.nextInt(devices.size()));
  }

  /// Each user sends from one device only: between two devices of one user there is no order to
  /// keep.
  Device of(int user) {
    return devices.get(user + (user + 3) / 4);
  }

  /// The other device of a user whose number is divisible by four.
  Device otherOf(int user) {
    return devices.get(user + (user + 3) / 4 + 1);
  }

  /// Everybody talks to everybody.
  void talk(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) breath();
  }

  /// A few messages.
  void breath() throws InterruptedException {
    for (int i = 0; i < BREATH; i++) say(random.nextInt(users), random.nextInt(users), 0);
    Thread.sleep(10);
  }

  /// One message.
  void say(int from, int to, int padding) {
    if (from == to) return;
    String id = "op-" + Long.toHexString(random.nextLong()) + "-" + history.sentCount();
    Op op = new Op(id, name(from), name(to), numbers[from]++, padding);
    history.sent(op);
    of(from).send(op);
  }

  /// Who is offline logs in, and resumes if it can.
  void comeBack() throws InterruptedException {
    Semaphore atOnce = new Semaphore(LOGINS_AT_ONCE);
    List<Future<?>> logins = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Device device : devices) {
        if (device.isOnline()) continue;
        logins.add(
            threads.submit(() -> {
              atOnce.acquire();
              try {
                device.connect(server.tlsPort());
              } finally {
                atOnce.release();
              }
              return device;
            }));
      }
      for (Future<?> login : logins) {
        try {
          login.get();
        } catch (ExecutionException e) {
          throw new IllegalStateException("a device cannot log in: " + e.getCause(), e);
        }
      }
    }
  }

  /// Everybody's network is lost.
  void cut() {
    for (Device device : devices) device.cut();
  }

  /// Waits until it is so; false if it never is.
  static boolean eventually(BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + NEVER_NANOS;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) return false;
      Thread.sleep(20);
    }
    return true;
  }

  /// What goes on while nothing can be written: signs of life, contacts, archives, presence, and
  /// who lost its network comes back (promise P13).
  ///
  /// @return what does not go on
  List<String> everyday() throws InterruptedException {
    List<String> breaches = new ArrayList<>();
    int user = random.nextInt((users + 3) / 4) * 4;
    Device one = of(user);
    Device other = otherOf(user);
    try {
      one.ping();
      one.roster();
      one.archive();
      int before = other.statusesSeen();
      one.available("still here");
      if (!eventually(() -> other.statusesSeen() > before))
        breaches.add("presence of " + one.user() + " does not arrive");
      int sessions = history.resumptions();
      other.cut();
      other.connect(server.tlsPort());
      if (history.resumptions() == sessions)
        breaches.add("the lost session of " + other.user() + " cannot be resumed");
    } catch (IOException e) {
      breaches.add("reading does not go on: " + e);
    }
    return breaches;
  }

  /// Everybody comes back and everything is acknowledged; then the [Checker] looks.
  List<String> settle() throws Exception {
    comeBack();
    List<String> breaches = new ArrayList<>();
    if (!eventually(() -> devices.stream().allMatch(device -> device.unackedCount() == 0))) {
      for (Device device : devices) {
        int waits = device.unackedCount();
        if (waits > 0)
          breaches.add("stuck: " + device.user() + " waits for " + waits + " acknowledgements");
      }
    }
    eventually(this::everythingSeen); // where not, the checker says what
    Map<String, List<ArchivedOp>> archives = new ConcurrentHashMap<>();
    for (int i = 0; i < users; i++) archives.put(name(i), of(i).archive());
    breaches.addAll(new Checker(history, archives).breaches());
    return breaches;
  }

  private boolean everythingSeen() {
    Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    return history.all().stream()
        .filter(history::isAcked)
        .allMatch(op -> seen.computeIfAbsent(op.to(), history::receivedBy).contains(op.id()));
  }

  private static SSLSocketFactory trust(Path authority)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "viavai", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
