package im.viavai.app.config;

import im.viavai.server.config.Config;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration in force. Any thread.
public final class Settings implements Config {
  private final Map<Class<? extends Record>, Record> server;
  private final Map<String, Map<Class<? extends Record>, Record>> domains;

  Settings(
      Map<Class<? extends Record>, Record> server,
      Map<String, Map<Class<? extends Record>, Record>> domains) {
    this.server = Map.copyOf(server);
    this.domains = Map.copyOf(domains);
  }

  @Override
  public <C extends Record> C of(Class<C> shape) {
    @Nullable Record section = server.get(shape);
    if (section == null) {
      throw new IllegalArgumentException(shape + " is not in the list of sections");
    }
    return shape.cast(section);
  }

  @Override
  public <C extends Record> C of(String domain, Class<C> shape) {
    @Nullable Record section = domains.getOrDefault(domain, Map.of()).get(shape);
    return section == null ? of(shape) : shape.cast(section);
  }
}
