package im.viavai.features.disco;

import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import im.viavai.xmpp.Element;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// The verification string of a disco#info result (XEP-0115 §5.1).
final class Capabilities {
  /// The octets decide the order, not UTF-16: RFC 4790 section 9.3, i;octet.
  private static final Comparator<String> OCTETS =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private Capabilities() {}

  /// The value of `ver` for the children of that `<query/>`, by SHA-1 as every client understands.
  static String verification(Element info) {
    List<String> parts = new ArrayList<>();
    TreeSet<String> identities = new TreeSet<>(OCTETS);
    TreeSet<String> features = new TreeSet<>(OCTETS);
    List<DataForm> forms = new ArrayList<>();
    for (Element child : info.children()) {
      switch (child.name().local()) {
        case "identity" ->
            identities.add(
                String.join(
                    "/",
                    child.attribute("category"),
                    child.attribute("type"),
                    child.attribute("xml:lang"),
                    child.attribute("name")));
        case "feature" -> features.add(child.attribute("var"));
        default -> DataForm.parse(child).filter(f -> !f.formType().isEmpty()).ifPresent(forms::add);
      }
    }
    parts.addAll(identities);
    parts.addAll(features);
    forms.sort(Comparator.comparing(DataForm::formType, OCTETS));
    for (DataForm form : forms) add(parts, form);
    StringBuilder text = new StringBuilder();
    for (String part : parts) text.append(part).append('<');
    return Base64.getEncoder()
        .encodeToString(sha1().digest(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void add(List<String> parts, DataForm form) {
    parts.add(form.formType());
    List<Field> fields = new ArrayList<>(form.fields());
    fields.sort(Comparator.comparing(Field::name, OCTETS));
    for (Field field : fields) {
      if (field.name().equals("FORM_TYPE")) continue;
      parts.add(field.name());
      parts.addAll(field.values().stream().sorted(OCTETS).toList());
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
