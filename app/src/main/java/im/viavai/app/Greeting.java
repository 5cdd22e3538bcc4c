package im.viavai.app;

import im.viavai.server.config.Listen;
import im.viavai.server.config.Served;
import im.viavai.server.invite.Issued;
import java.nio.file.Path;
import java.util.List;

/// What a server prints when it is ready: on the first start all that a newcomer needs.
final class Greeting {
  private Greeting() {}

  /// The lines of a first start.
  ///
  /// @param data the data folder as the operator named it
  /// @param config the configuration file
  /// @param authority the certificate of the small certificate authority
  /// @param invitation for the administrator
  /// @param drawing of the link for cameras, empty where nobody could see it
  static String first(
      Path data,
      Path config,
      Path authority,
      Served served,
      Listen listen,
      Issued invitation,
      String drawing) {
    String domain = served.domains().getFirst();
    String folder = data.equals(Path.of("viavai-data")) ? "" : " --data " + data;
    boolean door = !invitation.landingUrl().isEmpty();
    return """
    Viavai is ready for the first time. Open this link %s and make your account, which administers the server:

      %s
    %s
    It works once; %s.
    Then invite others from there, or with   ./viavai invite%s

      Domains         %s
      Clients         %s
      Data            %s
      Configuration   %s   (change it, then start again)
      Authority       %s   (clients must trust this certificate)

    Other XMPP clients: address you@%s, server %s, port %d.
    Stop with Ctrl-C; nothing is lost. All commands: ./viavai --help
    """
        .formatted(
            door ? "in a browser" : "with an XMPP app that knows invitations (XEP-0445)",
            invitation.link(),
            drawing.isEmpty() ? "" : "\n" + drawing,
            door
                ? "a browser that does not know the authority below warns first: go on to " + domain
                : "the app has to trust the authority below",
            folder,
            String.join(", ", served.domains()),
            ports(served, listen),
            data.toAbsolutePath().normalize(),
            config.toAbsolutePath().normalize(),
            authority.toAbsolutePath().normalize(),
            domain,
            host(served, listen),
            listen.c2s() == 0 ? listen.c2sTls() : listen.c2s());
  }

  /// The line of every later start.
  static String again(Served served, Listen listen) {
    return "Viavai is ready: "
        + String.join(", ", served.domains())
        + " on "
        + ports(served, listen)
        + ".\n";
  }

  private static String ports(Served served, Listen listen) {
    List<String> addresses = addresses(served, listen);
    String where = addresses.isEmpty() ? "every address" : String.join(", ", addresses);
    String starttls = listen.c2s() == 0 ? "" : "port " + listen.c2s() + " (STARTTLS or TLS)";
    String direct = listen.c2sTls() == 0 ? "" : "port " + listen.c2sTls() + " (TLS)";
    String between = starttls.isEmpty() || direct.isEmpty() ? "" : ", ";
    String web = listen.https() == 0 ? "" : ", port " + listen.https() + " (web)";
    return where + ", " + starttls + between + direct + web;
  }

  private static String host(Served served, Listen listen) {
    List<String> addresses = addresses(served, listen);
    return addresses.isEmpty() ? "(this machine)" : addresses.getFirst();
  }

  /// The addresses to listen on; empty is every address.
  static List<String> addresses(Served served, Listen listen) {
    if (!listen.addresses().isEmpty()) {
      return listen.addresses();
    }
    return served.domains().equals(List.of("localhost")) ? List.of("127.0.0.1", "::1") : List.of();
  }
}
