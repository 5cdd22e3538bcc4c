package im.viavai.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.Bytes;
import im.viavai.server.sasl.ChannelBindings;
import im.viavai.server.sasl.SaslOffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a client gets that knows no channel binding of ours, and who gets it.
final class UnknownBindingTest {
  private static final SaslOffer OFFER =
      new SaslOffer(
          List.of("SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"),
          ChannelBindings.of(new byte[32], new byte[32]),
          List.of(),
          List.of());

  private final UnknownBinding unknown = new UnknownBinding();

  private SaslOffer offer(String mechanism, String first) {
    return unknown.offerFor(mechanism, Bytes.utf8(first), OFFER);
  }

  @Test
  void whoTriedTlsUniqueMaySayThatWeCannotBind() {
    assertThat(offer("SCRAM-SHA-1-PLUS", "p=tls-unique,,n=juliet,r=abc")).isEqualTo(OFFER);
    assertThat(offer("SCRAM-SHA-1", "y,,n=juliet,r=def").mechanisms())
        .containsExactly("SCRAM-SHA-1");
  }

  @Test
  void nobodyElseMay() {
    assertThat(offer("SCRAM-SHA-1", "y,,n=juliet,r=abc")).isEqualTo(OFFER);
    assertThat(offer("SCRAM-SHA-1-PLUS", "p=tls-exporter,,n=juliet,r=abc")).isEqualTo(OFFER);
    assertThat(offer("SCRAM-SHA-1", "y,,n=juliet,r=abc")).isEqualTo(OFFER);
  }

  @Test
  void notForAnotherUser() {
    offer("SCRAM-SHA-1-PLUS", "p=tls-unique,,n=juliet,r=abc");
    assertThat(offer("SCRAM-SHA-1", "y,,n=romeo,r=def")).isEqualTo(OFFER);
    assertThat(offer("SCRAM-SHA-1", "y,,n=,r=def")).isEqualTo(OFFER);
  }

  @Test
  void everythingElseIsCheckedAgainstTheWholeOffer() {
    offer("SCRAM-SHA-1-PLUS", "p=tls-unique,,n=juliet,r=abc");
    assertThat(offer("SCRAM-SHA-1", "n,,n=juliet,r=def")).isEqualTo(OFFER);
    assertThat(offer("SCRAM-SHA-1-PLUS", "y,,n=juliet,r=def")).isEqualTo(OFFER);
    assertThat(unknown.offerFor("SCRAM-SHA-1", null, OFFER)).isEqualTo(OFFER);
  }
}
