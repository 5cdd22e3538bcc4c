package im.viavai.app;

import im.viavai.server.config.Listen;
import im.viavai.server.config.Served;
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
  static String first(Path data, Path config, Path authority, Served served, Listen listen) {
    String domain = served.domains().getFirst();
    String folder = data.equals(Path.of("viavai-data")) ? "" : " --data " + data;
    return """
    Viavai is ready for the first time.

      Domains         %s
      Clients         %s
      Data            %s
      Configuration   %s   (change it, then start again)
      Authority       %s   (clients must trust this certificate)

    Next, in another terminal:

      1. Make an account:          ./viavai account add you@%s%s
      2. In a browser: %s
         or any XMPP client: address you@%s, server %s, port %d.
         Let it trust the certificate of the authority above.

    Stop with Ctrl-C; nothing is lost. All commands: ./viavai --help
    """
        .formatted(
            String.join(", ", served.domains()),
            ports(served, listen),
            data.toAbsolutePath().normalize(),
            config.toAbsolutePath().normalize(),
            authority.toAbsolutePath().normalize(),
            domain,
            folder,
            web(served, listen),
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

  private static String web(Served served, Listen listen) {
    return listen.https() == 0
        ? "(the https port is closed)"
        : "https://" + served.domains().getFirst() + ":" + listen.https() + "/";
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
