package im.viavai.server.config;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One key of a section: its name, what it is for, its type, default and bounds.
///
/// Types are `boolean`, `int`, `long`, `String`, [Size], [Secret], `Duration`, an enum, and
/// `List<String>`.
public final class Key {
  /// The value of a `Duration` that is switched off: a hundred years, which still fits in
  /// nanoseconds.
  public static final Duration NEVER = Duration.ofDays(36_500);

  private final RecordComponent component;
  private final boolean sectionPerDomain;

  Key(RecordComponent component, boolean sectionPerDomain) {
    this.component = component;
    this.sectionPerDomain = sectionPerDomain;
    if (component.getAnnotation(Doc.class) == null
        || component.getAnnotation(Default.class) == null) {
      throw new IllegalArgumentException(component + " needs @Doc and @Default");
    }
  }

  /// The key as the file spells it, such as `stanza_bytes`.
  public String name() {
    return snakeCase(component.getName());
  }

  /// What the key is for.
  public String doc() {
    return annotation(Doc.class).value();
  }

  /// The default as plain text.
  public String defaultText() {
    return annotation(Default.class).value();
  }

  /// The default as the file would write it, with quotes where TOML wants them.
  public String defaultToml() {
    return toToml(defaultValue());
  }

  /// A value of this key as the file would write it.
  public String toToml(Object value) {
    if (canBeOff() && value.equals(off())) {
      return quote("off");
    }
    return switch (kind()) {
      case TRUTH, NUMBER -> value.toString();
      case LIST ->
          ((List<?>) value)
              .stream().map(Object::toString).map(Key::quote).collect(joining(", ", "[", "]"));
      case TIME -> quote(time((Duration) value));
      case CHOICE -> quote(word(value));
      case TEXT, SIZE -> quote(value.toString());
      case SECRET -> quote(((Secret) value).toString());
    };
  }

  /// The value that a section has for this key.
  ///
  /// @param section a record of the shape that this key belongs to
  public Object valueIn(Record section) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /// The kind of value in words, such as `number from 1 to 65535, or "off"`.
  public String typeText() {
    String text =
        switch (kind()) {
          case TRUTH -> "true or false";
          case NUMBER -> "number" + bounds("");
          case TEXT -> "text";
          case SECRET -> "text, or \"file:PATH\" to read it from a file";
          case SIZE -> "size such as \"64KiB\" or \"4MiB\"";
          case TIME -> "time such as \"30s\", \"10m\", \"12h\" or \"7d\"";
          case CHOICE -> choices();
          case LIST -> "list of texts";
        };
    return canBeOff() ? text + ", or \"off\"" : text;
  }

  /// Whether the operator may switch this limit off.
  public boolean canBeOff() {
    return component.isAnnotationPresent(CanBeOff.class);
  }

  /// Whether a domain may have this key differently.
  public boolean perDomain() {
    return sectionPerDomain || component.isAnnotationPresent(PerDomain.class);
  }

  /// The typed value of what the file or the environment says.
  ///
  /// @param raw a `String`, `Long`, `Double`, `Boolean` or `List` as TOML yields them; the
  ///   environment yields text
  /// @throws BadValue when it is of the wrong type or out of bounds
  public Object parse(Object raw) throws BadValue {
    if (canBeOff() && (isOffWord(raw.toString()) || raw.toString().equals("0"))) {
      return off();
    }
    Object value =
        switch (kind()) {
          case TRUTH -> truth(raw);
          case NUMBER -> number(raw);
          case TEXT -> text(raw);
          case SECRET -> new Secret(text(raw));
          case SIZE -> size(raw);
          case TIME -> time(raw);
          case CHOICE -> choice(raw);
          case LIST -> list(raw);
        };
    return value;
  }

  Object defaultValue() {
    try {
      return parse(defaultText());
    } catch (BadValue e) {
      throw new IllegalStateException("default of " + component + ": " + e.getMessage(), e);
    }
  }

  private enum Kind {
    TRUTH,
    NUMBER,
    TEXT,
    SECRET,
    SIZE,
    TIME,
    CHOICE,
    LIST
  }

  private Kind kind() {
    Class<?> type = component.getType();
    if (type == boolean.class) {
      return Kind.TRUTH;
    } else if (type == int.class || type == long.class) {
      return Kind.NUMBER;
    } else if (type == String.class) {
      return Kind.TEXT;
    } else if (type == Secret.class) {
      return Kind.SECRET;
    } else if (type == Size.class) {
      return Kind.SIZE;
    } else if (type == Duration.class) {
      return Kind.TIME;
    } else if (type.isEnum()) {
      return Kind.CHOICE;
    } else if (type == List.class
        && component.getGenericType() instanceof ParameterizedType list
        && list.getActualTypeArguments()[0] == String.class) {
      return Kind.LIST;
    }
    throw new IllegalArgumentException(component + " has a type no configuration key may have");
  }

