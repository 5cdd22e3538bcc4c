package im.viavai.server.sasl;

import im.viavai.xmpp.Element;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client may send in the SASL2 profile (XEP-0388). Immutable, any thread.
public sealed interface Sasl2Message {

  /// `<authenticate/>` (section 2.3).
  ///
  /// @param mechanism the SASL name
  /// @param initialResponse null if there is none, which is not the same as an empty one
  /// @param userAgent [UserAgent#UNKNOWN] if there is none
  /// @param fast null unless a FAST token is used: then [Fast#start], else [Mechanisms#start]
  /// @param requestToken the mechanism of `<request-token/>` (XEP-0484), `""` if there is none
  /// @param upgrades names of XEP-0480 tasks the client wants
  /// @param bind null if no resource is to be bound
  /// @param inline all other elements of other namespaces, such as `<resume/>` of XEP-0198
  record Authenticate(
      String mechanism,
      @Nullable Bytes initialResponse,
      UserAgent userAgent,
      @Nullable FastRequest fast,
      String requestToken,
      List<String> upgrades,
      @Nullable Bind2Request bind,
      List<Element> inline)
      implements Sasl2Message {

    /// Copies the lists.
    public Authenticate {
      upgrades = List.copyOf(upgrades);
      inline = List.copyOf(inline);
    }
  }

  /// `<response/>` (section 2.5).
  record Response(Bytes data) implements Sasl2Message {}

  /// `<abort/>` (section 4.5).
  record Abort() implements Sasl2Message {}

  /// `<next/>` (section 2.6.3).
  record Next(String task, List<Element> content) implements Sasl2Message {

    /// Copies the list.
    public Next {
      content = List.copyOf(content);
    }
  }

  /// `<task-data/>` (section 2.6.3).
  record TaskData(List<Element> content) implements Sasl2Message {

    /// Copies the list.
    public TaskData {
      content = List.copyOf(content);
    }
  }

  /// An element of the namespace that cannot be understood; the attempt ends with this failure.
  record Invalid(SaslFailure failure) implements Sasl2Message {}
}
