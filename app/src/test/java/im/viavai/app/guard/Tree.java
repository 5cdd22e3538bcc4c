package im.viavai.app.guard;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The sources and the classes of all modules.
public final class Tree {
  /// The folder of the whole project.
  public static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("").normalize();

  private static final List<String> MODULES =
      List.of("xmpp", "store", "server", "features", "cli", "app");

  private Tree() {}

  /// The classes of every module, without tests.
  public static JavaClasses classes() {
    return Imported.CLASSES;
  }

  /// Read once for all tests.
  private static final class Imported {
    private static final JavaClasses CLASSES =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("im.viavai");
  }

  /// The Java files below `src/main/java` of every module.
  public static List<Path> mainSources() {
    return sources("src/main/java", ".java");
  }

  /// The Java files below `src/test/java` of every module.
  public static List<Path> testSources() {
    return sources("src/test/java", ".java");
  }

  /// The conversations of the features, which carry `@Requirement` in comments.
  public static List<Path> conversations() {
    return sources("src/test/resources", ".chat");
  }

  private static List<Path> sources(String folder, String ending) {
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      Path top = ROOT.resolve(module).resolve(folder);
      if (Files.isDirectory(top)) {
        try (Stream<Path> found = Files.walk(top)) {
          found.filter(file -> file.toString().endsWith(ending)).sorted().forEach(files::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files;
  }

  /// The text of a file.
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The name by which a reader finds the file.
  public static String name(Path file) {
    return ROOT.relativize(file).toString();
  }
}
