package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import im.viavai.xmpp.Requirement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SaslFailureTest {

  @Test
  void allConditionsOfRfc6120AreThere() {
    assertThat(Arrays.stream(Condition.values()).map(Condition::local))
        .containsExactly(
            "aborted",
            "account-disabled",
            "credentials-expired",
            "encryption-required",
            "incorrect-encoding",
            "invalid-authzid",
            "invalid-mechanism",
            "malformed-request",
            "mechanism-too-weak",
            "not-authorized",
            "temporary-auth-failure");
  }

  @ParameterizedTest
  @EnumSource
  void isWrittenForRfc6120(Condition condition) {
    var failure = new SaslFailure(condition).toSasl();
    assertThat(failure.is(Namespaces.SASL, "failure")).isTrue();
    assertThat(failure.children()).hasSize(1);
    assertThat(failure.child(Namespaces.SASL, condition.local())).isPresent();
  }

  @Requirement(
      document = "XEP-0388",
      section = "2.6.2",
      quote = "It MUST contain one of the SASL error codes from RFC 6120 Section 6.5.")
  @ParameterizedTest
  @EnumSource
  void isWrittenForSasl2(Condition condition) {
    var failure = new SaslFailure(condition, "Why.").toSasl2();
    assertThat(failure.is(Namespaces.SASL2, "failure")).isTrue();
    assertThat(failure.child(Namespaces.SASL, condition.local())).isPresent();
    assertThat(failure.child("text").map(Element::text)).contains("Why.");
  }

  @Test
  void theTextOfRfc6120HasALanguage() {
    var text =
        new SaslFailure(Condition.NOT_AUTHORIZED, "Why.").toSasl().child("text").orElseThrow();
    assertThat(text.text()).isEqualTo("Why.");
    assertThat(text.attribute("xml:lang")).isEqualTo("en");
  }
}
