package im.viavai.xmpp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A data form (XEP-0004). Immutable, any thread.
///
/// @param type what it is for
/// @param title its title, `""` for none
/// @param instructions lines of instructions
/// @param fields its fields, in order
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

  /// The name of the element.
  public static final Name X = new Name(NS, "x");

  /// The field that says what the form is about (XEP-0068 §3).
  private static final String FORM_TYPE = "FORM_TYPE";

  /// The form's purpose (§3.1).
  public enum Type {
    FORM,
    SUBMIT,
    CANCEL,
    RESULT;

    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A field (§3.2).
  ///
  /// @param name the `var`, `""` if there is none
  /// @param type how it is shown and what it may hold, `""` if not said
  /// @param label its name for people, `""` if not said
  /// @param description more about it for people, `""` if not said
  /// @param required whether it must be filled in
  /// @param values what it holds
  /// @param options what may be chosen: value to label, in order
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
      options = DataForms.copy(options);
    }

    /// A field with nothing but values, as a submission or result has.
    public Field(String name, List<String> values) {
      this(name, "", "", "", false, values, Map.of());
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
    return new Builder(type, formType);
  }

  /// Reads a form; empty if the element is not one.
  public static Optional<DataForm> parse(Element x) {
    return DataForms.parse(x);
  }

  /// The `FORM_TYPE` (XEP-0068), `""` if there is none.
  public String formType() {
    return value(FORM_TYPE);
  }

  /// The field of that name.
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /// The first value of that field, `""` if there is none.
  public String value(String name) {
    return field(name).map(Field::value).orElse("");
  }

  /// The values of that field, none if it is absent.
  public List<String> values(String name) {
    return field(name).map(Field::values).orElse(List.of());
  }

  /// What is wrong with a submission of this form (§4, §3.3): a missing required field, a value
  /// that is not of the field's type or not among its options, several values where one may be. One
  /// sentence in English each. Fields this form does not have are ignored (§3.1).
  public List<String> problems(DataForm submission) {
    return DataForms.problems(this, submission);
  }

  /// The `<x/>` element.
  public Element toElement() {
    return DataForms.toElement(this);
  }

  /// Collects fields. One thread.
  public static final class Builder {
    private final Type type;
    private String title = "";
    private final List<String> instructions = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<Field> reported = new ArrayList<>();
    private final List<List<Field>> items = new ArrayList<>();

    private Builder(Type type, String formType) {
      this.type = type;
      if (!formType.isEmpty()) {
        // XEP-0068 §3.2: hidden in a form; in a submission and result it may go without a type
        String shown = type == Type.SUBMIT ? "" : "hidden";
        field(new Field(FORM_TYPE, shown, "", "", false, List.of(formType), Map.of()));
      }
    }

    /// Sets the title.
    public Builder title(String text) {
      title = text;
      return this;
    }

    /// Adds a line of instructions.
    public Builder instructions(String line) {
      instructions.add(line);
      return this;
    }

    /// Adds a field.
    public Builder field(Field field) {
      fields.add(field);
      return this;
    }

    /// Adds a field of that type (`text-single`, `boolean`, ...) with a label and its present
    /// values.
    public Builder field(String name, String fieldType, String label, List<String> values) {
      return field(new Field(name, fieldType, label, "", false, values, Map.of()));
    }

    /// Adds a field with nothing but values, as a submission or result has.
    public Builder value(String name, String... values) {
      return field(new Field(name, List.of(values)));
    }

    /// Adds a column of a result with several items.
    public Builder reported(String name, String fieldType, String label) {
      reported.add(new Field(name, fieldType, label, "", false, List.of(), Map.of()));
      return this;
    }

    /// Adds a row.
    public Builder item(List<Field> row) {
      items.add(row);
      return this;
    }

    /// The form.
    public DataForm build() {
      return new DataForm(type, title, instructions, fields, reported, items);
    }
  }
}
