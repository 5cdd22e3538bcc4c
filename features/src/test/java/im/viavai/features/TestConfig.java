package im.viavai.features;

import im.viavai.server.config.BadValue;
import im.viavai.server.config.Config;
import im.viavai.server.config.Key;
import im.viavai.server.config.Shape;
import java.util.HashMap;
import java.util.Map;

/// A configuration with some keys set: `limits.roster_items` to its text.
record TestConfig(Map<String, String> values) implements Config {
  TestConfig {
    values = Map.copyOf(values);
  }

  @Override
  public <C extends Record> C of(Class<C> section) {
    Shape<C> shape = Shape.of(section);
    Map<String, Object> set = new HashMap<>();
    for (Key key : shape.keys()) {
      String text = values.get(shape.section() + "." + key.name());
      if (text != null) set.put(key.name(), parse(key, text));
    }
    return shape.make(set);
  }

  private static Object parse(Key key, String text) {
    try {
      return key.parse(text);
    } catch (BadValue e) {
      throw new IllegalArgumentException(key.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public <C extends Record> C of(String domain, Class<C> section) {
    return of(section);
  }
}
