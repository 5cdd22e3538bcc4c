package im.viavai.app.config;

import im.viavai.server.config.BadValue;
import im.viavai.server.config.Key;
import im.viavai.server.config.Secret;
import im.viavai.server.config.Served;
import im.viavai.server.config.Shape;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads the configuration once: the file, then the environment on top, every mistake collected
/// with its place.
public final class SettingsReader {
  /// How the name of an environment variable begins: `VIAVAI__LIMITS__STANZA_BYTES`.
  static final String ENVIRONMENT_PREFIX = "VIAVAI__";

  /// The largest file that is read, in bytes.
  static final long LARGEST_FILE = 1 << 20;

  private static final String DOMAIN_TABLE = "domain";

  private final List<Shape<? extends Record>> shapes;
  private final Path file;
  private final Map<String, String> environment;
  private final List<Mistake> mistakes = new ArrayList<>();

  private SettingsReader(
      List<Shape<? extends Record>> shapes, Path file, Map<String, String> environment) {
    this.shapes = shapes;
    this.file = file;
    this.environment = environment;
  }

  /// Reads a file that may be absent: then everything has its default, but for what the environment
  /// says.
  ///
  /// @param file the file; `file:` secrets are looked for beside it
  /// @param environment the environment variables of the process
  /// @param sections the records of all sections, each with a name of its own
  public static Reading read(
      Path file, Map<String, String> environment, List<Class<? extends Record>> sections) {
    List<Shape<? extends Record>> shapes = new ArrayList<>();
    for (Class<? extends Record> section : sections) {
      shapes.add(Shape.of(section));
    }
    return new SettingsReader(shapes, file, environment).read();
  }

  private Reading read() {
    TomlParseResult toml = parse();
    if (!mistakes.isEmpty()) {
      return new Reading.Wrong(mistakes);
    }
    refuseUnknownTables(toml);
    Map<Shape<? extends Record>, Map<String, Object>> server = new LinkedHashMap<>();
    for (Shape<? extends Record> shape : shapes) {
      List<String> path = shape.section().isEmpty() ? List.of() : List.of(shape.section());
      Map<String, Object> values = new HashMap<>(section(toml, path, shape, false));
      values.putAll(fromEnvironment(shape));
      server.put(shape, values);
    }
    refuseUnknownVariables();
    Map<String, Map<Class<? extends Record>, Record>> domains = domains(toml, server);
    Map<Class<? extends Record>, Record> made = new HashMap<>();
    server.forEach((shape, values) -> make(toml, shape, values, List.of(), made));
    checkDomains(toml, made, domains.keySet());
    if (!mistakes.isEmpty()) {
      mistakes.sort(null);
      return new Reading.Wrong(mistakes);
    }
    return new Reading.Right(new Settings(made, domains));
  }

  private TomlParseResult parse() {
    String text = "";
    try {
      if (Files.exists(file) && Files.size(file) > LARGEST_FILE) {
        mistakes.add(
            new Mistake(file.toString(), 0, 0, "is larger than " + LARGEST_FILE + " bytes."));
      } else {
        text = Files.readString(file);
      }
    } catch (NoSuchFileException _) {
      text = "";
    } catch (MalformedInputException _) {
      mistakes.add(new Mistake(file.toString(), 0, 0, "is not UTF-8 text."));
    } catch (IOException e) {
      mistakes.add(new Mistake(file.toString(), 0, 0, "cannot be read: " + e.getMessage()));
    }
    TomlParseResult toml = Toml.parse(text);
    toml.errors()
        .forEach(error ->
            mistakes.add(
                new Mistake(
                    file.toString(),
                    error.position().line(),
                    error.position().column(),
                    String.valueOf(error.getMessage()))));
    return toml;
  }

