package im.viavai.app;

import im.viavai.features.administration.Administration;
import im.viavai.features.archive.Archive;
import im.viavai.features.archiveprefs.ArchivePrefs;
import im.viavai.features.blocking.Blocking;
import im.viavai.features.carbons.Carbons;
import im.viavai.features.clients.ClientAccess;
import im.viavai.features.commands.AdHocCommands;
import im.viavai.features.contact.ContactAddresses;
import im.viavai.features.csi.ClientState;
import im.viavai.features.delay.Delays;
import im.viavai.features.disco.Disco;
import im.viavai.features.guard.Guard;
import im.viavai.features.hints.Hints;
import im.viavai.features.invitations.InvitationCommands;
import im.viavai.features.invitations.InvitedContacts;
import im.viavai.features.invitations.InvitedSignUp;
import im.viavai.features.lastactivity.LastActivity;
import im.viavai.features.legacyauth.LegacyAuth;
import im.viavai.features.offline.OfflineMessages;
import im.viavai.features.ping.Ping;
import im.viavai.features.privatestorage.PrivateStorage;
import im.viavai.features.recovery.Recoveries;
import im.viavai.features.registration.InBandRegistration;
import im.viavai.features.retraction.Retractions;
import im.viavai.features.roster.Rosters;
import im.viavai.features.session.LegacySession;
import im.viavai.features.stanzaid.UniqueIds;
import im.viavai.features.time.EntityTime;
import im.viavai.features.upload.UploadStorage;
import im.viavai.features.upload.Uploads;
import im.viavai.features.vcard.VCards;
import im.viavai.features.version.SoftwareVersion;
import im.viavai.server.feature.Feature;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.sasl.Tokens;
import java.util.List;

/// Everything the server can do beyond carrying stanzas. To add a feature, write its package and
/// name it here; to remove it, delete both.
public final class Features {
  private Features() {}

  /// The features of one domain.
  ///
  /// @param passwords makes what is kept of a password
  /// @param gate lets few passwords be hashed at a time
  /// @param tokens the source of codes
  /// @param version of this build
  /// @param uploads holds the bytes of uploaded files
  public static List<Feature> all(
      Passwords passwords,
      PasswordGate gate,
      Tokens tokens,
      String version,
      UploadStorage uploads) {
    return List.of(
        new Guard(),
        new Rosters(),
        new Archive(),
        new ArchivePrefs(),
        new Carbons(),
        new Retractions(),
        new UniqueIds(),
        new OfflineMessages(),
        new Delays(),
        new Hints(),
        new Blocking(),
        new InBandRegistration(passwords, gate),
        new InvitedSignUp(),
        new InvitedContacts(),
        new InvitationCommands(tokens),
        new Recoveries(passwords, gate, tokens),
        new Disco(),
        new AdHocCommands(tokens),
        new Administration(passwords, gate),
        new ClientAccess(),
        new ContactAddresses(),
        new Ping(),
        new SoftwareVersion(version),
        new EntityTime(),
        new LastActivity(),
        new PrivateStorage(),
        new VCards(),
        new ClientState(),
        new Uploads(uploads, tokens),
        new LegacySession(),
        new LegacyAuth());
  }
}
