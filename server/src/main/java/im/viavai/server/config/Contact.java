package im.viavai.server.config;

import java.util.List;

/// Whom to write to about this server (XEP-0157).
///
/// @param admin addresses, as URIs
/// @param abuse addresses, as URIs
/// @param feedback addresses, as URIs
/// @param sales addresses, as URIs
/// @param security addresses, as URIs
/// @param status addresses, as URIs
/// @param support addresses, as URIs
@Section("contact")
@Doc(
    "Whom to write to about this server (XEP-0157), as URIs such as \"mailto:admin@example.org\" or \"xmpp:admin@example.org\".")
@PerDomain
public record Contact(
    @Doc("The people who run the server.") @Default("") List<String> admin,
    @Doc("Where to report spam and abuse.") @Default("") List<String> abuse,
    @Doc("Where to say what is good and bad.") @Default("") List<String> feedback,
    @Doc("Where to ask about buying.") @Default("") List<String> sales,
    @Doc("Where to report security problems.") @Default("") List<String> security,
    @Doc("Where outages are announced.") @Default("") List<String> status,
    @Doc("Where to ask for help.") @Default("") List<String> support) {
  /// Keeps own copies.
  public Contact {
    admin = List.copyOf(admin);
    abuse = List.copyOf(abuse);
    feedback = List.copyOf(feedback);
    sales = List.copyOf(sales);
    security = List.copyOf(security);
    status = List.copyOf(status);
    support = List.copyOf(support);
  }
}
