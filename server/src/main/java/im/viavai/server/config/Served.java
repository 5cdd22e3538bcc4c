package im.viavai.server.config;

import java.util.List;

/// Which domains this server is responsible for.
///
/// @param domains at least one
@Section("")
@Doc("Which domains this server is responsible for.")
public record Served(
    @Doc(
            "The domains served: the part of an address behind the @. The first is the one a new operator starts with.")
        @Default("localhost")
        @Range(min = 1, max = 1000)
        List<String> domains) {
  /// Keeps an own copy.
  public Served {
    domains = List.copyOf(domains);
  }
}
