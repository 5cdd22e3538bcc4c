package im.viavai.server.net;

/// A certificate or key that cannot be used. The message names the file and what is wrong with it.
public final class BadCertificate extends Exception {

  private static final long serialVersionUID = 1;

  BadCertificate(String message, Throwable cause) {
    super(message, cause);
  }
}
