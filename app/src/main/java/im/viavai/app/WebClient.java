package im.viavai.app;

import im.viavai.server.web.WebFiles;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The web client that was built into our jar.
final class WebClient {
  private static final String FOLDER = "/META-INF/resources/app/";

  private WebClient() {}

  /// All of its files, or none if it was built without.
  static WebFiles files() throws IOException {
    URL index = WebClient.class.getResource(FOLDER + "index.html");
    if (index == null) return WebFiles.NONE;
    try {
      URI uri = index.toURI();
      if (!uri.getScheme().equals("jar")) return read(Path.of(uri).resolveSibling(""));
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath(FOLDER));
      }
    } catch (URISyntaxException e) {
      throw new IOException("cannot read the web client from " + index, e);
    }
  }

  private static WebFiles read(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.filter(Files::isRegularFile).toList();
    }
    Map<String, byte[]> contents = new HashMap<>();
    for (Path path : paths)
      contents.put(
          "/" + folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
    return new WebFiles(contents);
  }
}
