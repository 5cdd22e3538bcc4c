package im.viavai.server.config;

/// What is logged.
///
/// @param level the least important events that are logged
@Section("log")
@Doc("What is logged, on standard error.")
public record Logging(
    @Doc("The least important events that are logged: \"error\", \"warn\", \"info\" or \"debug\".")
        @Default("info")
        Level level) {
  /// How important an event is.
  public enum Level {
    /// Someone must act.
    ERROR,
    /// Someone should look.
    WARN,
    /// Life of the server and of sessions.
    INFO,
    /// Decisions, with the reason.
    DEBUG
  }
}
