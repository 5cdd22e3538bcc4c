package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.Mechanisms.Transport;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SaslOfferTest {

  private final LoginBench bench = new LoginBench();
  private final SaslOffer bound = bench.bound().offer();
  private final SaslOffer unbound = bench.unbound().offer();

  @Requirement(document = "RFC 6120", section = "6.3.3", quote = "in order of preference")
  @Test
  void mechanismsAreOfferedStrongestFirst() {
    assertThat(bound.mechanisms())
        .containsExactly(
            "SCRAM-SHA-512-PLUS",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-512",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1",
            "PLAIN");
    assertThat(unbound.mechanisms())
        .containsExactly("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");
  }

  @Test
  void theFeatureOfRfc6120ListsThem() {
    var feature = unbound.mechanismsFeature();
    assertThat(feature.is(Namespaces.SASL, "mechanisms")).isTrue();
    assertThat(feature.children()).allMatch(child -> child.is(Namespaces.SASL, "mechanism"));
    assertThat(feature.children())
        .extracting(Element::text)
        .containsExactlyElementsOf(unbound.mechanisms());
  }

  @Requirement(
      document = "XEP-0388",
      section = "2.1",
      quote =
          "can be included in the <inline/> element which is an immediate child of <authentication/>")
  @Test
  void theFeatureOfSasl2CarriesWhatCanBeInlined() {
    var sm = Element.of(Namespaces.STREAM_MANAGEMENT, "sm");
    var bind = new Sasl2().bindFeature(List.of("urn:xmpp:carbons:2", "urn:xmpp:sm:3"));
    var feature = unbound.authenticationFeature(List.of(bind, sm));
    assertThat(feature.is(Namespaces.SASL2, "authentication")).isTrue();
    assertThat(feature.child("inline").orElseThrow().children())
        .hasSize(2)
        .anyMatch(child -> child.is(Namespaces.STREAM_MANAGEMENT, "sm"))
        .anyMatch(child -> child.is(Namespaces.BIND2, "bind"));
    assertThat(bind.child("inline").orElseThrow().children())
        .extracting(child -> child.attribute("var"))
        .containsExactly("urn:xmpp:carbons:2", "urn:xmpp:sm:3");
    assertThat(unbound.authenticationFeature(List.of()).child("inline")).isEmpty();
    assertThat(new Sasl2().bindFeature(List.of()).children()).isEmpty();
  }

  @Requirement(
      document = "XEP-0440",
      section = "2",
      quote =
          "The <sasl-channel-binding/> element MUST contain one or more <channel-binding/> elements, of which each MUST have an attribute with the name 'type'.")
  @Test
  void channelBindingTypesAreToldWherePlusIsOffered() {
    var feature = bound.channelBindingFeature().orElseThrow();
    assertThat(feature.is("urn:xmpp:sasl-cb:0", "sasl-channel-binding")).isTrue();
    assertThat(feature.children())
        .extracting(child -> child.attribute("type"))
        .containsExactly("tls-exporter", "tls-server-end-point");
    assertThat(unbound.channelBindingFeature()).isEmpty();
  }

  @Test
  void aBindingTheEngineCannotTellIsNotOffered() {
    var bindings = ChannelBindings.of(new byte[0], LoginBench.END_POINT);
    var offer = bench.sasl.mechanisms().offer(Transport.ENCRYPTED, bindings);
    assertThat(offer.channelBindingFeature().orElseThrow().children())
        .extracting(child -> child.attribute("type"))
        .containsExactly("tls-server-end-point");
    assertThat(offer.mechanisms()).contains("SCRAM-SHA-256-PLUS");
    assertThat(offer.fast()).containsExactly("HT-SHA-256-ENDP", "HT-SHA-256-NONE");
  }

  @Test
  void bindingsAreCopiedInAndOut() {
    var exporter = LoginBench.EXPORTER.clone();
    var bindings = ChannelBindings.of(exporter, new byte[0]);
    exporter[0] ^= 1;
    assertThat(bindings.tlsExporter()).isEqualTo(LoginBench.EXPORTER);
    bindings.tlsExporter()[0] ^= 1;
    assertThat(bindings.tlsExporter()).isEqualTo(LoginBench.EXPORTER);
    assertThat(ChannelBindings.NONE.types()).isEmpty();
  }
}
