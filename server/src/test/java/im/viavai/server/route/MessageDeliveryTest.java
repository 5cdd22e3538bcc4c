package im.viavai.server.route;

import static im.viavai.server.route.MessageDelivery.Outcome.DELIVERED;
import static im.viavai.server.route.MessageDelivery.Outcome.IGNORED;
import static im.viavai.server.route.MessageDelivery.Outcome.REFUSED;
import static im.viavai.server.route.MessageDelivery.Outcome.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.route.MessageDelivery.Outcome;
import im.viavai.server.session.Account;
import im.viavai.server.session.Outlet;
import im.viavai.server.session.Session;
import im.viavai.server.session.SomeAccount;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamError;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6121 §8.5.4, Table 1, line by line.
final class MessageDeliveryTest {
  private final Account juliet = SomeAccount.juliet();

  /// @param who `none`: no available resource; `negative`: one of priority -1; `two`: balcony and
  ///   chamber, of priority 0; `matching`: the full JID is there
  @Requirement(document = "RFC 6121", section = "8.5.4", quote = "Table 1: Message Delivery Rules")
  @ParameterizedTest
  @CsvSource({
    // to, resources, type, kept: outcome, who gets it
    "bare, none,     normal,    kept, WAITS,     ''",
    "bare, none,     normal,    '',   REFUSED,   ''",
    "bare, none,     chat,      kept, WAITS,     ''",
    "bare, none,     chat,      '',   REFUSED,   ''",
    "bare, none,     groupchat, '',   REFUSED,   ''",
    "bare, none,     headline,  '',   IGNORED,   ''",
    "bare, none,     error,     '',   IGNORED,   ''",
    "bare, negative, normal,    kept, WAITS,     ''",
    "bare, negative, chat,      kept, WAITS,     ''",
    "bare, negative, chat,      '',   REFUSED,   ''",
    "bare, negative, groupchat, '',   REFUSED,   ''",
    "bare, negative, headline,  '',   IGNORED,   ''",
    "bare, negative, error,     '',   IGNORED,   ''",
    "bare, two,      normal,    kept, DELIVERED, balcony chamber",
    "bare, two,      chat,      kept, DELIVERED, balcony chamber",
    "bare, two,      groupchat, '',   REFUSED,   ''",
    "bare, two,      headline,  '',   DELIVERED, balcony chamber",
    "bare, two,      error,     '',   IGNORED,   ''",
    "full, two,      normal,    kept, REFUSED,   ''",
    "full, two,      chat,      kept, DELIVERED, balcony chamber",
    "full, two,      groupchat, '',   REFUSED,   ''",
    "full, two,      headline,  '',   IGNORED,   ''",
    "full, two,      error,     '',   IGNORED,   ''",
    "full, none,     chat,      kept, WAITS,     ''",
    "full, none,     normal,    kept, REFUSED,   ''",
    "full, matching, normal,    kept, DELIVERED, garden",
    "full, matching, chat,      kept, DELIVERED, garden",
    "full, matching, groupchat, '',   DELIVERED, garden",
    "full, matching, headline,  '',   DELIVERED, garden",
    "full, matching, error,     '',   DELIVERED, garden",
  })
  void table1(String to, String who, String type, String kept, Outcome outcome, String takers) {
    List<String> got = new ArrayList<>();
    switch (who) {
      case "negative" -> bind("balcony", -1, got);
      case "two" -> {
        bind("balcony", 0, got);
        bind("chamber", 0, got);
      }
      case "matching" -> {
        bind("balcony", 0, got);
        bind("garden", -1, got);
      }
      default -> {}
    }
    Jid address =
        to.equals("full") ? juliet.address().withResourcepart("garden") : juliet.address();
    synchronized (juliet) {
      long archiveId = kept.equals("kept") ? juliet.nextArchiveId() : 0;
      assertThat(MessageDelivery.foresee(juliet, speech(type), address, archiveId != 0))
          .isEqualTo(outcome);
      assertThat(MessageDelivery.deliver(juliet, speech(type), address, archiveId))
          .isEqualTo(outcome);
      assertThat(juliet.isBehind()).isEqualTo(outcome == WAITS);
    }
    assertThat(String.join(" ", got)).isEqualTo(takers);
  }

  @Test
  void whatIsNoSpeechBothersNobodyWhenItCannotBeDelivered() {
    Stanza typing =
        Stanza.message()
            .type("chat")
            .child(Element.of("http://jabber.org/protocol/chatstates", "composing"))
            .build();
    assertThat(MessageDelivery.foresee(juliet, typing, juliet.address(), false)).isEqualTo(IGNORED);
    assertThat(MessageDelivery.foresee(juliet, speech("chat"), juliet.address(), false))
        .isEqualTo(REFUSED);
  }

  @Test
  void whatComesWhileOlderOnesWaitComesBehindThem() {
    List<String> got = new ArrayList<>();
    synchronized (juliet) {
      MessageDelivery.deliver(juliet, speech("chat"), juliet.address(), juliet.nextArchiveId());
      bind("balcony", 0, got);
      assertThat(
              MessageDelivery.deliver(
                  juliet, speech("chat"), juliet.address(), juliet.nextArchiveId()))
          .isEqualTo(WAITS);
      Jid full = juliet.address().withResourcepart("balcony");
      assertThat(MessageDelivery.deliver(juliet, speech("chat"), full, juliet.nextArchiveId()))
          .isEqualTo(WAITS);
      assertThat(MessageDelivery.deliver(juliet, speech("chat"), full, 0)).isEqualTo(DELIVERED);
    }
    assertThat(got).containsExactly("balcony");
  }

  private static Stanza speech(String type) {
    return Stanza.message()
        .type(type)
        .child(Element.of("jabber:client", "body").withText("Art thou not Romeo?"))
        .build();
  }

  private void bind(String resource, int priority, List<String> got) {
    Session session = SomeAccount.bind(juliet, resource, new Taker(resource, got));
    synchronized (juliet) {
      session.presence(Stanza.presence().from(session.address()).build(), priority);
    }
  }

  /// Notes who got something.
  private record Taker(String resource, List<String> got) implements Outlet {
    @Override
    public void write(Stanza stanza) {
      got.add(resource);
    }

    @Override
    public void requestAck() {}

    @Override
    public void acknowledge(long handled) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean onItsThread() {
      return true;
    }

    @Override
    public void reading(Reading reading) {}

    @Override
    public void close(StreamError error) {}

    @Override
    public InetSocketAddress remoteAddress() {
      return InetSocketAddress.createUnresolved("client", 1);
    }
  }
}
