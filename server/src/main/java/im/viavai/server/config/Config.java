package im.viavai.server.config;

/// The settings of a running server: read and checked once, at start. Any thread.
public interface Config {
  /// The section `shape` as it holds for the whole server.
  <C extends Record> C of(Class<C> shape);

  /// The section `shape` as it holds for one served domain: the whole server's, with that domain's
  /// own keys on top.
  <C extends Record> C of(String domain, Class<C> shape);

  /// A configuration in which every key has its default; what tests and tools start from.
  static Config defaults() {
    return new Config() {
      @Override
      public <C extends Record> C of(Class<C> shape) {
        return Shape.of(shape).defaults();
      }

      @Override
      public <C extends Record> C of(String domain, Class<C> shape) {
        return Shape.of(shape).defaults();
      }
    };
  }
}
