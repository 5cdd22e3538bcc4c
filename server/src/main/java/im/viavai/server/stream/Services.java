package im.viavai.server.stream;

import im.viavai.server.config.Limits;
import im.viavai.server.route.LocalHost;
import im.viavai.server.route.Sessions;
import im.viavai.server.sasl.BoundDevices;
import im.viavai.server.sasl.Sasl;
import im.viavai.server.sasl.Tokens;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What all streams share.
///
/// @param domains the domains served, by name
/// @param sessions binds and resumes
/// @param sasl who is who; one for all domains
/// @param tokens makes stream ids
/// @param limits of streams
/// @param waiting starts virtual threads
/// @param redirect where new streams are sent instead (RFC 6120 §4.9.3.19), `""` for nowhere
/// @param boundDevices which devices have logged in with channel binding
/// @param features what is offered, as bytes
public record Services(
    Domains domains,
    Sessions sessions,
    Sasl sasl,
    Tokens tokens,
    Limits limits,
    Executor waiting,
    String redirect,
    BoundDevices boundDevices,
    OfferedFeatures features) {
  /// The same with nothing written yet.
  public Services(
      Domains domains,
      Sessions sessions,
      Sasl sasl,
      Tokens tokens,
      Limits limits,
      Executor waiting,
      String redirect,
      BoundDevices boundDevices) {
    this(
        domains,
        sessions,
        sasl,
        tokens,
        limits,
        waiting,
        redirect,
        boundDevices,
        new OfferedFeatures());
  }

  /// The domains served.
  @FunctionalInterface
  public interface Domains {
    /// The host of a domain, null if it is not served here.
    @Nullable LocalHost find(String domain);
  }
}
