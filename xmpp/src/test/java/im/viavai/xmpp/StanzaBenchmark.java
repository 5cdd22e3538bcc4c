package im.viavai.xmpp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// What a stanza costs from the bytes that came to the bytes that go: check, index, stamp the sender, write.
///
///     mvn -q -o -Dfast -pl xmpp -am test-compile
///     mvn -q -o -pl xmpp org.codehaus.mojo:exec-maven-plugin:3.5.1:exec -Dexec.executable=java \
///       -Dexec.classpathScope=test -Dexec.args="-cp %classpath im.viavai.xmpp.StanzaBenchmark cpu"
///
/// `cpu` measures CPU time in two seconds; JMH's own options (`-prof gc`) instead of it run JMH.
///
/// The budget for `message` is 1.5 us and not a byte of garbage besides the stanza itself.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StanzaBenchmark implements StreamReader.Handler {
  private static final String MESSAGE =
      "<message to='juliet@capulet.lit/balcony' id='ad9f2c1e-7c0b-4a3f-9d55-0f6b1b7f2a11' type='chat'>"
          + "<body>Neither, fair saint, if either thee dislike. It's a longer body, as people write them: a"
          + " sentence, and another one, and so on, until the message has its five hundred bytes, no more and no less</body>"
          + "<origin-id xmlns='urn:xmpp:sid:0' id='ad9f2c1e-7c0b-4a3f-9d55-0f6b1b7f2a11'/>"
          + "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>"
          + "</message>";

  private static final String OMEMO =
      "<message to='juliet@capulet.lit' id='ad9f2c1e-7c0b-4a3f-9d55-0f6b1b7f2a11' type='chat'>"
          + "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='27183'>"
          + "<key rid='31415'>BASE64ENCODEDBASE64ENCODEDBASE64ENCODED</key>".repeat(12)
          + "<iv>BASE64ENCODED</iv></header><payload>"
          + "QkFTRTY0RU5DT0RFRA".repeat(20)
          + "</payload></encrypted><store xmlns='urn:xmpp:hints'/></message>";

  private static final String PRESENCE =
      "<presence id='p1'><show>away</show><status>be right back</status><priority>5</priority>"
          + "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://example.org/client'"
          + " ver='QgayPKawpkPSDYmwT/WM94uAlu0='/><x xmlns='vcard-temp:x:update'><photo>"
          + "sha1-hash-of-image-sha1-hash-of-image-sh</photo></x>"
          + "<idle xmlns='urn:xmpp:idle:1' since='1969-07-21T02:56:15Z'/></presence>";

  private static final String IQ =
      "<iq to='capulet.lit' id='ad9f2c1e-7c0b' type='get'>"
          + "<query xmlns='http://jabber.org/protocol/disco#info' node='https://example.org/client#ver'/></iq>";

  private static final Jid FROM = Jid.of("romeo@montague.lit/orchard");

  @Param({"message", "omemo", "presence", "iq"})
  public String kind = "message";

  private final byte[] out = new byte[4096];
  private byte[] in = {};
  private StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, this);
  private int written;

  @Setup
  public void open() throws StreamException {
    String xml =
        switch (kind) {
          case "omemo" -> OMEMO;
          case "presence" -> PRESENCE;
          case "iq" -> IQ;
          default -> MESSAGE;
        };
    in = xml.getBytes(StandardCharsets.UTF_8);
    reader = new StreamReader(Limits.AFTER_LOGIN, this);
    Recorder.feed(reader, Recorder.HEADER);
  }

  /// One stanza in, the same out with another sender.
  @Benchmark
  public int readAndAddress() throws StreamException {
    reader.feed(in, 0, in.length);
    return written;
  }

  @Override
  public void stanza(Stanza stanza) {
    written = stanza.withFrom(FROM).writeTo(out, 0);
  }

  @Override
  public void opened(StreamHeader header) {}

  @Override
  public void nonza(Element element) {}

  @Override
  public void closed() {}

  @Override
  public void whitespace() {}

  /// Runs it, with JMH's own options as arguments; or, with the one argument `cpu`, measures the
  /// thread's CPU time and allocation, which says more on a busy machine than a clock.
  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("cpu")) {
      for (String kind : List.of("message", "omemo", "presence", "iq")) {
        StanzaBenchmark benchmark = new StanzaBenchmark();
        benchmark.kind = kind;
        benchmark.open();
        benchmark.measure();
      }
    } else {
      new Runner(new CommandLineOptions(args)).run();
    }
  }

  private void measure() throws StreamException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int batch = 200_000;
    long[] nanos = new long[15];
    long bytes = 0;
    for (int run = 0; run < nanos.length; run++) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < batch; i++) {
        readAndAddress();
      }
      nanos[run] = threads.getCurrentThreadCpuTime() - start;
      bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-9s %4d B in: %5d ns best, %5d ns median, %d B allocated%n",
        kind, in.length, nanos[0] / batch, nanos[nanos.length / 2] / batch, bytes / batch);
  }
}
