package im.viavai.server.net;

import java.io.ByteArrayOutputStream;

/// A ClientHello by hand, for what no client of today sends.
final class Hello {

  private Hello() {}

  /// A record with a ClientHello of TLS 1.(minor - 1) that offers two suites of its time.
  static byte[] of(int minor) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {3, (byte) minor});
    body.writeBytes(new byte[32]);
    body.write(0);
    body.writeBytes(new byte[] {0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13}); // ECDHE, AES-CBC
    body.writeBytes(new byte[] {1, 0});
    body.writeBytes(new byte[] {0, 8, 0, 10, 0, 4, 0, 2, 0, 23}); // secp256r1
    byte[] message = body.toByteArray();
    var record = new ByteArrayOutputStream();
    record.writeBytes(new byte[] {22, 3, 1});
    record.writeBytes(new byte[] {(byte) ((message.length + 4) >> 8), (byte) (message.length + 4)});
    record.writeBytes(new byte[] {1, 0, (byte) (message.length >> 8), (byte) message.length});
    record.writeBytes(message);
    return record.toByteArray();
  }
}
