package im.viavai.server.invite;

import im.viavai.server.sasl.Tokens;
import java.util.Locale;
import java.util.Optional;

/// A code that sets a new password, of 128 bit, made to be printed and typed: 26 letters and digits
/// in groups. Never logged.
public final class RecoveryCode {
  private static final int BYTES = 16;
  private static final int LETTERS = 26;
  private static final int GROUP = 5;

  /// Longest text that is read, in characters.
  public static final int MAX_TEXT = 100;

  private final String letters;

  private RecoveryCode(String letters) {
    this.letters = letters;
  }

  /// A fresh one.
  public static RecoveryCode draw(Tokens tokens) {
    return new RecoveryCode(tokens.letters(BYTES));
  }

  /// Reads what somebody typed: any case, any spaces and dashes, and 0, 1 and 8 for the letters
  /// that look like them. Empty if it is no code.
  public static Optional<RecoveryCode> parse(String text) {
    if (text.length() > MAX_TEXT) return Optional.empty();
    String letters =
        text.toLowerCase(Locale.ROOT)
            .replaceAll("[\\s-]", "")
            .replace('0', 'o')
            .replace('1', 'l')
            .replace('8', 'b');
    return letters.matches("[a-z2-7]{" + LETTERS + "}")
        ? Optional.of(new RecoveryCode(letters))
        : Optional.empty();
  }

  /// What is kept of it.
  public byte[] hash() {
    return Inviting.hash(letters);
  }

  /// As it is shown: `ABCDE-FGHIJ-...`.
  public String printed() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < letters.length(); i++) {
      if (i > 0 && i % GROUP == 0) text.append('-');
      text.append(letters.charAt(i));
    }
    return text.toString().toUpperCase(Locale.ROOT);
  }

  /// Hides it.
  @Override
  public String toString() {
    return "RecoveryCode";
  }
}
