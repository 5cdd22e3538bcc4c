package im.viavai.app;

import im.viavai.features.upload.UploadOptions;
import im.viavai.server.config.ArchiveOptions;
import im.viavai.server.config.Auth;
import im.viavai.server.config.BoshOptions;
import im.viavai.server.config.Contact;
import im.viavai.server.config.Invitations;
import im.viavai.server.config.Limits;
import im.viavai.server.config.Listen;
import im.viavai.server.config.Logging;
import im.viavai.server.config.Recovery;
import im.viavai.server.config.Registration;
import im.viavai.server.config.Served;
import im.viavai.server.config.Storage;
import im.viavai.server.config.Tls;
import im.viavai.server.config.Web;
import java.util.List;

/// The sections of the configuration file, in its order.
public final class Sections {
  /// A feature with options of its own adds its record here.
  public static final List<Class<? extends Record>> ALL =
      List.of(
          Served.class,
          Listen.class,
          Tls.class,
          Web.class,
          BoshOptions.class,
          Storage.class,
          Auth.class,
          Registration.class,
          Invitations.class,
          Recovery.class,
          ArchiveOptions.class,
          UploadOptions.class,
          Limits.class,
          Contact.class,
          Logging.class);

  private Sections() {}
}
