package im.viavai.server.web;

/// A request that is not answered as asked; the connection ends with it.
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1;
  private final int status;

  BadRequest(int status, String reason) {
    super(reason);
    this.status = status;
  }

  int status() {
    return status;
  }
}
