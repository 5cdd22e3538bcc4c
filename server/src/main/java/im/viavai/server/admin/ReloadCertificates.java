package im.viavai.server.admin;

import im.viavai.server.net.BadCertificate;
import im.viavai.server.net.Certificates;
import java.io.IOException;

/// Reads the certificates again, and prints what is in use.
///
/// @param certificates of the running server
public record ReloadCertificates(Certificates certificates) implements AdminCommand {
  @Override
  public String name() {
    return "cert reload";
  }

  @Override
  public Exit run(AdminCall call) throws IOException {
    Exit exit = Exit.DONE;
    try {
      certificates.reload();
    } catch (BadCertificate e) {
      call.complain(e.getMessage() + " The old certificate stays in use.");
      exit = Exit.FAILED;
    }
    for (Certificates.Status status : certificates.status()) {
      call.print(
          status.domain()
              + ": valid until "
              + status.notAfter()
              + ", for "
              + String.join(", ", status.names()));
    }
    return exit;
  }
}
