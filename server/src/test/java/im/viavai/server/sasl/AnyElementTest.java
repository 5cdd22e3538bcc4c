package im.viavai.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Namespaces;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever element a client sends, it is understood or it is a failure; and what is understood is
/// in range.
final class AnyElementTest {

  @Provide
  Arbitrary<Element> elements() {
    return element(element(element(Arbitraries.just(Element.of("urn:other", "leaf")))));
  }

  private static Arbitrary<Element> element(Arbitrary<Element> child) {
    var names =
        Arbitraries.of(
            "authenticate",
            "auth",
            "response",
            "abort",
            "next",
            "task-data",
            "initial-response",
            "user-agent",
            "software",
            "device",
            "bind",
            "tag",
            "fast",
            "request-token",
            "upgrade",
            "hash",
            "success");
    var namespaces =
        Arbitraries.of(
            Namespaces.SASL2,
            Namespaces.SASL,
            Namespaces.BIND2,
            Fast.NS,
            "urn:xmpp:sasl:upgrade:0",
            "urn:other");
    var attributes = Arbitraries.of("mechanism", "id", "count", "invalidate", "task");
    var texts =
        Arbitraries.of(
            "",
            "=",
            "YWJj",
            "Y",
            " YWJj ",
            "true",
            "1",
            "-1",
            "4294967296",
            "PLAIN",
            "d4565fa7-4d72-4749-b3d3-740edbf87770",
            "\uD83D\uDE00".repeat(200));
    return Combinators.combine(
            namespaces,
            names,
            Arbitraries.maps(attributes, texts).ofMaxSize(3),
            child.list().ofMaxSize(6),
            texts)
        .as((namespace, name, all, inner, text) -> {
          var builder = Element.builder(namespace, name);
          all.forEach(builder::attribute);
          return builder.children(inner).text(text).build();
        });
  }

  @Property(tries = 1000)
  void sasl2UnderstandsOrFails(@ForAll("elements") Element element) {
    var message = new Sasl2().parse(element);
    if (message instanceof Sasl2Message.Authenticate authenticate) {
      assertThat(element.is(Namespaces.SASL2, "authenticate")).isTrue();
      assertThat(authenticate.mechanism()).isNotEmpty();
      assertThat(authenticate.userAgent().id()).matches("|[0-9a-f-]{36}");
      assertThat(authenticate.inline())
          .noneMatch(child -> child.name().namespace().equals(Namespaces.SASL2));
    }
    if (!element.name().namespace().equals(Namespaces.SASL2)) {
      assertThat(message).isInstanceOf(Sasl2Message.Invalid.class);
    }
  }

  @Property(tries = 1000)
  void sasl1UnderstandsOrFails(@ForAll("elements") Element element) {
    var message = new Sasl1().parse(element);
    if (!element.name().namespace().equals(Namespaces.SASL)) {
      assertThat(message).isInstanceOf(SaslMessage.Invalid.class);
    }
    if (message instanceof SaslMessage.Auth auth) {
      assertThat(auth.mechanism()).isNotEmpty();
    }
  }
}
