package im.viavai.app.config;

import java.util.Collection;
import java.util.Comparator;

/// Finds the word that was probably meant.
final class Suggestion {
  private Suggestion() {}

  /// ` Did you mean "x"?` with the nearest of the known words, or the list of them when none is
  /// near.
  static String among(String written, Collection<String> known) {
    int near = Math.max(2, written.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(word -> distance(written, word)))
        .filter(word -> distance(written, word) <= near)
        .map(word -> " Did you mean \"" + word + "\"?")
        .orElseGet(() -> " Known are " + String.join(", ", known) + ".");
  }

  /// How many letters must be added, removed or changed (Levenshtein).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
