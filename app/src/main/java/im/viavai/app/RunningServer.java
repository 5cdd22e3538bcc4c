package im.viavai.app;

import im.viavai.app.config.Settings;
import im.viavai.features.upload.FileStorage;
import im.viavai.features.upload.UploadOptions;
import im.viavai.features.upload.UploadStorage;
import im.viavai.server.admin.AccountDesk;
import im.viavai.server.admin.AdminCommand;
import im.viavai.server.admin.CloseSessions;
import im.viavai.server.admin.ListSessions;
import im.viavai.server.admin.ReloadCertificates;
import im.viavai.server.config.Auth;
import im.viavai.server.config.BoshOptions;
import im.viavai.server.config.Limits;
import im.viavai.server.config.Listen;
import im.viavai.server.config.Served;
import im.viavai.server.config.Tls;
import im.viavai.server.config.Web;
import im.viavai.server.federate.Peers;
import im.viavai.server.metrics.Counter;
import im.viavai.server.metrics.Metrics;
import im.viavai.server.net.BadCertificate;
import im.viavai.server.net.CertificateAuthority;
import im.viavai.server.net.CertificateFiles;
import im.viavai.server.net.Certificates;
import im.viavai.server.net.ListenerConfig;
import im.viavai.server.net.ListenerConfig.Mode;
import im.viavai.server.net.Listeners;
import im.viavai.server.net.NetLimits;
import im.viavai.server.net.NetMetrics;
import im.viavai.server.net.TlsOptions;
import im.viavai.server.route.Core;
import im.viavai.server.route.LocalHost;
import im.viavai.server.sasl.BoundDevices;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.LoginGuard;
import im.viavai.server.sasl.Sasl;
import im.viavai.server.sasl.ServerSecret;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.stream.ClientStream;
import im.viavai.server.stream.Services;
import im.viavai.server.web.Bosh;
import im.viavai.server.web.BoshLimits;
import im.viavai.server.web.Handlers;
import im.viavai.server.web.HostMeta;
import im.viavai.server.web.SharedPort;
import im.viavai.server.web.WebDoor;
import im.viavai.server.web.WebFiles;
import im.viavai.server.web.WebLimits;
import im.viavai.store.AccountStore;
import im.viavai.store.PreferenceStore;
import im.viavai.store.Store;
import im.viavai.store.StoreHealth;
import im.viavai.store.TokenStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Everything put together by hand, in the order it starts: store, secrets, the line, certificates,
/// ports. It ends in the opposite order: ports close, sessions are kept, the store writes what is
/// queued.
final class RunningServer implements AutoCloseable {
  private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(30);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final List<Jid> domains;
  private final Store store;
  private final Core core;
  private final Sasl sasl;
  private final Certificates certificates;
  private final Listeners listeners;
  private final OperatorCommands operator;
  private final NetMetrics net = new NetMetrics();

  RunningServer(DataFolder data, Settings settings, Metrics metrics) throws IOException {
    InstantSource clock = InstantSource.system();
    domains = settings.of(Served.class).domains().stream().map(Jid::of).toList();
    store = Stores.open(data, settings);
    Tokens tokens = new Tokens(new SecureRandom());
    Limits limits = settings.of(Limits.class);
    sasl =
        new Sasl(
            store.port(AccountStore.class),
            store.port(TokenStore.class),
            new ServerSecret(Secrets.of(data.path())),
            settings.of(Auth.class),
            new LoginGuard(
                limits.loginFailuresPerAccount(), limits.loginFailuresPerAddress(), clock),
            tokens,
            clock,
            HashMeter.NONE);
    UploadStorage uploads = FileStorage.open(data.path().resolve("uploads"));
    core =
        new Core(
            domains,
            () -> Features.all(sasl.passwords(), sasl.gate(), tokens, Program.VERSION, uploads),
            store,
            settings,
            tokens,
            clock,
            Peers.NONE,
            (name, help) -> metrics.counter("viavai_" + name, help)::add);
    core.start();
    certificates = certificates(data, settings, clock);
    core.every(CERTIFICATE_CHECK, certificates::refresh);
    listeners = new Listeners(netLimits(limits), certificates, net);
    Services services =
        new Services(
            core::host,
            core.sessions(),
            sasl,
            tokens,
            limits,
            core.waiting(),
            seeOtherHost(settings),
            boundDevices(settings, metrics));
    Bosh bosh =
        new Bosh(
            BoshLimits.of(settings.of(BoshOptions.class)),
            settings.of(Web.class).origins(),
            name -> core.host(name) != null,
            tokens,
            connection -> ClientStream.bosh(services, connection));
    for (LocalHost host : core.all()) host.handlers().serve(Bosh.PATH, bosh.handler());
    for (ListenerConfig port : ports(settings)) {
      listeners.listen(
          port,
          switch (port.mode()) {
            case AUTO, DIRECT_TLS -> connection -> new ClientStream(services, connection);
            case HTTPS -> webDoor(data, settings, services);
            case SHARED, SHARED_TLS ->
                new SharedPort(
                    connection -> new ClientStream(services, connection),
                    webDoor(data, settings, services));
          });
    }
    operator = operator(settings, tokens);
    Gauges.register(metrics, store, net, core);
    Gauges.register(metrics, bosh);
  }

