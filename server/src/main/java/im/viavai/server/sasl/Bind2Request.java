package im.viavai.server.sasl;

import im.viavai.xmpp.Element;
import java.util.List;

/// `<bind/>` in `<authenticate/>` (XEP-0386 section 3.2). Immutable, any thread.
///
/// @param tag what the resource shall begin with, `""` for none; not yet prepared
/// @param features what else to enable for the session: elements of other namespaces
public record Bind2Request(String tag, List<Element> features) {

  /// Copies the list.
  public Bind2Request {
    features = List.copyOf(features);
  }
}
