package im.viavai.features.upload;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which types a browser may be told, and which it may show (threat T19). Any thread.
final class MediaTypes {
  static final String UNKNOWN = "application/octet-stream";

  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  /// RFC 9110 §8.3.1.
  private static final Pattern TYPE =
      Pattern.compile(
          TOKEN
              + "/"
              + TOKEN
              + "(?:[ \\t]*;[ \\t]*"
              + TOKEN
              + "=(?:"
              + TOKEN
              + "|\"[ !#-\\[\\]-~]*\"))*");

  private static final int MOST_CHARACTERS = 200;

  /// Shown in place: raster pictures, sound and video, which run nothing.
  private static final Set<String> SHOWN =
      Set.of(
          "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "image/avif",
          "audio/mpeg",
          "audio/mp4",
          "audio/ogg",
          "audio/webm",
          "audio/wav",
          "audio/x-wav",
          "audio/aac",
          "audio/flac",
          "video/mp4",
          "video/webm",
          "video/ogg");

  /// Named as they are, but downloaded.
  private static final Set<String> NAMED =
      Set.of("text/plain", "application/pdf", "application/zip", "application/gzip");

  private MediaTypes() {}

  static boolean isType(String text) {
    return text.length() <= MOST_CHARACTERS && TYPE.matcher(text).matches();
  }

  /// The type without its parameters, in lower case.
  static String essence(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  static boolean isShown(String type) {
    return SHOWN.contains(essence(type));
  }

  /// What a browser is told: nothing that it could run, whatever the uploader said.
  static String told(String type) {
    String essence = essence(type);
    if (SHOWN.contains(essence) || NAMED.contains(essence)) return essence;
    boolean media =
        essence.startsWith("image/")
            || essence.startsWith("audio/")
            || essence.startsWith("video/");
    return media && !essence.contains("xml") ? essence : UNKNOWN;
  }
}
