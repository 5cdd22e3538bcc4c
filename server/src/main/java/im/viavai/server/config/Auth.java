package im.viavai.server.config;

import java.time.Duration;
import java.util.List;

/// How accounts prove who they are.
///
/// @param mechanisms SASL mechanisms offered, best first; each SCRAM also as -PLUS
/// @param iterations SCRAM rounds for passwords set from now on
/// @param fastLifetime how long an unused FAST token stays valid
/// @param refuseDowngrades whether a device that could bind its channel must go on doing so
@Section("auth")
@Doc("How accounts prove who they are.")
public record Auth(
    @Doc(
            "The SASL mechanisms offered, best first. Each SCRAM is also offered with channel binding (-PLUS).")
        @Default("SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1, PLAIN")
        @Range(min = 1, max = 16)
        List<String> mechanisms,
    @Doc(
            "SCRAM rounds for passwords set from now on: more cost a thief of the database more, and each login on the client.")
        @Default("10000")
        @Range(min = 4096, max = 1_000_000)
        int iterations,
    @Doc("How long a FAST token (quick login of a known device) that nobody uses stays valid.")
        @Default("21d")
        @Range(min = 60)
        Duration fastLifetime,
    @Doc(
            "Whether a device that once logged in with channel binding is refused without it where it was offered: somebody may sit in between. Such logins are logged and counted (viavai_logins_downgraded) in any case.")
        @Default("false")
        boolean refuseDowngrades) {
  /// Keeps an own copy, and refuses a mechanism that does not exist.
  public Auth {
    mechanisms = List.copyOf(mechanisms);
    List<String> known = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");
    for (String mechanism : mechanisms) {
      if (!known.contains(mechanism)) {
        throw new IllegalArgumentException(
            "mechanisms names \"" + mechanism + "\"; known are " + String.join(", ", known));
      }
    }
  }
}
