package im.viavai.app;

import im.viavai.server.sasl.ServerSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// The one long-lived secret of a server, in a file beside its database, readable by its owner
/// only.
final class Secrets {
  private static final String FILE = "server.secret";

  private Secrets() {}

  /// The secret in that data folder, made at the first start.
  static byte[] of(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      byte[] fresh = new byte[ServerSecret.MIN_BYTES];
      new SecureRandom().nextBytes(fresh);
      Path unfinished = data.resolve(FILE + ".new");
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(unfinished, fresh, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
      Files.move(unfinished, file);
    }
    byte[] secret = Files.readAllBytes(file);
    if (secret.length < ServerSecret.MIN_BYTES) {
      throw new IOException(
          file
              + " is damaged: it must hold "
              + ServerSecret.MIN_BYTES
              + " bytes. Remove it to get a new one; clients log in by password once more then.");
    }
    return secret;
  }
}