  private Object off() {
    Class<?> type = component.getType();
    if (type == int.class) {
      return Integer.MAX_VALUE;
    } else if (type == long.class) {
      return Long.MAX_VALUE;
    } else if (type == Size.class) {
      return Size.OFF;
    } else if (type == Duration.class) {
      return NEVER;
    }
    throw new IllegalArgumentException(component + " cannot be off");
  }

  private static Object truth(Object raw) throws BadValue {
    if (raw instanceof Boolean) {
      return raw;
    }
    return switch (raw.toString().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadValue("is " + shown(raw) + "; write true or false");
    };
  }

  private Object number(Object raw) throws BadValue {
    long value;
    try {
      value = raw instanceof Long number ? number : Long.parseLong(raw.toString().trim());
    } catch (NumberFormatException _) {
      throw new BadValue("is " + shown(raw) + "; write a " + typeText());
    }
    boolean isInt = component.getType() == int.class;
    within(value, Long.toString(value), "");
    return isInt ? (Object) (int) value : (Object) value;
  }

  private String text(Object raw) throws BadValue {
    if (raw instanceof String text) {
      return text;
    }
    throw new BadValue("is " + shown(raw) + "; write it in quotes");
  }

  private Size size(Object raw) throws BadValue {
    String text = raw.toString().trim();
    int digits = digits(text);
    int shift =
        switch (text.substring(digits).trim()) {
          case "", "B" -> 0;
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case "TiB" -> 40;
          default -> -1;
        };
    if (raw instanceof List || raw instanceof Boolean || digits == 0 || digits > 18 || shift < 0) {
      throw new BadValue("is " + shown(raw) + "; write a " + typeText());
    }
    long number = Long.parseLong(text.substring(0, digits));
    if (number > Long.MAX_VALUE >> shift) {
      throw new BadValue("is " + shown(raw) + ", which is too large");
    }
    within(number << shift, text, " bytes");
    return new Size(number << shift);
  }

  private Duration time(Object raw) throws BadValue {
    String text = raw.toString().trim();
    int digits = digits(text);
    long unit =
        switch (text.substring(digits).trim()) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> 0;
        };
    if (!(raw instanceof String) || digits == 0 || digits > 9 || unit == 0) {
      throw new BadValue("is " + shown(raw) + "; write a " + typeText());
    }
    Duration value = Duration.ofMillis(Long.parseLong(text.substring(0, digits)) * unit);
    within(value.toSeconds(), text, " seconds");
    return value.compareTo(NEVER) > 0 ? NEVER : value;
  }

  private static String time(Duration value) {
    long millis = value.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    } else if (millis % 86_400_000 == 0) {
      return value.toDays() + "d";
    } else if (millis % 3_600_000 == 0) {
      return value.toHours() + "h";
    }
    return millis % 60_000 == 0 ? value.toMinutes() + "m" : value.toSeconds() + "s";
  }

  private Object choice(Object raw) throws BadValue {
    for (Object constant : component.getType().getEnumConstants()) {
      if (word(constant).equals(raw.toString())) {
        return constant;
      }
    }
    throw new BadValue("is " + shown(raw) + "; write " + choices());
  }

  private List<String> list(Object raw) throws BadValue {
    List<String> values = new ArrayList<>();
    if (raw instanceof List<?> items) {
      for (Object item : items) {
        values.add(text(item));
      }
    } else if (raw instanceof String text) {
      values.addAll(splitList(text));
    } else {
      throw new BadValue("is " + shown(raw) + "; write a list such as [\"one\", \"two\"]");
    }
    within(values.size(), "a list of " + values.size(), " entries");
    return List.copyOf(values);
  }

  private void within(long value, String shown, String unit) throws BadValue {
    if (value < min() || value > max()) {
      throw new BadValue("is " + shown + "; allowed is" + bounds(unit));
    }
  }

  private String bounds(String unit) {
    return max() >= Integer.MAX_VALUE
        ? " from " + min() + unit + " upward"
        : " from " + min() + " to " + max() + unit;
  }

  private long min() {
    Range range = component.getAnnotation(Range.class);
    return range == null ? 0 : range.min();
  }

  private long max() {
    Range range = component.getAnnotation(Range.class);
    long largest = component.getType() == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE;
    return range == null ? largest : Math.min(largest, range.max());
  }

  private String choices() {
    return Arrays.stream(component.getType().getEnumConstants())
        .map(constant -> quote(word(constant)))
        .collect(joining(" or "));
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private <A extends java.lang.annotation.Annotation> A annotation(Class<A> type) {
    @Nullable A found = component.getAnnotation(type);
    if (found == null) {
      throw new IllegalStateException(component + " lacks " + type.getSimpleName());
    }
    return found;
  }

  private static boolean isOffWord(String text) {
    return text.equals("off");
  }

  private static int digits(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static List<String> splitList(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::trim)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String shown(Object raw) {
    return raw instanceof String text ? quote(text) : raw.toString();
  }

  static String snakeCase(String name) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('_');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }
}
