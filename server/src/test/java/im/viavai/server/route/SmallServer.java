package im.viavai.server.route;

import im.viavai.server.config.Config;
import im.viavai.server.config.Shape;
import im.viavai.server.feature.ArchivePolicy;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.server.federate.Peers;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.store.AccountStore;
import im.viavai.store.ScramKeys;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A server with one feature, which archives everything.
final class SmallServer implements AutoCloseable {
  static final Jid JULIET = Jid.of("juliet@localhost");
  static final Jid ROMEO = Jid.of("romeo@localhost");

  final Core core;
  private final Store store;

  private record Standard() implements Config {
    @Override
    public <C extends Record> C of(Class<C> section) {
      return Shape.of(section).make(Map.of());
    }

    @Override
    public <C extends Record> C of(String domain, Class<C> section) {
      return of(section);
    }
  }

  private static final class Everything implements Feature {
    @Override
    public Spec spec() {
      return new Spec("XEP-0313", "1.1.3", Spec.Extent.PARTIAL);
    }

    @Override
    public void install(Host host) {
      host.archivePolicy(passage -> ArchivePolicy.Keep.ARCHIVE_AND_DELIVER);
    }
  }

  /// @param store stays open
  SmallServer(Store store) {
    this.store = store;
    core =
        new Core(
            List.of(Jid.of("localhost")),
            () -> List.of(new Everything()),
            store,
            new Standard(),
            new Tokens(new SecureRandom()),
            InstantSource.system(),
            Peers.NONE,
            (name, help) -> _ -> {});
    core.start();
    byte[] key = new byte[20];
    for (Jid who : List.of(JULIET, ROMEO))
      store
          .port(AccountStore.class)
          .create(who, List.of(new ScramKeys("SCRAM-SHA-1", new byte[16], 4096, key, key)));
  }

  Identity identity(Jid who) {
    return new Identity(who, store.port(AccountStore.class).find(who).orElseThrow().key());
  }

  Sessions.Binding tryToBind(Jid who, String resource, Outlet stream) {
    return core.sessions().bind(identity(who), resource, stream);
  }

  Session bind(Jid who, String resource, Outlet stream) {
    return ((Sessions.Binding.Bound) tryToBind(who, resource, stream)).session();
  }

  @Override
  public void close() {
    core.close();
  }
}
