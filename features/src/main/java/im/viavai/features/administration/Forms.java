package im.viavai.features.administration;

import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The forms of XEP-0133.
final class Forms {
  /// Addresses in one form; thousands are the operator's matter.
  static final int MAX_ADDRESSES = 100;

  private static final String FORM_TYPE = "http://jabber.org/protocol/admin";

  private Forms() {}

  static DataForm form(String title, Field... fields) {
    DataForm.Builder form = DataForm.builder(DataForm.Type.FORM, FORM_TYPE).title(title);
    for (Field field : fields) form.field(field);
    return form.build();
  }

  static DataForm.Builder result() {
    return DataForm.builder(DataForm.Type.RESULT, FORM_TYPE);
  }

  static Field required(String name, String type, String label) {
    return new Field(name, type, label, "", true, List.of(), Map.of());
  }

  static Field optional(String name, String type, String label) {
    return new Field(name, type, label, "", false, List.of(), Map.of());
  }

  static Field account() {
    return required("accountjid", "jid-single", "The address of the account");
  }

  static Field accounts() {
    return required("accountjids", "jid-multi", "The addresses of the accounts");
  }

  static Field most() {
    Map<String, String> options = new LinkedHashMap<>();
    for (String count : List.of("25", "50", "100", "200")) options.put(count, count);
    return new Field(
        "max_items", "list-single", "How many to show at most", "", false, List.of("25"), options);
  }

  static int most(DataForm answers) {
    String chosen = answers.value("max_items");
    return chosen.isEmpty() ? 25 : Integer.parseInt(chosen);
  }
}