  private BoundDevices boundDevices(Settings settings, Metrics metrics) {
    Counter downgraded =
        metrics.counter(
            "viavai_logins_downgraded",
            "Logins without channel binding from devices that had used it");
    return new BoundDevices(
        store.port(PreferenceStore.class), settings.of(Auth.class), downgraded::add);
  }

  /// RFC 6120 §4.9.3.19: a domainpart, perhaps with a port; the brackets of IPv6 belong to it.
  static String seeOtherHost(Settings settings) throws IOException {
    String target = settings.of(Listen.class).seeOtherHost();
    if (target.isEmpty()) return "";
    int colon = target.lastIndexOf(':');
    boolean hasPort = colon > target.lastIndexOf(']') && colon > 0;
    String host = hasPort ? target.substring(0, colon) : target;
    boolean goodPort = !hasPort || target.substring(colon + 1).matches("[1-9][0-9]{0,4}");
    if (!goodPort || Jid.parse(host).filter(jid -> jid.equals(jid.domain())).isEmpty()) {
      throw new IOException(
          "listen.see_other_host must be a name or an address, with :port if need be, not "
              + target);
    }
    return target;
  }

  private WebDoor webDoor(DataFolder data, Settings settings, Services services)
      throws IOException {
    return new WebDoor(
        WebLimits.DEFAULT,
        hostMeta(settings),
        settings.of(Web.class).origins(),
        webFiles(settings, data),
        () -> store.health().state() == StoreHealth.State.ACCEPTING,
        connection -> ClientStream.framed(services, connection),
        handlersByName(),
        core.waiting());
  }

  private static HostMeta hostMeta(Settings settings) {
    Listen listen = settings.of(Listen.class);
    return new HostMeta(
        settings.of(Served.class).domains(),
        settings.of(Web.class).publicAddresses(),
        listen.c2sTls() != 0 ? listen.c2sTls() : listen.c2s());
  }

  /// The web client, and the certificate of our own small authority, which a browser must trust to
  /// keep the client for times without a network.
  private static WebFiles webFiles(Settings settings, DataFolder data) throws IOException {
    Path authority = certificateFolder(settings, data).resolve("ca.crt");
    List<String> ofFiles = new ArrayList<>();
    for (String domain : settings.of(Served.class).domains()) {
      String url = settings.of(domain, UploadOptions.class).url();
      if (!url.isEmpty()) ofFiles.add("https://" + URI.create(url).getAuthority());
    }
    WebFiles client = WebClient.files().withOrigins(ofFiles);
    return Files.exists(authority) ? client.plus("/ca.crt", Files.readAllBytes(authority)) : client;
  }

  private static Path certificateFolder(Settings settings, DataFolder data) {
    String configured = settings.of(Tls.class).certificates();
    return configured.isEmpty() ? data.path().resolve("certs") : Path.of(configured);
  }

  /// The handlers of the domain that a request was sent to: by its name, by the names in `url` of
  /// `[web]` and of `[upload]`, and else those of the default one.
  private Function<String, Handlers> handlersByName() {
    Map<String, Handlers> byName = new HashMap<>();
    for (LocalHost host : core.all())
      byName.put(IDN.toASCII(host.domain().domainpart()), host.handlers());
    for (LocalHost host : core.all()) {
      String name = URI.create(host.webAddress()).getHost();
      if (name != null) byName.putIfAbsent(name.toLowerCase(Locale.ROOT), host.handlers());
    }
    for (LocalHost host : core.all()) {
      String url = host.config(UploadOptions.class).url();
      if (!url.isEmpty())
        byName.putIfAbsent(URI.create(url).getHost().toLowerCase(Locale.ROOT), host.handlers());
    }
    Handlers standard = core.all().iterator().next().handlers();
    return name -> byName.getOrDefault(name, standard);
  }

