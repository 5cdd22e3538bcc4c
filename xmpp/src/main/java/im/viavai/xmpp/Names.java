package im.viavai.xmpp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns bytes into names, the same object for the same name as a rule, because the names in XMPP
/// are always the same few hundred.
///
/// The tables are caches of immutable values with a fixed number of places: a new name overwrites
/// the one in its place, so a peer that sends ever new names costs itself the saving and nobody
/// memory. Threads may overwrite each other's entries; what is lost is made again.
final class Names {
  private static final int PLACES = 1024;

  /// Longer text is not worth a place.
  private static final int LONGEST = 64;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Text(byte[] bytes, String string) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Known(byte[] local, Name name) {}

  private static final Text[] TEXTS = new Text[PLACES];
  private static final Known[] NAMES = new Known[PLACES];

  private static final String[] STRINGS = new String[PLACES];

  private Names() {}

  /// The same text, as an object that others have too, if it is one of those that recur.
  static String shared(String text) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
    String known = STRINGS[place];
    if (known != null && known.equals(text)) {
      return known;
    }
    STRINGS[place] = text;
    return text;
  }

  /// UTF-8 bytes as a string.
  static String text(byte[] b, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return "";
    }
    if (length > LONGEST) {
      return new String(b, start, length, StandardCharsets.UTF_8);
    }
    int place = hash(b, start, end) & PLACES - 1;
    Text known = TEXTS[place];
    if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, b, start, end)) {
      return known.string;
    }
    Text text =
        new Text(
            Arrays.copyOfRange(b, start, end),
            new String(b, start, length, StandardCharsets.UTF_8));
    TEXTS[place] = text;
    return text.string;
  }

  /// The name with this namespace and local part.
  static Name name(String namespace, byte[] b, int start, int end) {
    int place = hash(b, start, end) + namespace.hashCode() & PLACES - 1;
    Known known = NAMES[place];
    if (known != null
        && known.name.namespace().equals(namespace)
        && Arrays.equals(known.local, 0, known.local.length, b, start, end)) {
      return known.name;
    }
    byte[] local = Arrays.copyOfRange(b, start, end);
    Name name = new Name(namespace, new String(local, StandardCharsets.UTF_8));
    if (local.length <= LONGEST && namespace.length() <= LONGEST) {
      NAMES[place] = new Known(local, name);
    }
    return name;
  }

  /// Of the length and the first and last eight bytes: namespaces differ at their ends.
  private static int hash(byte[] b, int start, int end) {
    int length = end - start;
    long h = length;
    if (length >= 8) {
      h = h * 31 + (long) LONG.get(b, start);
      h = h * 0x9E37_79B9_7F4A_7C15L + (long) LONG.get(b, end - 8);
    } else {
      for (int i = start; i < end; i++) {
        h = h * 31 + b[i];
      }
    }
    h *= 0x9E37_79B9_7F4A_7C15L;
    return (int) (h >>> 40);
  }
}
