package im.viavai.xmpp;

import org.jspecify.annotations.Nullable;

/// What an error of a stanza and one of a stream are made of (RFC 6120 §8.3.2, §4.9.2).
///
/// @param condition the local name of the defined condition, `""` if there is none
/// @param address what stands in it: where to go instead; `""` for nothing
/// @param text human-readable detail in English, `""` for none
/// @param application an application-specific condition
record ErrorParts(String condition, String address, String text, @Nullable Element application) {
  /// Adds them to an `<error/>`.
  ///
  /// @param namespace of the defined conditions
  void addTo(Element.Builder error, String namespace) {
    Element defined = Element.of(namespace, condition);
    error.child(address.isEmpty() ? defined : defined.withText(address));
    if (!text.isEmpty()) {
      error.child(Element.of(namespace, "text").with("xml:lang", "en").withText(text));
    }
    if (application != null) {
      error.child(application);
    }
  }

  /// Reads those of somebody else's error.
  ///
  /// @param namespace of the defined conditions
  static ErrorParts of(Element error, String namespace) {
    ErrorParts parts = new ErrorParts("", "", "", null);
    for (Element child : error.children()) {
      parts = parts.with(child, child.name().namespace().equals(namespace));
    }
    return parts;
  }

  private ErrorParts with(Element child, boolean isDefined) {
    String local = child.name().local();
    if (!isDefined) {
      return new ErrorParts(condition, address, text, child);
    } else if (local.equals("text")) {
      return new ErrorParts(condition, address, child.text(), application);
    } else {
      return new ErrorParts(local, child.text().strip(), text, application);
    }
  }
}
