package im.viavai.features.clients;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.feature.Spec;
import im.viavai.server.session.Account;
import im.viavai.server.session.Login;
import im.viavai.server.session.Session;
import im.viavai.store.TokenRecord;
import im.viavai.store.TokenStore;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.StreamError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists the clients of the own account and ends their access.
public final class ClientAccess implements Feature {
  private static final Logger log = LoggerFactory.getLogger(ClientAccess.class);

  private static final Name LIST = new Name(Client.NS, "list");
  private static final Name REVOKE = new Name(Client.NS, "revoke");

  @Override
  public Spec spec() {
    return new Spec("XEP-0494", "0.1.0", Spec.Extent.PARTIAL);
  }

  @Override
  public void install(Host host) {
    TokenStore tokens = host.store(TokenStore.class);
    host.advertise(Client.NS);
    host.onGet(
        At.ACCOUNT,
        LIST,
        IqHandler.waiting(request -> {
          Element.Builder list = Element.builder(Client.NS, "clients");
          long now = host.clock().millis();
          for (Client client : clients(request.target(), tokens, now)) {
            list.child(client.toElement(now));
          }
          return request.result(list.build());
        }));
    host.onSet(At.ACCOUNT, REVOKE, IqHandler.waiting(request -> revoke(host, tokens, request)));
  }

  /// §3.1.
  private static List<Client> clients(Account account, TokenStore tokens, long nowMillis) {
    Map<String, TokenRecord> byAgent = new LinkedHashMap<>();
    for (TokenRecord token : tokens.list(account.key())) {
      if (token.expiresMillis() > nowMillis) byAgent.put(token.client(), token);
    }
    Map<String, List<Session>> sessions = new LinkedHashMap<>();
    for (Session session : account.sessions()) {
      String agent = Login.of(session).client();
      String group = agent.isEmpty() ? "session " + session.number() : "agent " + agent;
      sessions.computeIfAbsent(group, _ -> new ArrayList<>()).add(session);
    }
    List<Client> all = new ArrayList<>();
    sessions.forEach((group, some) ->
        all.add(new Client(group, some, byAgent.remove(Login.of(some.getFirst()).client()))));
    byAgent.forEach((agent, token) -> all.add(new Client("agent " + agent, List.of(), token)));
    return all;
  }

  /// §3.2.
  private static Stanza revoke(Host host, TokenStore tokens, IqRequest request) {
    Account account = request.target();
    String id = request.payload().attribute("id");
    if (id.isEmpty()) return request.error(StanzaError.of(Condition.BAD_REQUEST));
    Optional<Client> found =
        clients(account, tokens, host.clock().millis()).stream()
            .filter(client -> client.id().equals(id))
            .findFirst();
    if (found.isEmpty()) return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
    Client client = found.get();
    if (client.sessions().contains(request.session())) {
      return request.error(
          StanzaError.of(Condition.NOT_ALLOWED, "This is the client that asks; log out instead."));
    }
    if (client.token() != null) tokens.revoke(account.key(), client.token().client());
    for (Session session : client.sessions()) {
      host.end(
          session,
          StreamError.of(StreamError.Condition.NOT_AUTHORIZED, "The owner ended this session."));
    }
    log.atInfo().addKeyValue("account", account).addKeyValue("client", id).log("client_revoked");
    return client.knowsPassword()
        ? request.error(
            StanzaError.of(Condition.SERVICE_UNAVAILABLE)
                .with(Element.of(Client.NS, "password-reset-required")))
        : request.result();
  }
}
