package im.viavai.app;

import im.viavai.app.guard.Tree;
import im.viavai.features.upload.UploadStorage;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Spec;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.sasl.ScramHash;
import im.viavai.server.sasl.Tokens;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is implemented, from the features' own words and the requirements that tests prove.
final class Conformance {
  private static final Pattern REQUIREMENT =
      Pattern.compile("@Requirement\\(\\s*document = \"([^\"]+)\",\\s*section = \"([^\"]+)\"");

  private record Row(Spec spec, String by) {}

  private Conformance() {}

  /// The table in Markdown.
  static String markdown() {
    Map<String, Set<String>> proven = provenSections();
    StringBuilder page =
        new StringBuilder(
            """
            # Conformance

            What is implemented, generated from the code. The last column names the sections of the text that tests prove by
            citing them; a section that is missing there may still be implemented.

            | document | version | extent | in | sections cited by tests |
            |---|---|---|---|---|
            """);
    rows()
        .forEach(row ->
            page.append("| ")
                .append(row.spec().document())
                .append(" | ")
                .append(row.spec().version())
                .append(" | ")
                .append(row.spec().extent().name().toLowerCase(Locale.ROOT))
                .append(" | ")
                .append(row.by())
                .append(" | ")
                .append(String.join(", ", proven.getOrDefault(row.spec().document(), Set.of())))
                .append(" |\n"));
    return page.toString();
  }

  /// The description of the project that lists of XMPP software read (XEP-0453).
  static String doap() {
    StringBuilder page =
        new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://usefulinc.com/ns/doap#"
                     xmlns:xmpp="https://linkmauve.fr/ns/xmpp-doap#">
              <Project>
                <name>Viavai</name>
                <shortdesc xml:lang="en">An XMPP server whose acknowledgements mean durable</shortdesc>
                <license rdf:resource="https://www.apache.org/licenses/LICENSE-2.0"/>
                <programming-language>Java</programming-language>
                <os>Linux</os>
            """);
    Set<String> listed = new TreeSet<>();
    rows()
        .map(Row::spec)
        .filter(spec -> listed.add(spec.document()))
        .forEach(spec -> {
          if (spec.document().startsWith("RFC ")) {
            page.append(
                "    <implements rdf:resource=\"https://www.rfc-editor.org/info/rfc%s\"/>\n"
                    .formatted(spec.document().substring(4)));
          } else {
            page.append(
                """
                    <implements>
                      <xmpp:SupportedXep>
                        <xmpp:xep rdf:resource="https://xmpp.org/extensions/%s.html"/>
                        <xmpp:status>%s</xmpp:status>
                        <xmpp:version>%s</xmpp:version>
                      </xmpp:SupportedXep>
                    </implements>
                """
                    .formatted(
                        spec.document().toLowerCase(Locale.ROOT),
                        spec.extent().name().toLowerCase(Locale.ROOT),
                        spec.version()));
          }
        });
    return page.append("  </Project>\n</rdf:RDF>\n").toString();
  }

  private static Stream<Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    for (Spec spec : CoreSpecs.ALL) {
      rows.put(spec.document() + " the line", new Row(spec, "the line"));
    }
    for (Feature feature : features()) {
      String name = feature.getClass().getPackageName().replaceFirst(".*\\.", "");
      rows.put(feature.spec().document() + " " + name, new Row(feature.spec(), name));
      for (Spec spec : feature.alsoCovers()) {
        rows.put(spec.document() + " " + name, new Row(spec, name));
      }
    }
    return rows.values().stream();
  }

  static List<Feature> features() {
    Passwords passwords =
        new Passwords(
            EnumSet.of(ScramHash.SHA_1), 4096, new Tokens(new SecureRandom()), HashMeter.NONE);
    return Features.all(
        passwords,
        new PasswordGate(1, 0),
        new Tokens(new SecureRandom()),
        "",
        new UploadStorage() {
          @Override
          public long freeBytes() {
            return 0;
          }

          @Override
          public void write(String id, InputStream from, long bytes) {}

          @Override
          public InputStream read(String id, long first) {
            return InputStream.nullInputStream();
          }

          @Override
          public void delete(String id) {}
        });
  }

  private static Map<String, Set<String>> provenSections() {
    Map<String, Set<String>> proven = new TreeMap<>();
    Stream.concat(Tree.testSources().stream(), Tree.conversations().stream())
        .forEach(file -> {
          Matcher matcher = REQUIREMENT.matcher(Tree.read(file));
          while (matcher.find()) {
            proven.computeIfAbsent(matcher.group(1), _ -> new TreeSet<>()).add(matcher.group(2));
          }
        });
    return proven;
  }
}
