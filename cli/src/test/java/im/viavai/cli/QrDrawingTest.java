package im.viavai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrDrawingTest {
  private static final String LINK = "https://localhost:5443/invite/abcdefghijklmnopqrstuvwxyz";

  @Test
  void everyModuleIsInTheDrawingWithWhiteAround() {
    QrCode code = QrCode.encodeText(LINK, QrCode.Ecc.LOW);
    List<String> lines =
        QrDrawing.of(LINK)
            .lines()
            .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").substring(2))
            .toList();
    for (int y = -2; y < code.size + 2; y++) {
      for (int x = -2; x < code.size + 2; x++) {
        char drawn = lines.get((y + 2) / 2).charAt(x + 2);
        boolean dark = drawn == '\u2588' || drawn == ((y + 2) % 2 == 0 ? '\u2580' : '\u2584');
        assertThat(dark).as("%d, %d", x, y).isEqualTo(code.getModule(x, y));
      }
    }
  }

  @Test
  void aLinkFitsIntoATerminalAndSetsItsColours() {
    String drawing = QrDrawing.of(LINK);
    assertThat(drawing.lines())
        .hasSizeLessThan(24)
        .allMatch(line -> line.contains("\u001b[30;107m"));
    assertThat(drawing.lines()).allMatch(line -> line.endsWith("\u001b[0m"));
  }
}
