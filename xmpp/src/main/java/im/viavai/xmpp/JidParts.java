package im.viavai.xmpp;

import com.ibm.icu.text.IDNA;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rocks.xmpp.precis.PrecisProfile;
import rocks.xmpp.precis.PrecisProfiles;

/// Prepares the parts of an address (RFC 7622 §3.2 to §3.4). Plain ASCII, which nearly all are,
/// takes a short way that ends at the same; the tables for the rest of Unicode are loaded when they
/// are first needed.
final class JidParts {
  /// The longest part in bytes of UTF-8 (§3.1). Holds before preparation, too, so that nothing long
  /// is prepared.
  static final int LONGEST = 1023;

  private static final int LONGEST_LABEL = 63;

  private JidParts() {}

  /// A localpart (§3.3), null if it is none.
  static @Nullable String local(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST) {
      return null;
    }
    boolean upper = false;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return precis(PrecisProfiles.USERNAME_CASE_MAPPED, text, true);
      }
      if (!isLocal(c)) {
        return null;
      }
      upper |= c >= 'A' && c <= 'Z';
    }
    return upper ? text.toLowerCase(Locale.ROOT) : text;
  }

  /// Whether an ASCII character may be in a localpart: those PRECIS lets through (RFC 8265 §3.3)
  /// less those of RFC 7622 §3.3.1.
  private static boolean isLocal(char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '&' && c != '\'' && c != '/' && c != ':'
        && c != '<' && c != '>' && c != '@';
  }

  /// A resourcepart (§3.4), null if it is none.
  static @Nullable String resource(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return precis(PrecisProfiles.OPAQUE_STRING, text, false);
      }
      if (c < 0x20 || c == 0x7F) {
        return null;
      }
    }
    return text;
  }

  private static @Nullable String precis(PrecisProfile profile, String text, boolean local) {
    if (!isShort(text)) {
      return null;
    }
    String prepared;
    try {
      prepared = profile.enforce(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (prepared.isEmpty() || !isShort(prepared)) {
      return null;
    }
    for (int i = 0; local && i < prepared.length(); i++) {
      char c = prepared.charAt(i);
      if (c < 0x80 && !isLocal(c)) {
        return null;
      }
    }
    return prepared;
  }

  /// A domainpart (§3.2), null if it is none.
  static @Nullable String domain(String text) {
    if (text.length() > LONGEST + 1) {
      return null;
    }
    String name = withoutTrailingDot(text);
    if (name.startsWith("[")) {
      return ipv6(name);
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 0x80) {
        return Idna.unicode(name);
      }
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("xn--") || lower.contains(".xn--")) {
      return Idna.unicode(lower); // §3.2: to be compared as U-labels
    }
    return isHostname(lower) ? lower : null;
  }

  private static String withoutTrailingDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static @Nullable String ipv6(String text) {
    if (!text.endsWith("]") || text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
      return null;
    }
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (Character.digit(c, 16) < 0 && c != ':' && c != '.')) {
        return null;
      }
    }
    try {
      InetAddress.ofLiteral(text.substring(1, text.length() - 1)); // reads, asks no resolver
    } catch (IllegalArgumentException e) {
      return null;
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /// Whether ASCII text is dotted labels of letters, digits, hyphens and, as hosts in private
  /// networks have them, underscores.
  private static boolean isHostname(String name) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return false;
    }
    int label = 0;
    for (int i = 0; i <= name.length(); i++) {
      char c = i == name.length() ? '.' : name.charAt(i);
      if (c == '.') {
        int length = i - label;
        if (length == 0
            || length > LONGEST_LABEL
            || name.charAt(label) == '-'
            || name.charAt(i - 1) == '-') {
          return false;
        }
        label = i + 1;
      } else if (!isHostCharacter(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  /// Whether text is well-formed and takes at most [#LONGEST] bytes.
  private static boolean isShort(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
        bytes += 4;
      } else if (Character.isLowSurrogate(c)) {
        return false;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes <= LONGEST;
  }

  /// Internationalized domain names (UTS 46, IDNA2008). A class of its own because ICU's tables
  /// take a while to load.
  private static final class Idna {
    private static final IDNA UTS46 =
        IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.NONTRANSITIONAL_TO_UNICODE
                | IDNA.USE_STD3_RULES
                | IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ
                | IDNA.CHECK_CONTEXTO);

    static @Nullable String unicode(String name) {
      if (!isShort(name)) {
        return null;
      }
      IDNA.Info info = new IDNA.Info();
      StringBuilder prepared = new StringBuilder();
      UTS46.nameToUnicode(name, prepared, info);
      if (info.hasErrors()) {
        return null;
      }
      String result = withoutTrailingDot(prepared.toString());
      // What has no ASCII form has no address either, and mapping may have led back to ASCII.
      UTS46.nameToASCII(result, new StringBuilder(), info);
      if (info.hasErrors() || !isShort(result) || result.isEmpty()) {
        return null;
      }
      boolean ascii = result.chars().allMatch(c -> c < 0x80);
      return !ascii || isHostname(result) ? result : null;
    }
  }
}
