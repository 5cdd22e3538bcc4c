package im.viavai.app.config;

import im.viavai.server.config.Config;
import im.viavai.server.config.Key;
import im.viavai.server.config.Served;
import im.viavai.server.config.Shape;
import java.util.List;

/// Writes what the records of the sections say: the default file, the reference, and what is in
/// force.
public final class SettingsText {
  private static final int WIDTH = 98;

  private SettingsText() {}

  /// The file that a first start makes: every key with its text and its default, commented out.
  public static String defaultFile(List<Class<? extends Record>> sections) {
    StringBuilder text =
        new StringBuilder(
            """
            # The configuration of this Viavai. Every key stands here with its default, commented out: remove the # and
            # change the value. Check it with `viavai config check`; the server reads it when it starts.
            #
            # An environment variable overrides a key: VIAVAI__LIMITS__STANZA_BYTES=1MiB for stanza_bytes in [limits].
            # A domain may have some keys differently: [domain."example.org".archive] with the keys below it. Those keys
            # are marked "per domain".
            """);
    for (Class<? extends Record> section : sections) {
      Shape<? extends Record> shape = Shape.of(section);
      text.append('\n');
      if (!shape.section().isEmpty()) {
        comment(text, shape.doc());
        text.append('[').append(shape.section()).append("]\n");
      }
      for (Key key : shape.keys()) {
        text.append('\n');
        comment(text, key.doc());
        comment(text, "(" + key.typeText() + (key.perDomain() ? "; per domain" : "") + ")");
        text.append(section == Served.class ? "" : "#")
            .append(key.name())
            .append(" = ")
            .append(key.defaultToml())
            .append('\n');
      }
    }
    return text.toString();
  }

  /// The reference in Markdown, `docs/generated/config.md`.
  public static String reference(List<Class<? extends Record>> sections) {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Every key of `viavai.toml`, generated from the code. A key marked *per domain* may also stand in
            `[domain."example.org".SECTION]`, where it holds for that domain only. Each key of the whole server can be
            overridden by the environment variable beside it.
            """);
    for (Class<? extends Record> section : sections) {
      Shape<? extends Record> shape = Shape.of(section);
      text.append("\n## ")
          .append(shape.section().isEmpty() ? "Top of the file" : "`[" + shape.section() + "]`");
      text.append("\n\n").append(shape.doc()).append('\n');
      for (Key key : shape.keys()) {
        text.append("\n### `").append(key.name()).append("`\n\n").append(key.doc()).append("\n\n");
        text.append("- value: ").append(key.typeText());
        text.append("\n- default: `").append(key.defaultToml()).append('`');
        text.append("\n- environment: `").append(SettingsReader.variable(shape, key)).append('`');
        text.append(key.perDomain() ? "\n- per domain\n" : "\n");
      }
    }
    return text.toString();
  }

  /// The sections as they are in force for the whole server; secrets stay hidden.
  public static String inForce(Config config, List<Class<? extends Record>> sections) {
    StringBuilder text = new StringBuilder();
    for (Class<? extends Record> section : sections) {
      Shape<? extends Record> shape = Shape.of(section);
      if (!shape.section().isEmpty()) {
        text.append("\n[").append(shape.section()).append("]\n");
      }
      show(text, shape, config);
    }
    return text.toString();
  }

  private static <C extends Record> void show(StringBuilder text, Shape<C> shape, Config config) {
    C values = config.of(shape.type());
    for (Key key : shape.keys()) {
      text.append(key.name()).append(" = ").append(key.toToml(key.valueIn(values))).append('\n');
    }
  }

  private static void comment(StringBuilder text, String words) {
    StringBuilder line = new StringBuilder("#");
    for (String word : words.split(" ", -1)) {
      if (line.length() + word.length() >= WIDTH) {
        text.append(line).append('\n');
        line.setLength(1);
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }
}
