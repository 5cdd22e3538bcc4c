package im.viavai.xmpp;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Result set management (XEP-0059): which page of a long list is asked for and given.
public final class Rsm {
  /// `http://jabber.org/protocol/rsm`.
  public static final String NS = "http://jabber.org/protocol/rsm";

  /// The `<set/>` element's name.
  public static final Name SET = new Name(NS, "set");

  private Rsm() {}

  /// Which page is asked for.
  ///
  /// @param max the most items wanted, -1 if not said; 0 asks for the count only (§2.7)
  /// @param after the page starts behind this item (§2.2); null if not said
  /// @param before the page ends in front of this item (§2.3); `""` asks for the last page (§2.5);
  ///   null if not said
  /// @param index the page starts with this item, counted from 0 (§2.6); -1 if not said
  public record Request(int max, @Nullable String after, @Nullable String before, int index) {
    /// Nothing said.
    public static final Request ALL = new Request(-1, null, null, -1);

    /// How many items to give: as many as asked for, but at most `most`.
    public int max(int most) {
      return max < 0 ? most : Math.min(max, most);
    }
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
      Element.Builder set = Element.builder(SET);
      if (first != null && last != null) {
        Element element = Element.of(NS, "first");
        if (firstIndex >= 0) {
          element = element.with("index", Long.toString(firstIndex));
        }
        set.child(element.withText(first)).child("last", last);
      }
      if (count >= 0) {
        set.child("count", Long.toString(count));
      }
      return set.build();
    }
  }

  /// Reads a `<set/>`; empty if what should be a number in it is none, which is a `bad-request`.
  public static Optional<Request> parse(Element set) {
    OptionalInt max = number(set, "max");
    OptionalInt index = number(set, "index");
    if (max.isEmpty() || index.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Request(max.getAsInt(), text(set, "after"), text(set, "before"), index.getAsInt()));
  }

  private static @Nullable String text(Element set, String local) {
    return set.child(local).map(Element::text).orElse(null);
  }

  /// The number in that child, -1 without it, empty if it is no number. What is too large to count
  /// means the most.
  private static OptionalInt number(Element set, String local) {
    Optional<Element> child = set.child(local);
    if (child.isEmpty()) {
      return OptionalInt.of(-1);
    }
    String digits = child.get().text().strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalInt.empty();
    }
    return digits.length() > 9
        ? OptionalInt.of(Integer.MAX_VALUE)
        : OptionalInt.of(Integer.parseInt(digits));
  }
}
