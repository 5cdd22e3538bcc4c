package im.viavai.app;

import im.viavai.app.config.SettingsText;
import im.viavai.cli.Cli;
import im.viavai.cli.ManPage;
import im.viavai.cli.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;

/// The documents that come from the code, so that they cannot go stale.
final class Documents {
  private Documents() {}

  /// Their texts by the name of their file in `docs/generated`.
  static Map<String, String> all() {
    Map<String, String> documents = new LinkedHashMap<>();
    documents.put("config.md", SettingsText.reference(Sections.ALL));
    documents.put("viavai.toml", SettingsText.defaultFile(Sections.ALL));
    Cli cli = new Cli(new Program(Map.of()), Terminal.ofProcess());
    documents.put("viavai.1", ManPage.of(cli.commandLine()));
    documents.put("commands.md", ManPage.markdown(cli.commandLine()));
    documents.put("conformance.md", Conformance.markdown());
    documents.put("doap.xml", Conformance.doap());
    return documents;
  }
}
