package im.viavai.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The description of one section: its keys, and how to make its record from their values.
///
/// @param <C> the record of the section
public final class Shape<C extends Record> {
  private final Class<C> type;
  private final Section section;
  private final List<Key> keys;

  private Shape(Class<C> type, Section section, List<Key> keys) {
    this.type = type;
    this.section = section;
    this.keys = keys;
  }

  /// The shape of a record.
  ///
  /// @throws IllegalArgumentException when the record is no section, or a component lacks its text
  ///   or default
  public static <C extends Record> Shape<C> of(Class<C> type) {
    @Nullable Section section = type.getAnnotation(Section.class);
    if (section == null || type.getAnnotation(Doc.class) == null) {
      throw new IllegalArgumentException(type + " needs @Section and @Doc");
    }
    boolean perDomain = type.isAnnotationPresent(PerDomain.class);
    List<Key> keys =
        Arrays.stream(type.getRecordComponents())
            .map(component -> new Key(component, perDomain))
            .toList();
    return new Shape<>(type, section, keys);
  }

  /// The record that this shape makes.
  public Class<C> type() {
    return type;
  }

  /// The name of the table; empty for keys at the top of the file.
  public String section() {
    return section.value();
  }

  /// What the section is for.
  public String doc() {
    @Nullable Doc doc = type.getAnnotation(Doc.class);
    return doc == null ? "" : doc.value();
  }

  /// The keys in the order of the record's components.
  public List<Key> keys() {
    return keys;
  }

  /// The record with every key at its default.
  public C defaults() {
    return make(Map.of());
  }

  /// The record with these values, by key name, and the default for every other key.
  ///
  /// @param values what [Key#parse] returned
  public C make(Map<String, Object> values) {
    Object[] arguments =
        keys.stream()
            .map(
                key -> values.containsKey(key.name()) ? values.get(key.name()) : key.defaultValue())
            .toArray();
    try {
      return constructor().newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      if (e instanceof InvocationTargetException inner
          && inner.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private Constructor<C> constructor() throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<C> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }
}
