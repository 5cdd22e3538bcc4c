package im.viavai.store.sql;

import im.viavai.store.ArchivePreferences;
import im.viavai.store.ArchivePreferences.Rule;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Small lists in one column: a line each.
final class Lines {
  private Lines() {}

  /// Each text on a line of its own, escaped so that it may hold any character.
  static String write(List<String> texts) {
    StringBuilder lines = new StringBuilder();
    for (String text : texts) {
      lines.append(text.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    }
    return lines.toString();
  }

  static List<String> read(String lines) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.length(); i++) {
      char c = lines.charAt(i);
      if (c == '\n') {
        texts.add(text.toString());
        text.setLength(0);
      } else if (c == '\\' && i + 1 < lines.length()) {
        char escaped = lines.charAt(++i);
        text.append(escaped == 'n' ? '\n' : escaped);
      } else {
        text.append(c);
      }
    }
    return texts;
  }

  /// The rule, then a line for each JID with `+` (always) or `-` (never) before it. Empty for a
  /// user who never chose.
  static String write(ArchivePreferences preferences) {
    if (preferences.equals(ArchivePreferences.UNSET)) {
      return "";
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (preferences.rule()) {
          case UNSET -> "unset";
          case ALWAYS -> "always";
          case NEVER -> "never";
          case ROSTER -> "roster";
        });
    preferences.always().forEach(jid -> lines.add("+" + jid));
    preferences.never().forEach(jid -> lines.add("-" + jid));
    return write(lines);
  }

  static ArchivePreferences preferences(String text) {
    if (text.isEmpty()) {
      return ArchivePreferences.UNSET;
    }
    List<String> lines = read(text);
    Set<Jid> always = new HashSet<>();
    Set<Jid> never = new HashSet<>();
    for (String line : lines.subList(1, lines.size())) {
      (line.charAt(0) == '+' ? always : never).add(Jid.of(line.substring(1)));
    }
    Rule rule =
        switch (lines.getFirst()) {
          case "unset" -> Rule.UNSET;
          case "always" -> Rule.ALWAYS;
          case "never" -> Rule.NEVER;
          case "roster" -> Rule.ROSTER;
          default -> throw new IllegalStateException("not a rule: " + lines.getFirst());
        };
    return new ArchivePreferences(rule, always, never);
  }
}
