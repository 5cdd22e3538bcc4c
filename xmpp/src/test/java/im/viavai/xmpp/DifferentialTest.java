package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Comparison.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// T13: no byte sequence means one thing to us and another to the next parser.
class DifferentialTest {
  private static final int MUTANTS = Integer.getInteger("viavai.mutants", 100_000);

  /// What mutation puts in: the pieces that XML is made of and the bytes it must not contain.
  private static final String[] PIECES = {
    "<",
    ">",
    "/",
    "=",
    "'",
    "\"",
    "&",
    ";",
    " ",
    "\n",
    "\r\n",
    "\t",
    ":",
    "!",
    "?",
    "]",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?x?>",
    "<!DOCTYPE x>",
    "&amp;",
    "&lt;",
    "&#65;",
    "&#x10FFFF;",
    "&#0;",
    "&#x9;",
    "&x;",
    "<a>",
    "</a>",
    "<a/>",
    "</",
    "/>",
    "<x:a/>",
    " xmlns=''",
    " xmlns='urn:y'",
    " xmlns:x='urn:x'",
    " xmlns:y='urn:x'",
    " x:a='1' y:a='2'",
    " xml:lang='de'",
    " a='1'",
    " id='2'",
    " to='a@b'",
    " xmlns='jabber:client'",
    " xmlns:c='jabber:client'",
    "<c:body/>",
    "c:",
    "xml:",
    "xmlns:",
    "é",
    "€",
    "😀",
    "\u0000",
    "\u0008",
    "\u007F",
    "\u0085",
    "\uFEFF",
    "\uFFFD",
    "\uFFFE",
    "\u2028",
    "\u00B7",
    "\u0300",
    "stream:",
    "<message/>",
    "<b xmlns='urn:b'/>"
  };

  private static final String[] SEEDS = {
    "<message to='juliet@capulet.lit/b' type='chat' id='1' xml:lang='it'><body>Ciao &amp; addio</body></message>",
    "<message id='a' from='x@y' foo=\"b'r\" xmlns:q='urn:q' q:z='1'><q:x q:a='1' a='2'><q:y/></q:x></message>",
    "<presence><show>away</show><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' ver='Qg='/></presence>",
    "<iq type='get' id='2' to='x.y'><query xmlns='urn:q' node='n'><item a='&lt;&#39;'>t<b/>u</item></query></iq>",
    "<message to='a@b'><body><![CDATA[<&>]]>]]&gt;</body><x xmlns='urn:x'>né€😀</x> \n</message>",
    "<c:message xmlns:c='jabber:client' to='a@b'><c:body c:a='1'>x</c:body><y xmlns='urn:y'/></c:message>",
    "<message><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' to='a@b'><body>q</body>"
        + "</message></forwarded></message>",
    "<r xmlns='urn:xmpp:sm:3'/><message/> <a xmlns='urn:xmpp:sm:3' h='1'/>"
  };

  @Test
  void mutantsAreReadAsWoodstoxReadsThem() {
    long seed = Long.getLong("viavai.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] xml = mutant(random);
      try {
        outcomes.merge(Comparison.compare(xml, () -> 1 + random.nextInt(40)), 1, Integer::sum);
      } catch (Throwable e) { // whatever it was, say which bytes did it
        throw new AssertionError(
            "-Dviavai.seed="
                + seed
                + ", mutant "
                + i
                + ": "
                + Arrays.toString(xml)
                + "\n"
                + new String(xml, StandardCharsets.UTF_8),
            e);
      }
    }
    System.out.println("seed " + seed + ": " + outcomes);
    assertThat(outcomes.get(Outcome.ACCEPTED)).isGreaterThan(MUTANTS / 20);
    assertThat(outcomes.get(Outcome.REFUSED)).isGreaterThan(MUTANTS / 20);
  }

  private static byte[] mutant(Random random) {
    byte[] xml = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
    int mutations = random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      xml = mutate(xml, random);
    }
    return xml;
  }

  private static byte[] mutate(byte[] xml, Random random) {
    int at = random.nextInt(xml.length + 1);
    int end = Math.min(xml.length, at + random.nextInt(6));
    byte[] piece = PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(6)) {
      case 0 -> splice(xml, at, end, new byte[0]);
      case 1 -> splice(xml, at, at, piece);
      case 2 -> splice(xml, at, end, piece);
      case 3 -> splice(xml, at, at, new byte[] {(byte) random.nextInt(256)});
      case 4 ->
          splice(xml, at, Math.min(xml.length, at + 1), new byte[] {(byte) random.nextInt(256)});
      default -> {
        int from = random.nextInt(xml.length + 1);
        yield splice(xml, at, at, Arrays.copyOfRange(xml, from, Math.min(xml.length, from + 12)));
      }
    };
  }

  private static byte[] splice(byte[] xml, int from, int to, byte[] piece) {
    return new Bytes(xml.length + piece.length + 1)
        .add(xml, 0, from)
        .add(piece)
        .add(xml, to, xml.length)
        .toArray();
  }

  @Test
  void examplesOfTheXepsAreReadAsWoodstoxReadsThem() {
    List<Examples.Example> examples = Examples.all();
    assertThat(examples).hasSizeGreaterThan(2000);
    int accepted = 0;
    Random random = new Random(1);
    for (Examples.Example example : examples) {
      byte[] xml = example.xml().getBytes(StandardCharsets.UTF_8);
      try {
        if (Comparison.compare(xml, () -> 1 + random.nextInt(400)) == Outcome.ACCEPTED) {
          accepted++;
        }
      } catch (AssertionError e) {
        throw new AssertionError(example.source() + "\n" + example.xml(), e);
      }
    }
    System.out.println(accepted + " of " + examples.size() + " examples accepted");
    assertThat(accepted).isGreaterThan(examples.size() * 4 / 5);
  }
}
