package im.viavai.features.registration;

import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Name;
import java.util.Optional;

/// Name and password as a client gives them.
///
/// @param username `""` if it is missing
/// @param password `""` if it is missing
record Fields(String username, String password) {
  /// `jabber:iq:register`.
  static final String NS = "jabber:iq:register";

  /// The query.
  static final Name QUERY = new Name(NS, "query");

  /// The wish to remove the account.
  static final Name REMOVE = new Name(NS, "remove");

  /// Reads the plain fields, or the data form, which goes first (§6).
  static Fields of(Element query) {
    Optional<DataForm> form = query.child(DataForm.NS, "x").flatMap(DataForm::parse);
    if (form.isPresent()) {
      return new Fields(form.get().value("username"), form.get().value("password"));
    }
    return new Fields(text(query, "username"), text(query, "password"));
  }

  private static String text(Element query, String name) {
    return query.child(name).map(Element::text).orElse("");
  }

  /// Hides the password.
  @Override
  public String toString() {
    return "Fields[" + username + "]";
  }
}
