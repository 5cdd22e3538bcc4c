package im.viavai.features.contact;

import im.viavai.server.config.Contact;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.Spec;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.DataForm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Says whom to write to about this server.
public final class ContactAddresses implements Feature {
  private static final String FORM_TYPE = "http://jabber.org/network/serverinfo";

  @Override
  public Spec spec() {
    return new Spec("XEP-0157", "1.1.1", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    Contact contact = host.config(Contact.class);
    List<Field> fields = new ArrayList<>();
    add(fields, "abuse-addresses", contact.abuse());
    add(fields, "admin-addresses", contact.admin());
    add(fields, "feedback-addresses", contact.feedback());
    add(fields, "sales-addresses", contact.sales());
    add(fields, "security-addresses", contact.security());
    add(fields, "status-addresses", contact.status());
    add(fields, "support-addresses", contact.support());
    if (fields.isEmpty()) return;
    DataForm.Builder form = DataForm.builder(DataForm.Type.RESULT, FORM_TYPE);
    fields.forEach(form::field);
    host.describe(form.build().toElement());
  }

  private static void add(List<Field> fields, String name, List<String> addresses) {
    if (addresses.isEmpty()) return;
    fields.add(new Field(name, "list-multi", "", "", false, addresses, Map.of()));
  }
}
