package im.viavai.features;

import im.viavai.features.archive.Archive;
import im.viavai.server.config.Auth;
import im.viavai.server.config.Limits;
import im.viavai.server.feature.Feature;
import im.viavai.server.federate.Peers;
import im.viavai.server.route.Core;
import im.viavai.server.sasl.BoundDevices;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.LoginGuard;
import im.viavai.server.sasl.Sasl;
import im.viavai.server.sasl.ServerSecret;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.stream.Services;
import im.viavai.store.AccountStore;
import im.viavai.store.PreferenceStore;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.TokenStore;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// A server without ports.
final class StreamServer implements AutoCloseable {
  private final Store store;
  private final Core core;
  private final Services services;
  private int downgraded;

  StreamServer(Path folder, String redirect) {
    this(folder, redirect, Map.of());
  }

  /// @param set keys of the configuration
  StreamServer(Path folder, String redirect, Map<String, String> set) {
    this(folder, redirect, set, Runnable::run, () -> List.of(new Archive()));
  }

  /// @param waiting runs what may wait
  /// @param features makes them for each domain
  StreamServer(
      Path folder,
      String redirect,
      Map<String, String> set,
      Executor waiting,
      Supplier<List<Feature>> features) {
    TestConfig config = new TestConfig(set);
    store = new SqliteStore(folder, StoreOptions.standard());
    Tokens tokens = new Tokens(new SecureRandom());
    InstantSource clock = InstantSource.system();
    Sasl sasl =
        new Sasl(
            store.port(AccountStore.class),
            store.port(TokenStore.class),
            new ServerSecret(new byte[32]),
            config.of(Auth.class),
            new LoginGuard(100, 100, clock),
            tokens,
            clock,
            HashMeter.NONE);
    core =
        new Core(
            List.of(Jid.of("localhost"), Jid.of("example.org")),
            features,
            store,
            config,
            tokens,
            clock,
            Peers.NONE,
            (name, help) -> _ -> {});
    for (String who : List.of("juliet", "romeo")) {
      store
          .port(AccountStore.class)
          .create(Jid.of(who + "@localhost"), sasl.passwords().keys("secret").orElseThrow());
    }
    services =
        new Services(
            core::host,
            core.sessions(),
            sasl,
            tokens,
            config.of(Limits.class),
            waiting,
            redirect,
            new BoundDevices(
                store.port(PreferenceStore.class), config.of(Auth.class), () -> downgraded++));
  }

  /// With every feature, and everybody may register.
  static StreamServer whole(Path folder, Executor waiting) {
    Supplier<List<Feature>> features = () -> Stage.features(folder.resolve("uploads"));
    return new StreamServer(folder, "", Map.of("registration.open", "true"), waiting, features);
  }

  StreamClient client() {
    return new StreamClient(services);
  }

  Core core() {
    return core;
  }

  Services services() {
    return services;
  }

  /// As if this device had logged in with channel binding.
  void boundBefore(String who, String device) {
    long key = store.port(AccountStore.class).find(Jid.of(who + "@localhost")).orElseThrow().key();
    store
        .port(PreferenceStore.class)
        .save(
            key, "login.bound", Long.toHexString(UUID.fromString(device).getMostSignificantBits()));
  }

  /// How many logins were found to bind less than before.
  int downgraded() {
    return downgraded;
  }

  @Override
  public void close() {
    core.close();
    store.close();
  }
}
