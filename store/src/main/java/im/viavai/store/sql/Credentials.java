package im.viavai.store.sql;

import im.viavai.store.ScramKeys;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// The column `credentials`: a line for each SCRAM hash, `mechanism$iterations$salt$stored$server`.
final class Credentials {
  private Credentials() {}

  static String write(List<ScramKeys> credentials) {
    Base64.Encoder base64 = Base64.getEncoder();
    return credentials.stream()
        .map(keys ->
            String.join(
                "$",
                keys.mechanism(),
                Integer.toString(keys.iterations()),
                base64.encodeToString(keys.salt()),
                base64.encodeToString(keys.storedKey()),
                base64.encodeToString(keys.serverKey())))
        .collect(Collectors.joining("\n"));
  }

  static List<ScramKeys> read(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    Base64.Decoder base64 = Base64.getDecoder();
    List<ScramKeys> credentials = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] part = line.split("\\$", -1);
      credentials.add(
          new ScramKeys(
              part[0],
              base64.decode(part[2]),
              Integer.parseInt(part[1]),
              base64.decode(part[3]),
              base64.decode(part[4])));
    }
    return credentials;
  }
}
