package im.viavai.app;

import im.viavai.features.roster.Rosters;
import im.viavai.server.feature.Feature;
import im.viavai.server.sasl.Passwords;
import java.util.List;

/// Everything the server can do beyond carrying stanzas. To add a feature, write its package and
/// name it here; to remove it, delete both.
public final class Features {
  private Features() {}

  /// The features of one domain.
  ///
  /// @param passwords makes what is kept of a password
  public static List<Feature> all(Passwords passwords) {
    return List.of(new Rosters());
  }
}
