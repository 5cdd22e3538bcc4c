package im.viavai.app;

/// Counts the stanzas that a [TrainingClient] received (XEP-0198 §4), without reading them: the
/// server's own reader is not to learn from a client.
final class TrainingCount {
  private int stanzas;
  private int depth;
  private byte last;
  private boolean counting;

  /// From here on: what was read before were no stanzas.
  void begin() {
    counting = true;
    stanzas = 0;
    depth = 0;
  }

  /// Bytes came, cut anywhere.
  void read(byte[] bytes, int count) {
    if (!counting) return;
    for (int i = 0; i < count; i++) read(bytes[i]);
  }

  private void read(byte b) {
    if (last == '<') {
      if (b == '/') {
        depth--;
      } else {
        if (depth == 0 && (b == 'm' || b == 'i' || b == 'p')) stanzas++; // message, iq, presence
        depth++;
      }
    } else if (b == '>' && last == '/') {
      depth--;
    }
    last = b;
  }

  int stanzas() {
    return stanzas;
  }
}
