package im.viavai.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import im.viavai.server.feature.Feature;
import im.viavai.server.federate.Peers;
import im.viavai.server.invite.RecoveryCode;
import im.viavai.server.route.Core;
import im.viavai.server.route.LocalHost;
import im.viavai.server.route.Sessions.Binding;
import im.viavai.server.sasl.Identity;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Session;
import im.viavai.store.AccountStore;
import im.viavai.store.AdministratorStore;
import im.viavai.store.RecoveryStore;
import im.viavai.store.ScramKeys;
import im.viavai.store.Store;
import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.StreamException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plays a [Script] against the whole line with the given features and a real store, without
/// sockets. What somebody gets must be in the script, all of it and in order.
final class Conversation implements AutoCloseable {
  private static final List<Jid> DOMAINS = List.of(Jid.of("localhost"), Jid.of("example.org"));

  private final Script script;
  private final Supplier<List<Feature>> features;
  private final Store store;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, Wire> wires = new LinkedHashMap<>();
  private final Expectation expectation = new Expectation();
  private final StageClock clock;
  private @Nullable Core core;

  Conversation(Script script, Supplier<List<Feature>> features, Store store, StageClock clock) {
    this.clock = clock;
    this.script = script;
    this.features = features;
    this.store = store;
  }

  /// Plays it to its end.
  void run() throws InterruptedException {
    for (Script.Step step : script.steps()) {
      switch (step) {
        case Script.Setting(int _, String key, String value) -> settings.put(key, value);
        case Script.Connects(int _, String who, String address) -> connect(who, Jid.of(address));
        case Script.Administers(int _, String address) ->
            assertThat(store.port(AdministratorStore.class).grant(Jid.of(address))).isTrue();
        case Script.Arrives(int _, String who, String network) -> arrive(who, network);
        case Script.Disconnects leaving -> disconnect(leaving);
        case Script.Vanishes leaving -> vanish(leaving);
        case Script.Remembers(int _, String address, String client) ->
            remember(Jid.of(address), client);
        case Script.Invites(int _, String token, String what) ->
            Invited.add(store, clock, token, what);
        case Script.Codes(int _, String code, String address) ->
            store
                .port(RecoveryStore.class)
                .put(
                    Jid.of(address),
                    RecoveryCode.parse(code).orElseThrow().hash(),
                    RecoveryStore.Source.OPERATOR,
                    clock.millis() + Duration.ofDays(1).toMillis());
        case Script.Passes(int _, Duration time) -> clock.pass(time);
        case Script.Sends sending -> send(sending);
        case Script.Receives receiving -> receive(receiving);
      }
    }
    for (Map.Entry<String, Wire> one : wires.entrySet()) {
      assertThat(text(one.getValue().rest()))
          .as("%s: %s also received", script.name(), one.getKey())
          .isEmpty();
    }
  }

  private Core core() {
    if (core == null) {
      core =
          new Core(
              DOMAINS,
              features,
              store,
              new TestConfig(settings),
              new Tokens(new SecureRandom()),
              clock,
              Peers.NONE,
              (name, help) -> _ -> {});
    }
    return core;
  }

  private void connect(String who, Jid full) {
    Jid bare = full.bare();
    AccountStore accounts = store.port(AccountStore.class);
    LocalHost host = host(bare);
    if (accounts.find(bare).isEmpty()) {
      byte[] key = new byte[20];
      host.createAccount(bare, List.of(new ScramKeys("SCRAM-SHA-1", new byte[16], 4096, key, key)));
    }
    long key = accounts.find(bare).orElseThrow().key();
    Wire wire = new Wire(host, address("192.0.2.1"));
    Binding binding = core().sessions().bind(new Identity(bare, key), full.resourcepart(), wire);
    if (!(binding instanceof Binding.Bound(Session session))) {
      throw new AssertionError(script.name() + ": " + full + " was not bound: " + binding);
    }
    wire.session(session);
    wires.put(who, wire);
  }

  private LocalHost host(Jid address) {
    LocalHost host = core().host(address.domainpart());
    if (host == null) throw new AssertionError(address.domainpart() + " is not served");
    return host;
  }

  private void arrive(String who, String network) {
    wires.put(who, new Wire(host(DOMAINS.getFirst()), address(network)));
  }

  private void disconnect(Script.Disconnects step) throws InterruptedException {
    Wire wire = wire(step, step.who());
    assertThat(text(wire.rest()))
        .as("%s:%d: %s also received", script.name(), step.line(), step.who())
        .isEmpty();
    wires.remove(step.who());
    Session session = wire.session();
    if (session != null) core().sessions().close(session);
    wire.rest(); // until its end went through
    wire.close();
  }

  private void vanish(Script.Vanishes step) throws InterruptedException {
    Wire wire = wire(step, step.who());
    assertThat(text(wire.rest()))
        .as("%s:%d: %s also received", script.name(), step.line(), step.who())
        .isEmpty();
    wires.remove(step.who());
    Session session = wire.session();
    if (session == null) throw new AssertionError(step.who() + " has no session to be resumed");
    core().sessions().manage(session, Duration.ZERO);
    core().sessions().lost(session, wire);
    wire.close();
  }

  private void remember(Jid address, String client) {
    long now = clock.millis();
    store
        .port(TokenStore.class)
        .put(
            new TokenRecord(
                store.port(AccountStore.class).find(address).orElseThrow().key(),
                client,
                "HT-SHA-256-NONE",
                new byte[32],
                null,
                now,
                now + Duration.ofDays(14).toMillis(),
                0,
                now,
                ""),
            10);
  }

  private Wire wire(Script.Step step, String who) {
    Wire wire = wires.get(who);
    return wire == null
        ? fail("%s:%d: %s is not connected", script.name(), step.line(), who)
        : wire;
  }

  /// What others do next comes after it: two connections have no order between them.
  private void send(Script.Sends step) throws InterruptedException {
    Wire wire = wire(step, step.who());
    wire.feed(expectation.fill(step.xml()));
    if (!wire.isHandled()) {
      fail("%s:%d: what %s sent is not handled", script.name(), step.line(), step.who());
    }
    while (core().tasks() > 0) Thread.sleep(1); // what the server does because of it
  }

  private void receive(Script.Receives step) throws InterruptedException {
    List<Element> expected = parse(step);
    List<Element> came = wire(step, step.who()).next(expected.size());
    if (!expectation.matches(expected, came)) {
      assertThat(text(came))
          .as("%s:%d: %s received", script.name(), step.line(), step.who())
          .isEqualTo(text(expected));
      fail("%s:%d: the order of attributes hides a difference", script.name(), step.line());
    }
  }

  private List<Element> parse(Script.Receives step) {
    try {
      return Element.parse("<r xmlns='jabber:client'>" + step.xml() + "</r>").children();
    } catch (StreamException e) {
      throw new IllegalArgumentException(script.name() + ":" + step.line() + ": bad XML", e);
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text); // digits only: nothing is looked up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static String text(List<Element> elements) {
    StringBuilder text = new StringBuilder();
    for (Element element : elements) {
      text.append(new String(element.toBytes("jabber:client"), StandardCharsets.UTF_8))
          .append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    if (core != null) core.close();
    wires.values().forEach(Wire::close);
  }
}
