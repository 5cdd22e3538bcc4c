package im.viavai.features.recovery;

import im.viavai.server.config.Recovery;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.HourlyLimit;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.invite.RecoveryCode;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Account;
import im.viavai.store.RecoveryStore;
import im.viavai.store.RecoveryStore.Source;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Codes that an account makes for itself in advance, to be printed. May wait.
final class PrintedCodes {
  /// How many codes an account may make in an hour.
  static final int CODES_PER_HOUR = 10;

  private static final Logger log = LoggerFactory.getLogger(PrintedCodes.class);

  private final Host host;
  private final RecoveryStore store;
  private final Tokens tokens;
  private final HourlyLimit limit;

  PrintedCodes(Host host, Tokens tokens, HourlyLimit limit) {
    this.host = host;
    this.store = host.store(RecoveryStore.class);
    this.tokens = tokens;
    this.limit = limit;
  }

  /// Says whether there is one that was not used.
  Stanza get(IqRequest request) {
    Element.Builder code = Element.builder(Recoveries.CODE);
    store
        .printed(request.session().account().address())
        .filter(printed -> printed.expiresMillis() > host.clock().millis())
        .ifPresent(printed ->
            code.attribute("created", date(printed.createdMillis()))
                .attribute("expires", date(printed.expiresMillis())));
    return request.result(code.build());
  }

  /// Makes one in place of the former, and shows it this once.
  Stanza set(IqRequest request) {
    Account account = request.session().account();
    if (!limit.take(account.key())) {
      return request.error(
          StanzaError.of(Condition.RESOURCE_CONSTRAINT, "Too many codes. Try again later."));
    }
    RecoveryCode code = RecoveryCode.draw(tokens);
    long now = host.clock().millis();
    long expires = now + host.config(Recovery.class).printedLasts().toMillis();
    if (!store.put(account.address(), code.hash(), Source.OWNER, expires)) {
      return request.error(StanzaError.of(Condition.ITEM_NOT_FOUND));
    }
    log.atInfo().addKeyValue("account", account).log("recovery_code_printed");
    return request.result(
        Element.builder(Recoveries.CODE)
            .attribute("created", date(now))
            .attribute("expires", date(expires))
            .text(code.printed())
            .build());
  }

  private static String date(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
