package im.viavai.store.sql;

import im.viavai.store.StoreOptions.Opening;
import im.viavai.store.StoreUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A small file beside the database that says "there was a store here". A folder with the marker
/// and without the database is one where something was lost: an empty store must not take its
/// place.
final class Marker {
  static final String FILE = "store.marker";

  private Marker() {}

  /// Refuses to go on where the database is missing and should not be.
  static void check(Path folder, Path database, Opening opening) {
    if (Files.exists(database)) {
      return;
    }
    Path marker = folder.resolve(FILE);
    if (Files.exists(marker)) {
      throw new StoreUnavailable(
          "there was a store in "
              + folder
              + " ("
              + FILE
              + " says so), but "
              + database.getFileName()
              + " is missing; put it back, or delete "
              + marker
              + " to begin with an empty store");
    }
    if (opening == Opening.OPEN_EXISTING) {
      throw new StoreUnavailable(
          "there is no store in " + folder + "; is it the right folder, was the backup restored?");
    }
  }

  /// Leaves the marker, synced, and syncs the folder so that the names of both files are on the
  /// disk.
  static void leave(Path folder) throws IOException {
    Path marker = folder.resolve(FILE);
    if (!Files.exists(marker)) {
      try (FileChannel file =
          FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.write(
            StandardCharsets.UTF_8.encode(
                "A Viavai store lives in this folder. As long as this file is here, no empty store is"
                    + " made in its place.\n"));
        file.force(true);
      }
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
