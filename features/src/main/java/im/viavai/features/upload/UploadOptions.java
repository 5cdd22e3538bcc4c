package im.viavai.features.upload;

import im.viavai.server.config.CanBeOff;
import im.viavai.server.config.Default;
import im.viavai.server.config.Doc;
import im.viavai.server.config.PerDomain;
import im.viavai.server.config.Range;
import im.viavai.server.config.Section;
import im.viavai.server.config.Size;
import im.viavai.server.config.Web;
import java.time.Duration;

/// File upload (XEP-0363).
///
/// @param enabled whether there is one
/// @param url under which files are reached; empty: that of the web client
/// @param fileBytes of one file at most
/// @param quota of an account for messages, ephemeral ones included
/// @param profileQuota of an account for its profile
/// @param permanentQuota of an account for permanent files
/// @param slotsPerHour that an account may ask for
/// @param slotTimeout from the slot to the beginning of the upload
/// @param keepMessage how long files of messages are kept
/// @param keepProfile how long files of the profile are kept
/// @param keepPermanent how long permanent files are kept
/// @param minimumFree room that stays free on the disk
@Section("upload")
@Doc(
    "Files that clients upload for their messages and profiles (XEP-0363), kept in the data folder.")
@PerDomain
public record UploadOptions(
    @Doc("Whether accounts may upload files.") @Default("true") boolean enabled,
    @Doc(
            "Under which address files are reached, such as \"https://files.example.org\", when it is another than that of the web client: then browsers keep apart what people upload and what the web client may do. It leads to the same https port, whose certificate must have that name. Empty: the address of [web].")
        @Default("")
        String url,
    @Doc("The largest file.") @Default("100MiB") @Range(min = 1) Size fileBytes,
    @Doc("What an account may have in files of messages, in all.") @Default("2GiB") @CanBeOff
        Size quota,
    @Doc("What an account may have in files of its profile, such as avatars, in all.")
        @Default("20MiB")
        @CanBeOff
        Size profileQuota,
    @Doc("What an account may have in permanent files, in all.") @Default("200MiB") @CanBeOff
        Size permanentQuota,
    @Doc("How many files an account may upload in an hour.") @Default("200") @CanBeOff
        int slotsPerHour,
    @Doc("How long after asking an upload may begin.") @Default("5m") @Range(min = 1, max = 86_400)
        Duration slotTimeout,
    @Doc("How long files of messages are kept.") @Default("60d") @CanBeOff Duration keepMessage,
    @Doc("How long files of profiles are kept.") @Default("off") @CanBeOff Duration keepProfile,
    @Doc("How long permanent files are kept.") @Default("off") @CanBeOff Duration keepPermanent,
    @Doc("Uploads stop when less room than this is left on the disk.") @Default("1GiB")
        Size minimumFree) {
  /// Refuses an address that clients could not use.
  public UploadOptions {
    if (!url.isEmpty() && !Web.isBase(url)) {
      throw new IllegalArgumentException(
          "url is \""
              + url
              + "\"; write it such as \"https://files.example.org\", without a slash at the end");
    }
  }
}
