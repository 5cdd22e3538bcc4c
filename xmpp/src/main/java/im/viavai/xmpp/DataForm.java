package im.viavai.xmpp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A data form (XEP-0004).
///
/// @param reported the columns of a result with several items
/// @param items the rows, each a list of fields
public record DataForm(
    Type type,
    String title,
    List<String> instructions,
    List<Field> fields,
    List<Field> reported,
    List<List<Field>> items) {

  /// `jabber:x:data`.
  public static final String NS = "jabber:x:data";

  /// The form's purpose (§3.1).
  public enum Type {
    FORM,
    SUBMIT,
    CANCEL,
    RESULT
  }

  /// A field (§3.2).
  ///
  /// @param name the `var`, `""` if there is none
  /// @param type how it is shown and what it may hold, `""` if not said
  /// @param options what may be chosen: value to label
  public record Field(
      String name,
      String type,
      String label,
      String description,
      boolean required,
      List<String> values,
      Map<String, String> options) {
    public Field {
      values = List.copyOf(values);
      options = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(options));
    }

    /// The first value, `""` if there is none.
    public String value() {
      return values.isEmpty() ? "" : values.getFirst();
    }
  }

  public DataForm {
    instructions = List.copyOf(instructions);
    fields = List.copyOf(fields);
    reported = List.copyOf(reported);
    items = items.stream().map(List::copyOf).toList();
  }

  /// Starts a form of that type and, unless `""`, that `FORM_TYPE`.
  public static Builder builder(Type type, String formType) {
    throw new UnsupportedOperationException();
  }

  /// Reads a form; empty if the element is not one.
  public static Optional<DataForm> parse(Element x) {
    throw new UnsupportedOperationException();
  }

  /// The `FORM_TYPE` (XEP-0068), `""` if there is none.
  public String formType() {
    throw new UnsupportedOperationException();
  }

  /// The field of that name.
  public Optional<Field> field(String name) {
    throw new UnsupportedOperationException();
  }

  /// The first value of that field, `""` if there is none.
  public String value(String name) {
    throw new UnsupportedOperationException();
  }

  /// The values of that field, none if it is absent.
  public List<String> values(String name) {
    throw new UnsupportedOperationException();
  }

  /// The `<x/>` element.
  public Element toElement() {
    throw new UnsupportedOperationException();
  }

  /// Collects fields. One thread.
  public static final class Builder {
    Builder() {}

    public Builder title(String title) {
      throw new UnsupportedOperationException();
    }

    public Builder instructions(String instructions) {
      throw new UnsupportedOperationException();
    }

    public Builder field(Field field) {
      throw new UnsupportedOperationException();
    }

    /// Adds a field of that type (`text-single`, `boolean`, ...) with a label and its present
    /// values.
    public Builder field(String name, String type, String label, List<String> values) {
      throw new UnsupportedOperationException();
    }

    /// Adds a field with nothing but values, as a submission or result has.
    public Builder value(String name, String... values) {
      throw new UnsupportedOperationException();
    }

    public DataForm build() {
      throw new UnsupportedOperationException();
    }
  }
}