  private void refuseUnknownTables(TomlTable toml) {
    Set<String> known = new LinkedHashSet<>();
    for (Shape<? extends Record> shape : shapes) {
      if (shape.section().isEmpty()) {
        shape.keys().forEach(key -> known.add(key.name()));
      } else {
        known.add(shape.section());
      }
    }
    known.add(DOMAIN_TABLE);
    for (String name : toml.keySet()) {
      if (!known.contains(name)) {
        mistake(
            toml, List.of(name), "\"" + name + "\" is unknown." + Suggestion.among(name, known));
      }
    }
  }

  /// The values that one table of the file names; mistakes are noted.
  private Map<String, Object> section(
      TomlTable toml, List<String> path, Shape<? extends Record> shape, boolean forDomain) {
    Map<String, Object> values = new HashMap<>();
    Object found = path.isEmpty() ? toml : toml.get(path);
    if (found == null) {
      return values;
    }
    if (!(found instanceof TomlTable table)) {
      mistake(
          toml,
          path,
          "\"" + shape.section() + "\" must be a table: write [" + String.join(".", path) + "].");
      return values;
    }
    Map<String, Key> known = new LinkedHashMap<>();
    shape.keys().stream()
        .filter(key -> !forDomain || key.perDomain())
        .forEach(key -> known.put(key.name(), key));
    for (String name : table.keySet()) {
      List<String> place = append(path, name);
      Key key = known.get(name);
      if (key != null) {
        parse(key, table.get(List.of(name)), toml, place, values);
      } else if (!path.isEmpty()) {
        boolean serverWide = shape.keys().stream().anyMatch(k -> k.name().equals(name));
        mistake(
            toml,
            place,
            serverWide
                ? "\""
                    + name
                    + "\" holds for the whole server: move it to ["
                    + shape.section()
                    + "]."
                : "\"" + name + "\" is unknown." + Suggestion.among(name, known.keySet()));
      }
    }
    return values;
  }

  private void parse(
      Key key,
      @Nullable Object raw,
      TomlTable toml,
      List<String> place,
      Map<String, Object> values) {
    try {
      values.put(key.name(), resolved(key.parse(plain(raw))));
    } catch (BadValue e) {
      mistake(toml, place, key.name() + " " + e.getMessage() + ".");
    }
  }

  private static Object plain(@Nullable Object raw) {
    return raw instanceof TomlArray array ? array.toList() : raw == null ? "" : raw;
  }

  private Map<String, Object> fromEnvironment(Shape<? extends Record> shape) {
    Map<String, Object> values = new HashMap<>();
    for (Key key : shape.keys()) {
      String variable = variable(shape, key);
      String text = environment.get(variable);
      if (text != null) {
        try {
          values.put(key.name(), resolved(key.parse(text)));
        } catch (BadValue e) {
          mistakes.add(new Mistake(variable, 0, 0, e.getMessage() + "."));
        }
      }
    }
    return values;
  }

  private void refuseUnknownVariables() {
    Set<String> known = new LinkedHashSet<>();
    for (Shape<? extends Record> shape : shapes) {
      shape.keys().forEach(key -> known.add(variable(shape, key)));
    }
    for (String name : environment.keySet()) {
      if (name.startsWith(ENVIRONMENT_PREFIX) && !known.contains(name)) {
        mistakes.add(new Mistake(name, 0, 0, "is no setting." + Suggestion.among(name, known)));
      }
    }
  }

  /// The environment variable of a key.
  static String variable(Shape<? extends Record> shape, Key key) {
    String section = shape.section().isEmpty() ? "" : shape.section() + "__";
    return ENVIRONMENT_PREFIX + (section + key.name()).toUpperCase(Locale.ROOT);
  }

  private Object resolved(Object value) throws BadValue {
    if (!(value instanceof Secret secret) || !secret.value().startsWith("file:")) {
      return value;
    }
    Path path = file.toAbsolutePath().resolveSibling(secret.value().substring("file:".length()));
    try {
      return new Secret(Files.readString(path).strip());
    } catch (IOException e) {
      throw new BadValue("names the file " + path + ", which cannot be read: " + e.getMessage());
    }
  }

