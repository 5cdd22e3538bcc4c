package im.viavai.store.sql;

import im.viavai.store.Append;
import im.viavai.store.Append.Flag;
import im.viavai.store.Append.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The column `flags`: a bit for each [Flag], and from bit 8 on the [Kind].
final class Flags {
  static final long ARCHIVED = 1;
  static final long OFFLINE = 2;
  static final long OUTGOING = 4;
  static final long TOMBSTONE = 8;

  private static final int KIND_SHIFT = 8;
  // Their places are stored: one that is given stays.
  private static final List<Kind> KINDS =
      List.of(Kind.NORMAL, Kind.CHAT, Kind.GROUPCHAT, Kind.HEADLINE, Kind.ERROR);
  private static final List<Set<Flag>> SETS = sets();

  private Flags() {}

  static long bits(Append.Entry entry) {
    long bits = (long) KINDS.indexOf(entry.kind()) << KIND_SHIFT;
    for (Flag flag : entry.flags()) {
      bits |= bit(flag);
    }
    return bits;
  }

  static Set<Flag> flags(long bits) {
    return SETS.get((int) (bits & 15));
  }

  static Kind kind(long bits) {
    return KINDS.get((int) (bits >> KIND_SHIFT));
  }

  /// One bit for each kind, to be tested against `1 << (flags >> 8)`.
  static long mask(Set<Kind> kinds) {
    long mask = 0;
    for (Kind kind : kinds) {
      mask |= 1L << KINDS.indexOf(kind);
    }
    return mask;
  }

  private static long bit(Flag flag) {
    return switch (flag) {
      case ARCHIVED -> ARCHIVED;
      case OFFLINE -> OFFLINE;
      case OUTGOING -> OUTGOING;
      case TOMBSTONE -> TOMBSTONE;
    };
  }

  private static List<Set<Flag>> sets() {
    List<Set<Flag>> sets = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      Set<Flag> set = EnumSet.noneOf(Flag.class);
      for (Flag flag : Flag.values()) {
        if ((bits & bit(flag)) != 0) {
          set.add(flag);
        }
      }
      sets.add(Set.copyOf(set));
    }
    return List.copyOf(sets);
  }
}
