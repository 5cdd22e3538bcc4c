package im.viavai.features;

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
import im.viavai.features.upload.FileStorage;
import im.viavai.features.upload.UploadStorage;
import im.viavai.features.upload.Uploads;
import im.viavai.features.vcard.VCards;
import im.viavai.features.version.SoftwareVersion;
import im.viavai.server.feature.Feature;
import im.viavai.server.federate.Peers;
import im.viavai.server.route.Core;
import im.viavai.server.sasl.HashMeter;
import im.viavai.server.sasl.PasswordGate;
import im.viavai.server.sasl.Passwords;
import im.viavai.server.sasl.ScramHash;
import im.viavai.server.sasl.Tokens;
import im.viavai.store.ScramKeys;
import im.viavai.store.Store;
import im.viavai.store.StoreOptions;
import im.viavai.store.sql.SqliteStore;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Plays conversations with all features and an embedded store of their own.
public final class Stage {
  /// An empty store, made once: copying it is quicker than making it.
  private static final Path EMPTY = empty();

  /// What an account may have for a password.
  static final ScramKeys KEYS =
      new ScramKeys("SCRAM-SHA-1", new byte[16], 4096, new byte[20], new byte[20]);

  private Stage() {}

  /// Plays the lines of a [Script].
  public static void play(String lines) {
    play("conversation", lines);
  }

  /// Plays the lines of a [Script], then looks at what the store holds.
  public static void play(String lines, Consumer<Store> look) {
    play("conversation", lines, look);
  }

  /// Plays the lines of a file.
  static void play(String name, String lines) {
    play(name, lines, _ -> {});
  }

  private static void play(String name, String lines, Consumer<Store> look) {
    Path folder = newFolder();
    UploadStorage uploads = storage(folder.resolve("uploads"));
    StageClock clock = new StageClock();
    try (Store store = new SqliteStore(folder, StoreOptions.standard().with(clock));
        Conversation conversation =
            new Conversation(Script.parse(name, lines), () -> features(uploads), store, clock)) {
      conversation.run();
      look.accept(store);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " was interrupted", e);
    } finally {
      delete(folder);
    }
  }

  /// A server with all features, for tests that have no conversation.
  static Core core(Store store, Path folder) {
    UploadStorage uploads = storage(folder.resolve("uploads"));
    return new Core(
        List.of(Jid.of("localhost")),
        () -> features(uploads),
        store,
        new TestConfig(Map.of()),
        new Tokens(new SecureRandom()),
        InstantSource.system(),
        Peers.NONE,
        (name, help) -> _ -> {});
  }

  private static UploadStorage storage(Path folder) {
    try {
      return FileStorage.open(folder);
    } catch (IOException e) {
      throw new IllegalStateException("no room for uploads", e);
    }
  }

  private static Path empty() {
    Path folder = temporary();
    new SqliteStore(folder, StoreOptions.standard()).close();
    return folder;
  }

  private static Path newFolder() {
    Path folder = temporary();
    try (Stream<Path> files = Files.list(EMPTY)) {
      for (Path file : files.toList()) Files.copy(file, folder.resolve(file.getFileName()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot copy the empty store", e);
    }
    return folder;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("conversation");
    } catch (IOException e) {
      throw new IllegalStateException("no room for a store", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException("cannot clean up " + folder, e);
    }
  }

  /// The same with a place for uploads that is made here.
  static List<Feature> features(Path uploads) {
    return features(storage(uploads));
  }

  /// All features, as the list of the application has them.
  private static List<Feature> features(UploadStorage uploads) {
    Passwords passwords =
        new Passwords(
            EnumSet.of(ScramHash.SHA_1), 4096, new Tokens(new SecureRandom()), HashMeter.NONE);
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
        new InBandRegistration(passwords, new PasswordGate(1, 10)),
        new InvitedSignUp(),
        new InvitedContacts(),
        new InvitationCommands(new Tokens(new SecureRandom())),
        new Recoveries(passwords, new PasswordGate(1, 10), new Tokens(new SecureRandom())),
        new Disco(),
        new AdHocCommands(new Tokens(new SecureRandom())),
        new Administration(passwords, new PasswordGate(1, 10)),
        new ClientAccess(),
        new ContactAddresses(),
        new Ping(),
        new SoftwareVersion("1.2.3"),
        new EntityTime(),
        new LastActivity(),
        new PrivateStorage(),
        new VCards(),
        new ClientState(),
        new Uploads(uploads, new Tokens(new SecureRandom())),
        new LegacySession(),
        new LegacyAuth());
  }
}