  private Map<String, Map<Class<? extends Record>, Record>> domains(
      TomlTable toml, Map<Shape<? extends Record>, Map<String, Object>> server) {
    Map<String, Map<Class<? extends Record>, Record>> domains = new HashMap<>();
    Object found = toml.get(List.of(DOMAIN_TABLE));
    if (found == null) {
      return domains;
    }
    if (!(found instanceof TomlTable tables)) {
      mistake(toml, List.of(DOMAIN_TABLE), "write [domain.\"example.org\".SECTION].");
      return domains;
    }
    for (String domain : tables.keySet()) {
      domains.put(normal(domain), domain(toml, domain, server));
    }
    return domains;
  }

  private Map<Class<? extends Record>, Record> domain(
      TomlTable toml, String domain, Map<Shape<? extends Record>, Map<String, Object>> server) {
    Map<Class<? extends Record>, Record> made = new HashMap<>();
    List<String> path = List.of(DOMAIN_TABLE, domain);
    if (!(toml.get(path) instanceof TomlTable table)) {
      mistake(toml, path, "write [domain.\"" + domain + "\".SECTION].");
      return made;
    }
    Map<String, Shape<? extends Record>> allowed = new LinkedHashMap<>();
    for (Shape<? extends Record> shape : shapes) {
      if (!shape.section().isEmpty() && shape.keys().stream().anyMatch(Key::perDomain)) {
        allowed.put(shape.section(), shape);
      }
    }
    for (String section : table.keySet()) {
      Shape<? extends Record> shape = allowed.get(section);
      if (shape == null) {
        mistake(
            toml,
            append(path, section),
            "\""
                + section
                + "\" is no section that a domain may have."
                + Suggestion.among(section, allowed.keySet()));
      } else {
        Map<String, Object> values = new HashMap<>(server.getOrDefault(shape, Map.of()));
        values.putAll(section(toml, append(path, section), shape, true));
        make(toml, shape, values, append(path, section), made);
      }
    }
    return made;
  }

  private void make(
      TomlTable toml,
      Shape<? extends Record> shape,
      Map<String, Object> values,
      List<String> place,
      Map<Class<? extends Record>, Record> made) {
    try {
      made.put(shape.type(), shape.make(values));
    } catch (IllegalArgumentException e) {
      List<String> path =
          !place.isEmpty() || shape.section().isEmpty() ? place : List.of(shape.section());
      mistake(toml, path, e.getMessage() + ".");
    }
  }

  private void checkDomains(
      TomlTable toml, Map<Class<? extends Record>, Record> made, Set<String> overridden) {
    if (!(made.get(Served.class) instanceof Served served)) {
      return;
    }
    Set<String> domains = new LinkedHashSet<>();
    for (String domain : served.domains()) {
      if (Jid.parse(domain).filter(Jid::isDomain).isEmpty()) {
        mistake(
            toml,
            List.of("domains"),
            "\"" + domain + "\" is no domain; write names such as \"example.org\".");
      } else if (!domains.add(normal(domain))) {
        mistake(toml, List.of("domains"), "\"" + domain + "\" stands there twice; remove one.");
      }
    }
    for (String domain : overridden) {
      if (!domains.contains(domain)) {
        mistake(
            toml,
            List.of(DOMAIN_TABLE, domain),
            "\""
                + domain
                + "\" is not served."
                + Suggestion.among(domain, domains)
                + " Add it to domains, or remove this.");
      }
    }
  }

  private static String normal(String domain) {
    return Jid.parse(domain).map(Jid::domainpart).orElse(domain);
  }

  private void mistake(TomlTable toml, List<String> place, String message) {
    @Nullable TomlPosition position = place.isEmpty() ? null : toml.inputPositionOf(place);
    mistakes.add(
        new Mistake(
            file.toString(),
            position == null ? 0 : position.line(),
            position == null ? 0 : position.column(),
            message));
  }

  private static List<String> append(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }
}
