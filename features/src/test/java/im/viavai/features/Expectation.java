package im.viavai.features;

import im.viavai.xmpp.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compares what came with what a conversation says. Attributes and children may be in any order.
/// `{any}` matches every value, and as the text of an element also every content; as the text of an
/// element `{more}` allows further children beside those named; `{name}` matches every value, or
/// the part of one where it stands, and remembers it: the same must stand wherever `{name}` comes
/// again, also in what is sent. On the stanza itself `id`, `from`, `to` and `xml:lang` count only
/// where the conversation names them.
final class Expectation {
  private static final Set<String> OPTIONAL = Set.of("id", "from", "to", "xml:lang");
  private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");

  private final Map<String, String> known = new HashMap<>();

  /// The text with what is known put in.
  String fill(String text) {
    return HOLE.matcher(text)
        .replaceAll(hole -> {
          String value = known.get(hole.group(1));
          return Matcher.quoteReplacement(value == null ? hole.group() : value);
        });
  }

  /// Whether each of the stanzas that came is one that was expected. What `{name}` stands for is
  /// remembered if so.
  boolean matches(List<Element> expected, List<Element> came) {
    if (expected.size() != came.size()) return false;
    Map<String, String> before = Map.copyOf(known);
    if (all(expected, came, true)) return true;
    known.clear();
    known.putAll(before);
    return false;
  }

  private boolean all(List<Element> expected, List<Element> came, boolean stanzas) {
    List<Element> left = remaining(expected, came, stanzas);
    return left != null && left.isEmpty();
  }

  /// What came and was not expected; null if something expected did not come.
  private @Nullable List<Element> remaining(
      List<Element> expected, List<Element> came, boolean stanzas) {
    List<Element> left = new ArrayList<>(came);
    for (Element one : expected) {
      Element found = null;
      for (Element candidate : left) {
        Map<String, String> before = Map.copyOf(known);
        if (matches(one, candidate, stanzas)) {
          found = candidate;
          break;
        }
        known.clear();
        known.putAll(before);
      }
      if (found == null) return null;
      left.remove(found);
    }
    return left;
  }

  private boolean matches(Element expected, Element came, boolean stanza) {
    if (!expected.name().equals(came.name())) return false;
    Set<String> names = new LinkedHashSet<>(expected.attributes().keySet());
    for (String name : came.attributes().keySet()) {
      if (!stanza || !OPTIONAL.contains(name)) names.add(name);
    }
    for (String name : names) {
      if (expected.hasAttribute(name) != came.hasAttribute(name)) return false;
      if (!value(expected.attribute(name), came.attribute(name))) return false;
    }
    String text = expected.text().strip();
    if (text.equals("{any}")) return true;
    if (text.equals("{more}"))
      return remaining(expected.children(), came.children(), false) != null;
    return value(text, came.text().strip()) && all(expected.children(), came.children(), false);
  }

  private boolean value(String expected, String came) {
    List<String> names = new ArrayList<>();
    StringBuilder shape = new StringBuilder();
    Matcher hole = HOLE.matcher(expected);
    int end = 0;
    while (hole.find()) {
      shape.append(Pattern.quote(expected.substring(end, hole.start()))).append("(.*)");
      names.add(hole.group(1));
      end = hole.end();
    }
    shape.append(Pattern.quote(expected.substring(end)));
    Matcher found = Pattern.compile(shape.toString(), Pattern.DOTALL).matcher(came);
    if (!found.matches()) return false;
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals("any")) continue;
      String value = known.putIfAbsent(names.get(i), found.group(i + 1));
      if (value != null && !value.equals(found.group(i + 1))) return false;
    }
    return true;
  }
}
