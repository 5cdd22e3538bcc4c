package im.viavai.server.admin;

/// How a command ended: the exit code of the process.
public enum Exit {
  /// It did what it was asked for.
  DONE(0),
  /// It could not; standard error says why.
  FAILED(1),
  /// The command or its arguments were wrong.
  USAGE(2),
  /// The server did not answer, or the command needs a running server and there is none.
  UNREACHABLE(3),
  /// The configuration is wrong.
  CONFIG(4);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /// The number that the process returns.
  public int code() {
    return code;
  }
}
