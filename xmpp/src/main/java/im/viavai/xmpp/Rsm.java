package im.viavai.xmpp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Result set management (XEP-0059).
public final class Rsm {
  /// `http://jabber.org/protocol/rsm`.
  public static final String NS = "http://jabber.org/protocol/rsm";

  /// The `<set/>` element's name.
  public static final Name SET = new Name(NS, "set");

  private Rsm() {}

  /// Which page is asked for.
  ///
  /// @param max the most items wanted, -1 if not said; 0 asks for the count only (§2.7)
  /// @param after the page starts behind this item; null if not said
  /// @param before the page ends in front of this item; `""` asks for the last page (§2.5); null if
  ///   not said
  /// @param index the page starts with this item, counted from 0; -1 if not said
  public record Request(int max, @Nullable String after, @Nullable String before, int index) {
    /// Nothing said.
    public static final Request ALL = new Request(-1, null, null, -1);
  }

  /// Which page is given.
  ///
  /// @param first the first item's id, null if the page is empty
  /// @param last the last item's id, null if the page is empty
  /// @param firstIndex the first item's position counted from 0, -1 if not told
  /// @param count how many items there are in all, -1 if not told
  public record Page(@Nullable String first, @Nullable String last, long firstIndex, long count) {
    /// The `<set/>` element.
    public Element toElement() {
      throw new UnsupportedOperationException();
    }
  }

  /// Reads a `<set/>`; empty if a number in it is none, which is a `bad-request`.
  public static Optional<Request> parse(Element set) {
    throw new UnsupportedOperationException();
  }
}
