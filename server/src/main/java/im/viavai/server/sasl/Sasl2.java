package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Namespaces;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The elements of the Extensible SASL Profile (XEP-0388) and of Bind 2 (XEP-0386): reads what
/// clients send, writes what the server sends. [SaslFailure#toSasl2] is the remaining one. Any
/// thread.
public final class Sasl2 {

  /// The most elements of one kind that are looked at in `<authenticate/>`.
  static final int MAX_CHILDREN = 32;

  private static final String UPGRADE = "urn:xmpp:sasl:upgrade:0";
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,10}");

  /// Reads a top-level element of the namespace `urn:xmpp:sasl:2`.
  public Sasl2Message parse(Element element) {
    if (!element.name().namespace().equals(Namespaces.SASL2)) {
      return malformed();
    }
    return switch (element.name().local()) {
      case "authenticate" -> authenticate(element);
      case "response" ->
          bytes(element)
              .<Sasl2Message>map(Sasl2Message.Response::new)
              .orElseGet(
                  () -> new Sasl2Message.Invalid(new SaslFailure(Condition.INCORRECT_ENCODING)));
      case "abort" -> new Sasl2Message.Abort();
      case "next" ->
          element.attribute("task").isEmpty()
              ? malformed()
              : new Sasl2Message.Next(element.attribute("task"), others(element));
      case "task-data" -> new Sasl2Message.TaskData(others(element));
      default -> malformed();
    };
  }

  private Sasl2Message authenticate(Element element) {
    var mechanism = element.attribute("mechanism");
    if (mechanism.isEmpty()) {
      return new Sasl2Message.Invalid(new SaslFailure(Condition.INVALID_MECHANISM));
    }
    if (element.children().size() > MAX_CHILDREN) {
      return malformed();
    }
    var fast = element.child(Fast.NS, "fast");
    if (fast.isPresent() && !isFast(fast.get())) {
      return malformed();
    }
    var response = element.child("initial-response");
    var initialResponse = response.flatMap(Sasl2::bytes);
    if (response.isPresent() && initialResponse.isEmpty()) {
      return new Sasl2Message.Invalid(new SaslFailure(Condition.INCORRECT_ENCODING));
    }
    return new Sasl2Message.Authenticate(
        mechanism,
        initialResponse.orElse(null),
        element.child("user-agent").map(UserAgent::of).orElse(UserAgent.UNKNOWN),
        fast.map(Sasl2::fast).orElse(null),
        element
            .child(Fast.NS, "request-token")
            .map(request -> request.attribute("mechanism"))
            .orElse(""),
        element.children(new Name(UPGRADE, "upgrade")).stream()
            .map(upgrade -> upgrade.text().strip())
            .toList(),
        element.child(Namespaces.BIND2, "bind").map(Sasl2::bind).orElse(null),
        others(element).stream().filter(child -> !isRead(child)).toList());
  }

  private static boolean isRead(Element child) {
    return child.is(Namespaces.BIND2, "bind")
        || child.is(UPGRADE, "upgrade")
        || child.name().namespace().equals(Fast.NS);
  }

  private static boolean isFast(Element fast) {
    var count = fast.attribute("count");
    return count.isEmpty()
        || (COUNT.matcher(count).matches() && Long.parseLong(count) <= Integer.MAX_VALUE);
  }

  private static FastRequest fast(Element fast) {
    var count = fast.attribute("count");
    return new FastRequest(
        count.isEmpty() ? FastRequest.NO_COUNT : Long.parseLong(count),
        switch (fast.attribute("invalidate")) {
          case "1", "true" -> FastRequest.Afterwards.INVALIDATE;
          default -> FastRequest.Afterwards.KEEP;
        });
  }

  private static Bind2Request bind(Element bind) {
    var tag = bind.child("tag").map(Element::text).orElse("").strip();
    return new Bind2Request(tag, others(bind));
  }

  private static List<Element> others(Element parent) {
    var own = parent.name().namespace();
    return parent.children().stream()
        .filter(child -> !child.name().namespace().equals(own))
        .toList();
  }

  // The examples of the text are indented, so white space around is borne.
  private static Optional<Bytes> bytes(Element element) {
    return Base64Text.decode(element.text().strip());
  }

  private static Sasl2Message malformed() {
    return new Sasl2Message.Invalid(new SaslFailure(Condition.MALFORMED_REQUEST));
  }

  /// `<challenge/>` (section 2.5).
  public Element challenge(Bytes data) {
    return Element.builder(Namespaces.SASL2, "challenge").text(data.base64()).build();
  }

  /// `<success/>` (section 2.6.1).
  ///
  /// @param additionalData of the mechanism, empty for none; and none if a `<continue/>` has
  ///   carried it
  /// @param authorized the bare Jid, or the full one if a resource was bound
  /// @param more the results of inline features: `<bound/>`, `<resumed/>`, `<token/>`
  public Element success(Bytes additionalData, Jid authorized, List<Element> more) {
    var success = Element.builder(Namespaces.SASL2, "success");
    if (!additionalData.isEmpty()) {
      success.child("additional-data", additionalData.base64());
    }
    return success.child("authorization-identifier", authorized.toString()).children(more).build();
  }

  /// `<continue/>` (section 2.6.3): one of these tasks comes before success.
  ///
  /// @param tasks at least one; for XEP-0480 exactly one
  /// @param text what a person may want to know, `""` for none
  public Element continueWith(Bytes additionalData, List<String> tasks, String text) {
    var all = Element.builder(Namespaces.SASL2, "tasks");
    tasks.forEach(task -> all.child("task", task));
    var element = Element.builder(Namespaces.SASL2, "continue");
    if (!additionalData.isEmpty()) {
      element.child("additional-data", additionalData.base64());
    }
    element.child(all.build());
    if (!text.isEmpty()) {
      element.child("text", text);
    }
    return element.build();
  }

  /// `<task-data/>` (section 2.6.3).
  public Element taskData(List<Element> content) {
    return Element.builder(Namespaces.SASL2, "task-data").children(content).build();
  }

  /// `<bind/>` for the `<inline/>` of the stream feature (XEP-0386 section 3.1).
  ///
  /// @param features names of what can be enabled along with it, such as `urn:xmpp:carbons:2`
  public Element bindFeature(List<String> features) {
    var bind = Element.builder(Namespaces.BIND2, "bind");
    if (!features.isEmpty()) {
      var inline = Element.builder(Namespaces.BIND2, "inline");
      features.forEach(feature ->
          inline.child(
              Element.builder(Namespaces.BIND2, "feature").attribute("var", feature).build()));
      bind.child(inline.build());
    }
    return bind.build();
  }

  /// `<bound/>` for `<success/>` (XEP-0386 section 3.2.1).
  ///
  /// @param content the archive's `<metadata/>` and the answers of the features
  public Element bound(List<Element> content) {
    return Element.builder(Namespaces.BIND2, "bound").children(content).build();
  }
}
