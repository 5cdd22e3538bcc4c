package im.viavai.interop.chaos;

import im.viavai.interop.chaos.Device.ArchivedOp;
import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Rounds of talk and violence: many users send to each other over TLS with stream management; at a
/// random moment the server is killed (`kill -9`, sometimes SIGTERM) and some clients lose their
/// network; everybody comes back and sends again what was not acknowledged. At the end [Checker]
/// looks at every archive and at what every device saw.
public final class Chaos {
  /// Logins at once, so that a small machine is not busy with handshakes alone.
  private static final int LOGINS_AT_ONCE = 16;

  private final int users;
  private final Random random;
  private final PrintStream report;
  private final History history = new History();
  private final List<Device> devices = new ArrayList<>();
  private final int[] numbers;

  /// @param users how many accounts
  /// @param seed makes the same choices again
  public Chaos(int users, long seed, PrintStream report) {
    this.users = users;
    this.random = new Random(seed);
    this.report = report;
    this.numbers = new int[users];
  }

  /// Runs it on a fresh server in that folder.
  ///
  /// @return every breach of what is promised, in words
  public List<String> run(Path data, int rounds) throws Exception {
    String config =
        """
        [limits]
        connections_per_address = "off"
        accepts_per_second = "off"
        stanzas_per_second = "off"
        bytes_per_second = "off"
        login_failures_per_address = "off"
        [auth]
        iterations = 4096
        """;
    try (ServerProcess server = new ServerProcess(data, config)) {
      server.start();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < users; i++) names.add(name(i));
      server.accounts(names);
      SSLSocketFactory trust = trust(server.authority());
      for (int i = 0; i < users; i++) {
        devices.add(new Device(name(i), "a", trust, history));
        if (i % 4 == 0) devices.add(new Device(name(i), "b", trust, history));
      }
      for (int round = 1; round <= rounds; round++) round(server, round);
      return settle(server);
    }
  }

  private static String name(int user) {
    return "user" + user;
  }

  private void round(ServerProcess server, int round) throws Exception {
    comeBack(server);
    boolean graceful = random.nextInt(5) == 0;
    long millis = 300L + random.nextInt(1200);
    long end = System.nanoTime() + millis * 1_000_000;
    int before = history.all().size();
    while (System.nanoTime() < end) {
      talk();
      if (random.nextInt(50) == 0) devices.get(random.nextInt(devices.size())).cut();
    }
    if (graceful) server.stop();
    else server.kill();
    report.printf(
        "round %d: %d messages sent, then %s after %d ms; acknowledged so far %d of %d, sessions resumed %d%n",
        round,
        history.all().size() - before,
        graceful ? "SIGTERM" : "kill -9",
        millis,
        history.ackedCount(),
        history.all().size(),
        history.resumptions());
    for (Device device : devices) device.cut();
    server.start();
  }

  private void talk() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(users);
      int to = random.nextInt(users);
      if (from == to) continue;
      Device device = deviceOf(from);
      Op op =
          new Op(
              "op-" + Long.toHexString(random.nextLong()) + "-" + history.all().size(),
              name(from),
              name(to),
              numbers[from]++);
      history.sent(op);
      device.send(op);
    }
    Thread.sleep(10);
  }

  /// Each user sends from one device only: between two devices of one user there is no order to
  /// keep.
  private Device deviceOf(int user) {
    return devices.get(user + (user + 3) / 4);
  }

  private void comeBack(ServerProcess server) throws InterruptedException {
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

  private List<String> settle(ServerProcess server) throws Exception {
    comeBack(server);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < deadline && devices.stream().anyMatch(d -> d.unackedCount() > 0))
      Thread.sleep(100);
    Thread.sleep(1000); // the last deliveries
    List<String> breaches = new ArrayList<>();
    for (Device device : devices) {
      if (device.unackedCount() > 0)
        breaches.add(
            "stuck: "
                + device.user()
                + " waits for "
                + device.unackedCount()
                + " acknowledgements");
    }
    Map<String, List<ArchivedOp>> archives = new ConcurrentHashMap<>();
    for (int i = 0; i < users; i++) archives.put(name(i), deviceOf(i).archive());
    breaches.addAll(new Checker(history, archives).breaches());
    report.printf(
        "%d messages, %d acknowledged, %d refused, %d sessions resumed, %d breaches%n",
        history.all().size(),
        history.ackedCount(),
        history.refusedCount(),
        history.resumptions(),
        breaches.size());
    return breaches;
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

  /// `--rounds N`, `--users N`, `--seed N`.
  public static void main(String... arguments) throws Exception {
    int rounds = (int) option(arguments, "--rounds", 10);
    int users = (int) option(arguments, "--users", 200);
    long seed = option(arguments, "--seed", System.nanoTime());
    System.out.println("seed " + seed);
    Path data = Files.createTempDirectory("viavai-chaos");
    List<String> breaches = new Chaos(users, seed, System.out).run(data, rounds);
    breaches.forEach(System.out::println);
    if (!breaches.isEmpty()) System.out.println("The data of this run is kept in " + data);
    System.exit(breaches.isEmpty() ? 0 : 1);
  }

  private static long option(String[] arguments, String name, long otherwise) {
    for (int i = 0; i + 1 < arguments.length; i++)
      if (arguments[i].equals(name)) return Long.parseLong(arguments[i + 1]);
    return otherwise;
  }
}
