package im.viavai.cli;

import io.nayuki.qrcodegen.QrCode;

/// A QR code in letters: half blocks, two modules above each other in one. The colours are set, so
/// that it is black on white on terminals of any colour.
public final class QrDrawing {
  /// Modules of white around it: half of what ISO/IEC 18004 asks for, which cameras forgive.
  private static final int MARGIN = 2;

  private static final String BLACK_ON_WHITE = "\u001b[30;107m";
  private static final String PLAIN = "\u001b[0m";

  private QrDrawing() {}

  /// The drawing, with an end of line after each of its lines.
  public static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    StringBuilder drawing = new StringBuilder();
    for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
      drawing.append("  ").append(BLACK_ON_WHITE);
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        drawing.append(half(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      drawing.append(PLAIN).append('\n');
    }
    return drawing.toString();
  }

  private static char half(boolean upper, boolean lower) {
    if (upper) return lower ? '\u2588' : '\u2580';
    return lower ? '\u2584' : ' ';
  }
}
