package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What we look at in a ClientHello (RFC 8446 section 4.1.2) before an engine sees it.
///
/// @param serverName the name asked for (RFC 6066 section 3) in lower case, or `""`
/// @param protocols the application protocols offered (RFC 7301), empty if the extension is missing
/// @param extendedMasterSecret whether that was offered (RFC 7627)
record ClientHello(String serverName, List<String> protocols, boolean extendedMasterSecret) {

  /// Of one that cannot be read: the engine will refuse it.
  static final ClientHello UNREADABLE = new ClientHello("", List.of(), false);

  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int EXTENDED_MASTER_SECRET = 23;
  private static final int HOST_NAME = 0;
  private static final int MAX_NAME_BYTES = 255;
  private static final int VERSION_AND_RANDOM_BYTES = 34;

  ClientHello {
    protocols = List.copyOf(protocols);
  }

  /// Reads the body of the handshake message, without its four header bytes. Moves the reader
  /// index.
  static ClientHello read(ByteBuf in) {
    try {
      in.skipBytes(VERSION_AND_RANDOM_BYTES);
      in.skipBytes(in.readUnsignedByte()); // session id
      in.skipBytes(in.readUnsignedShort()); // cipher suites
      in.skipBytes(in.readUnsignedByte()); // compression methods
      return in.isReadable() ? extensions(in.readSlice(in.readUnsignedShort())) : UNREADABLE;
    } catch (IndexOutOfBoundsException e) {
      return UNREADABLE;
    }
  }

  private static ClientHello extensions(ByteBuf in) {
    String name = "";
    List<String> protocols = List.of();
    boolean extendedMasterSecret = false;
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      var body = in.readSlice(in.readUnsignedShort());
      switch (type) {
        case SERVER_NAME -> name = name(body);
        case ALPN -> protocols = protocols(body);
        case EXTENDED_MASTER_SECRET -> extendedMasterSecret = true;
        default -> {}
      }
    }
    return new ClientHello(name, protocols, extendedMasterSecret);
  }

  private static String name(ByteBuf body) {
    body.skipBytes(2); // length of the list, which holds one name of each type
    if (body.readUnsignedByte() != HOST_NAME) {
      return "";
    }
    var name = body.readSlice(body.readUnsignedShort());
    if (name.readableBytes() > MAX_NAME_BYTES) {
      return "";
    }
    String text = name.toString(US_ASCII).toLowerCase(Locale.ROOT);
    return isHostName(text) ? text : "";
  }

  /// It goes into logs and comparisons, so only what a host name is made of.
  private static boolean isHostName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_')) {
        return false;
      }
    }
    return true;
  }

  private static List<String> protocols(ByteBuf body) {
    var protocols = new ArrayList<String>();
    body.skipBytes(2);
    while (body.isReadable()) {
      protocols.add(body.readSlice(body.readUnsignedByte()).toString(US_ASCII));
    }
    return protocols;
  }
}