  private Certificates certificates(DataFolder data, Settings settings, InstantSource clock)
      throws IOException {
    Tls tls = settings.of(Tls.class);
    Path folder = certificateFolder(settings, data);
    List<CertificateFiles> files = new ArrayList<>();
    try {
      for (Jid domain : domains)
        files.add(certificate(folder, domain.domainpart(), settings, clock));
      TlsOptions options =
          new TlsOptions(
              tls.engine() == Tls.Engine.JDK ? TlsOptions.Engine.JDK : TlsOptions.Engine.BORINGSSL,
              tls.minVersion().equals("1.3")
                  ? TlsOptions.Version.TLS_1_3
                  : TlsOptions.Version.TLS_1_2);
      return new Certificates(files, options, clock);
    } catch (BadCertificate e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// The operator's files for a domain, or a certificate of our own small authority.
  private static CertificateFiles certificate(
      Path folder, String domain, Settings settings, InstantSource clock)
      throws IOException, BadCertificate {
    Tls own = settings.of(domain, Tls.class);
    if (!own.certificate().isEmpty()) {
      return new CertificateFiles(domain, Path.of(own.certificate()), Path.of(own.key()));
    }
    Path chain = folder.resolve(domain + ".crt");
    Path key = folder.resolve(domain + ".key");
    boolean operators = Files.exists(chain) && !Files.exists(folder.resolve("ca.crt"));
    if (operators) return new CertificateFiles(domain, chain, key);
    List<String> names = settings.of(Served.class).domains();
    return CertificateAuthority.open(folder, names, clock, new SecureRandom()).certificate(domain);
  }

  private static NetLimits netLimits(Limits limits) {
    NetLimits standard = NetLimits.DEFAULT;
    int cap = Math.max(limits.sendQueueBytes().intBytes(), standard.highWaterMark() * 2);
    return new NetLimits(
        limits.connections(),
        limits.connectionsPerAddress(),
        limits.acceptsPerSecond(),
        limits.acceptsPerSecondPerAddress(),
        limits.acceptsPerSecondPerAddress(),
        standard.trackedAddresses(),
        standard.firstByteTimeout(),
        limits.tlsTimeout(),
        standard.closeTimeout(),
        standard.highWaterMark(),
        standard.lowWaterMark(),
        cap,
        standard.wheelTick());
  }

  private static List<ListenerConfig> ports(Settings settings) throws IOException {
    Listen listen = settings.of(Listen.class);
    List<ListenerConfig> ports = new ArrayList<>();
    for (String name : addresses(settings)) {
      InetAddress address = InetAddress.getByName(name);
      int web = listen.https();
      if (listen.c2s() != 0)
        ports.add(port(address, listen.c2s(), listen.c2s() == web ? Mode.SHARED : Mode.AUTO));
      if (listen.c2sTls() != 0)
        ports.add(
            port(
                address,
                listen.c2sTls(),
                listen.c2sTls() == web ? Mode.SHARED_TLS : Mode.DIRECT_TLS));
      if (web != 0 && web != listen.c2s() && web != listen.c2sTls())
        ports.add(port(address, web, Mode.HTTPS));
    }
    return ports;
  }

  private static ListenerConfig port(InetAddress address, int number, Mode mode) {
    return new ListenerConfig(address, number, mode);
  }

  private static List<String> addresses(Settings settings) {
    List<String> configured = settings.of(Listen.class).addresses();
    if (!configured.isEmpty()) return configured;
    boolean onlyHere = settings.of(Served.class).domains().equals(List.of("localhost"));
    return onlyHere ? List.of("127.0.0.1", "::1") : List.of("::");
  }

  /// What can be done on the store, here and now.
  OperatorCommands operator() {
    return operator;
  }

  private OperatorCommands operator(Settings settings, Tokens tokens) {
    AccountStore accounts = store.port(AccountStore.class);
    AccountDesk.OnTheLine line =
        new AccountDesk.OnTheLine() {
          @Override
          public void created() {
            core.accounts().created();
          }

          @Override
          public boolean remove(Jid bare) {
            return core.remove(bare);
          }
        };
    List<String> names = domains.stream().map(Jid::domainpart).toList();
    AccountDesk desk =
        new AccountDesk(accounts, names, sasl.passwords()::keys, core.administrators(), line);
    return new OperatorCommands(store, settings, tokens, desk);
  }

  /// What the operator can ask of a running server.
  List<AdminCommand> commands() {
    List<AdminCommand> commands = new ArrayList<>(operator.all());
    commands.add(new ListSessions(core.sessions()));
    commands.add(new CloseSessions(core.sessions()));
    commands.add(new ReloadCertificates(certificates));
    return commands;
  }

  /// A few lines about how the server does.
  List<String> status() {
    return List.of(
        "Sessions: " + core.sessions().count(),
        "Connections: " + net.open(),
        "Store: "
            + store.health().state().name().toLowerCase(java.util.Locale.ROOT)
            + (store.health().reason().isEmpty() ? "" : ", " + store.health().reason()));
  }

  @Override
  public void close() {
    listeners.stopAccepting();
    core.close();
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    while (net.open() > 0 && System.nanoTime() < deadline) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    listeners.close();
    certificates.close();
    store.close();
  }
}
