package im.viavai.features.carbons;

import static java.nio.charset.StandardCharsets.US_ASCII;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Spec;
import im.viavai.server.route.StanzaIds;
import im.viavai.server.session.Account;
import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import java.io.ByteArrayOutputStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Copies a message to those other resources of the account that asked for it.
public final class Carbons implements Feature {
  static final String NS = "urn:xmpp:carbons:2";

  private static final Name ENABLE = new Name(NS, "enable");
  private static final Name DISABLE = new Name(NS, "disable");
  private static final Name PRIVATE = new Name(NS, "private");
  private static final Name NO_COPY = new Name("urn:xmpp:hints", "no-copy"); // XEP-0334
  private static final Name SENT = new Name(NS, "sent");
  private static final Name RECEIVED = new Name(NS, "received");

  private static final Key<Boolean> ENABLED = new Key<>(Boolean.class, "carbons");
  private static final Key<Copied> COPIED = new Key<>(Copied.class, "carbons.copied");

  @Override
  public Spec spec() {
    return new Spec("XEP-0280", "1.0.1", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    host.advertise(NS); // §3
    host.advertise("urn:xmpp:carbons:rules:0"); // §6.2
    host.durable(ENABLED);
    host.onSet(
        At.ACCOUNT,
        ENABLE,
        IqHandler.swift(request -> {
          request.session().put(ENABLED, true); // again is no error: §10.1
          return request.result();
        }));
    host.onSet(
        At.ACCOUNT,
        DISABLE,
        IqHandler.swift(request -> {
          request.session().put(ENABLED, false);
          return request.result();
        }));
    host.onBind(
        ENABLE,
        (session, request) -> {
          session.put(ENABLED, true); // XEP-0386 §3.2: MUST succeed, no response
          return null;
        });
    for (Name forged : new Name[] {SENT, RECEIVED}) { // threat: copies that nobody made
      host.sent().having(forged).amend(passage -> without(passage.stanza(), forged));
      host.received().having(forged).amend(passage -> without(passage.stanza(), forged));
    }
    host.sent().unless(PRIVATE).unless(NO_COPY).copy(Carbons::sent); // §8, §9
    host.received().unless(PRIVATE).unless(NO_COPY).copy(Carbons::received); // §7, §9
  }

  private static Stanza without(Stanza message, Name child) {
    return message.without(c -> c.name().equals(child));
  }

  /// §8
  private static void sent(Passage passage) {
    Account account = passage.account();
    if (account.sessionArray().length < 2) return; // nearly always: nobody to copy to
    Stanza message = passage.stanza();
    Session sender = passage.session();
    if (passage.to().bare().equals(account.address())) return; // to oneself: they get it anyway
    if (!Rules.copiesSent(message)) return;
    Predicate<Session> others = session -> !is(session, sender);
    Stanza own =
        passage.archiveId() == 0 ? message : StanzaIds.stamp(message, account, passage.archiveId());
    if (copy(account, own, SENT, others)) remember(account, message.id(), passage.to());
  }

  /// §7; after delivery, so the account is as it was when its resources got the message
  private static void received(Passage passage) {
    Account account = passage.account();
    Stanza message = passage.stanza();
    if (account.sessionArray().length < 2) return;
    if (message.isError() ? !isAnswerToCopied(account, message) : !Rules.copiesReceived(message)) {
      return;
    }
    Jid to = passage.to();
    Jid from = passage.from();
    boolean exact = to.isFull() && account.session(to.resourcepart()) != null;
    Predicate<Session> others =
        session -> {
          boolean has =
              exact
                  ? session.address().equals(to)
                  : session.isAvailable() && session.priority() >= 0; // RFC 6121 §8.5.2.1.1
          return !has && !session.address().equals(from); // sent by oneself to oneself
        };
    copy(account, message, RECEIVED, others);
  }

  /// §6.1: "sent in response to a message that was eligible"
  private static boolean isAnswerToCopied(Account account, Stanza error) {
    Copied copied = account.get(COPIED);
    Jid from = error.from();
    return copied != null && from != null && copied.contains(error.id(), from);
  }

  private static void remember(Account account, String id, Jid to) {
    Copied copied = account.get(COPIED);
    if (copied == null) {
      copied = new Copied();
      account.put(COPIED, copied);
    }
    copied.add(id, to);
  }

  /// Sends a copy to those that asked for it; returns whether anybody did.
  private static boolean copy(
      Account account, Stanza message, Name direction, Predicate<Session> others) {
    Stanza copy = null;
    for (Session session : account.sessionArray()) {
      if (!Boolean.TRUE.equals(session.get(ENABLED)) || !others.test(session)) continue;
      if (copy == null) copy = wrap(account.address(), message, direction);
      session.send(copy.withTo(session.address()));
    }
    return copy != null;
  }

  /// §7, §8 and XEP-0297: made once, whoever many get it.
  private static Stanza wrap(Jid account, Stanza message, Name direction) {
    byte[] forwarded = message.embedded();
    ByteArrayOutputStream out = new ByteArrayOutputStream(forwarded.length + 128);
    String name = direction.local();
    out.writeBytes(
        ("<" + name + " xmlns='" + NS + "'><forwarded xmlns='urn:xmpp:forward:0'>")
            .getBytes(US_ASCII));
    out.writeBytes(forwarded);
    out.writeBytes(("</forwarded></" + name + ">").getBytes(US_ASCII));
    return Stanza.message()
        .from(account)
        .type(message.type())
        .build()
        .plus(direction, out.toByteArray());
  }

  @SuppressWarnings("ReferenceEquality") // that very session
  private static boolean is(Session session, @Nullable Session sender) {
    return session == sender;
  }
}
