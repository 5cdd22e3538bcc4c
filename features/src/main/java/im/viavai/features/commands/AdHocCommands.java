package im.viavai.features.commands;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Command;
import im.viavai.server.feature.DiscoNodes;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.server.sasl.Tokens;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lists the commands of the server and runs them.
public final class AdHocCommands implements Feature {
  /// The namespace, and the node of the list (§2.2).
  static final String NS = "http://jabber.org/protocol/commands";

  private static final int ID_BYTES = 24;
  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String ITEMS = "http://jabber.org/protocol/disco#items";

  private final Tokens tokens;
  private final LongSupplier nanos;

  /// @param tokens makes the ids of sessions
  public AdHocCommands(Tokens tokens) {
    this(tokens, System::nanoTime);
  }

  AdHocCommands(Tokens tokens, LongSupplier nanos) {
    this.tokens = tokens;
    this.nanos = nanos;
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0050", "1.3.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    CommandSessions sessions = new CommandSessions(() -> tokens.text(ID_BYTES), nanos);
    host.advertise(NS);
    host.nodes(new Nodes(host));
    host.onSet(
        At.DOMAIN,
        new Name(NS, "command"),
        IqHandler.waiting(request -> answer(host, new Steps(sessions), request)));
  }

  private static Stanza answer(Host host, Steps steps, IqRequest request) {
    String node = request.payload().attribute("node");
    if (node.isEmpty()) return Steps.failed(request, StanzaError.of(Condition.BAD_REQUEST)); // §4.1
    Optional<Command> command = find(host, node);
    if (command.isEmpty()) return Steps.failed(request, StanzaError.of(Condition.ITEM_NOT_FOUND));
    if (!command.get().allows(request.from())) { // §4.4: forbidden is of type cancel here
      return Steps.failed(
          request,
          StanzaError.of(Condition.FORBIDDEN, "You may not run this command.")
              .as(StanzaError.Type.CANCEL));
    }
    return steps.answer(request, command.get());
  }

  private static Optional<Command> find(Host host, String node) {
    return host.commands().stream().filter(one -> one.node().equals(node)).findFirst();
  }

  /// §2.2.
  private record Nodes(Host host) implements DiscoNodes {
    @Override
    public @Nullable Stanza info(IqRequest request, String node) {
      if (node.equals(NS)) {
        return request.result(
            query(INFO, node).child(identity("command-list", "Commands")).build());
      }
      return find(host, node)
          .map(command ->
              request.result(
                  query(INFO, node)
                      .child(identity("command-node", command.title()))
                      .child(feature(NS))
                      .child(feature(DataForm.NS))
                      .build()))
          .orElse(null);
    }

    @Override
    public @Nullable Stanza items(IqRequest request, String node) {
      Element.Builder list = query(ITEMS, node);
      if (!node.equals(NS)) {
        return find(host, node).isPresent() ? request.result(list.build()) : null;
      }
      for (Command command : host.commands()) {
        if (!command.allows(request.from())) continue;
        list.child(
            Element.builder(ITEMS, "item")
                .attribute("jid", host.domain().toString())
                .attribute("node", command.node())
                .attribute("name", command.title())
                .build());
      }
      return request.result(list.build());
    }

    private static Element.Builder query(String namespace, String node) {
      return Element.builder(namespace, "query").attribute("node", node);
    }

    private static Element identity(String type, String name) {
      return Element.builder(INFO, "identity")
          .attribute("category", "automation")
          .attribute("type", type)
          .attribute("name", name)
          .build();
    }

    private static Element feature(String namespace) {
      return Element.builder(INFO, "feature").attribute("var", namespace).build();
    }
  }
}
