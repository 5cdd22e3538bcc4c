package im.viavai.xmpp;

import im.viavai.xmpp.DataForm.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads, writes and checks [DataForm]s.
final class DataForms {
  private DataForms() {}

  static Map<String, String> copy(Map<String, String> options) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  static Optional<DataForm> parse(Element x) {
    if (!x.name().equals(DataForm.X)) {
      return Optional.empty();
    }
    for (DataForm.Type type : DataForm.Type.values()) {
      if (type.value().equals(x.attribute("type"))) {
        return Optional.of(
            new DataForm(
                type,
                x.childText("title"),
                children(x, "instructions").stream().map(Element::text).toList(),
                fields(x),
                x.child("reported").map(DataForms::fields).orElse(List.of()),
                children(x, "item").stream().map(DataForms::fields).toList()));
      }
    }
    return Optional.empty();
  }

  private static List<Element> children(Element parent, String local) {
    return parent.children(new Name(DataForm.NS, local));
  }

  private static List<Field> fields(Element parent) {
    return children(parent, "field").stream().map(DataForms::field).toList();
  }

  private static Field field(Element field) {
    Map<String, String> options = new LinkedHashMap<>();
    for (Element option : children(field, "option")) {
      options.putIfAbsent(option.childText("value"), option.attribute("label"));
    }
    return new Field(
        field.attribute("var"),
        field.attribute("type"),
        field.attribute("label"),
        field.childText("desc"),
        field.child("required").isPresent(),
        children(field, "value").stream().map(Element::text).toList(),
        options);
  }

  static Element toElement(DataForm form) {
    Element.Builder x = Element.builder(DataForm.X).attribute("type", form.type().value());
    if (!form.title().isEmpty()) {
      x.child("title", form.title());
    }
    form.instructions().forEach(line -> x.child("instructions", line));
    form.fields().forEach(field -> x.child(element(field)));
    if (!form.reported().isEmpty()) {
      x.child(row("reported", form.reported()));
    }
    form.items().forEach(item -> x.child(row("item", item)));
    return x.build();
  }

  private static Element row(String local, List<Field> fields) {
    Element.Builder row = Element.builder(DataForm.NS, local);
    fields.forEach(field -> row.child(element(field)));
    return row.build();
  }

  private static Element element(Field field) {
    Element.Builder element =
        Element.builder(DataForm.NS, "field")
            .attributeUnlessEmpty("var", field.name())
            .attributeUnlessEmpty("type", field.type())
            .attributeUnlessEmpty("label", field.label());
    if (!field.description().isEmpty()) {
      element.child("desc", field.description());
    }
    if (field.required()) {
      element.child(Element.of(DataForm.NS, "required"));
    }
    field.values().forEach(value -> element.child("value", value));
    field
        .options()
        .forEach((value, label) ->
            element.child(
                Element.builder(DataForm.NS, "option")
                    .attributeUnlessEmpty("label", label)
                    .child("value", value)
                    .build()));
    return element.build();
  }

  static List<String> problems(DataForm form, DataForm submission) {
    List<String> problems = new ArrayList<>();
    for (Field field : form.fields()) {
      Optional<Field> filled = submission.field(field.name());
      List<String> values = filled.map(Field::values).orElse(List.of());
      if (field.required() && values.stream().allMatch(String::isEmpty)) {
        problems.add(field.name() + " is required");
      }
      if (values.size() > 1 && !isMultiple(field.type())) {
        problems.add(field.name() + " takes one value");
      }
      for (String value : values) {
        if (!value.isEmpty() && !isValid(field, value)) {
          problems.add(field.name() + " cannot be " + value);
        }
      }
    }
    return List.copyOf(problems);
  }

  private static boolean isMultiple(String type) {
    return type.endsWith("-multi") || type.equals("hidden") || type.equals("fixed");
  }

  private static boolean isValid(Field field, String value) {
    return switch (field.type()) {
      case "boolean" -> List.of("0", "1", "false", "true").contains(value);
      case "jid-single", "jid-multi" -> Jid.parse(value).isPresent();
      case "list-single", "list-multi" -> field.options().containsKey(value);
      default -> true;
    };
  }
}
