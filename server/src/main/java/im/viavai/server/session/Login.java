package im.viavai.server.session;

import org.jspecify.annotations.Nullable;

/// How the client of a session logged in and what it says of itself, for its owner only (XEP-0388
/// §2.3, XEP-0494). Immutable, any thread.
///
/// @param client the id of its user agent, `""` if it gave none
/// @param software its name, `""` for none
/// @param device where it runs, `""` for none
/// @param method what it has shown
public record Login(String client, String software, String device, Method method) {
  private static final Key<Login> KEY = new Key<>(Login.class, "login");

  /// Of a session of which nothing else is known.
  private static final Login UNKNOWN = new Login("", "", "", Method.PASSWORD);

  /// What a client has shown that it knows.
  public enum Method {
    /// The password.
    PASSWORD,
    /// A token of XEP-0484.
    TOKEN
  }

  /// The login of a session. One without SASL2, or from before a restart of the server, counts as a
  /// nameless one by password.
  public static Login of(Session session) {
    @Nullable Login login = session.get(KEY);
    return login == null ? UNKNOWN : login;
  }

  /// Notes it on its session.
  public void on(Session session) {
    session.put(KEY, this);
  }
}
