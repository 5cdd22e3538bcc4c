package im.viavai.server.web;

import java.util.Arrays;

/// Reads the frames a WebSocket client sends (RFC 6455 §5), wherever they are cut, and holds
/// nothing but an incomplete header and control frame: the bytes of messages are passed on as they
/// come. Its event loop only.
final class FrameReader {
  static final int PROTOCOL_ERROR = 1002;
  static final int UNSUPPORTED = 1003;
  static final int POLICY = 1008;
  static final int TOO_BIG = 1009;

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MOST_CONTROL_BYTES = 125;
  private static final int LONGEST_HEADER = 14;

  /// Is told what was read, from within [FrameReader#feed].
  interface Handler {
    /// Some bytes of a text message, in an array that is lent.
    void text(byte[] bytes, int offset, int length);

    /// The message is complete.
    void end();

    void ping(byte[] data);

    void pong();

    /// The client closes (§5.5.1).
    void close();

    /// What came breaks the rules; nothing more is read.
    ///
    /// @param code of the close frame that tells it (§7.4.1)
    void wrong(int code);
  }

  private final WebLimits limits;
  private final Handler handler;
  private final byte[] header = new byte[LONGEST_HEADER];
  private int headerHeld;
  private boolean inPayload;
  private int opcode;
  private boolean last;
  private long remaining;
  private int maskAt;
  private final byte[] mask = new byte[4];
  private final byte[] control = new byte[MOST_CONTROL_BYTES];
  private int controlHeld;
  private boolean inMessage;
  private long messageBytes;
  private int fragments;
  private boolean stopped;

  FrameReader(WebLimits limits, Handler handler) {
    this.limits = limits;
    this.handler = handler;
  }

  /// Nothing more is read.
  void stop() {
    stopped = true;
  }

  /// Unmasks in place.
  void feed(byte[] bytes, int offset, int length) {
    int at = offset;
    int limit = offset + length;
    while (!stopped && (at < limit || (inPayload && remaining == 0))) {
      if (inPayload) at = payload(bytes, at, limit);
      else header(bytes[at++]);
    }
  }

  private void wrong(int code) {
    stopped = true;
    handler.wrong(code);
  }

  private void header(byte next) {
    header[headerHeld++] = next;
    if (headerHeld == 1) {
      checkFirst();
      return;
    }
    int small = header[1] & 0x7f;
    if (headerHeld == 2) {
      if ((header[1] & 0x80) == 0) wrong(PROTOCOL_ERROR); // §5.1: a client masks
      else if (opcode >= CLOSE && small > MOST_CONTROL_BYTES) wrong(PROTOCOL_ERROR); // §5.5
      return;
    }
    int lengthBytes = small == 126 ? 2 : small == 127 ? 8 : 0;
    if (headerHeld < 2 + lengthBytes + 4) return;
    long size = lengthBytes == 0 ? small : 0;
    for (int i = 0; i < lengthBytes; i++) size = (size << 8) | (header[2 + i] & 0xff);
    System.arraycopy(header, 2 + lengthBytes, mask, 0, 4);
    headerHeld = 0;
    begin(size);
  }

  private void checkFirst() {
    last = (header[0] & 0x80) != 0;
    opcode = header[0] & 0x0f;
    boolean continues = opcode == 0;
    if ((header[0] & 0x70) != 0) wrong(PROTOCOL_ERROR); // §5.2: no extension gives these a meaning
    else if (opcode == BINARY) wrong(UNSUPPORTED); // RFC 7395 §3.2
    else if (opcode >= CLOSE ? opcode > PONG || !last : opcode > TEXT || continues != inMessage)
      wrong(PROTOCOL_ERROR);
  }

  private void begin(long size) {
    remaining = size;
    maskAt = 0;
    controlHeld = 0;
    inPayload = true;
    if (opcode >= CLOSE) return;
    if (!inMessage) {
      messageBytes = 0;
      fragments = 0;
    }
    inMessage = true;
    if (size < 0 || size > limits.messageBytes() - messageBytes) wrong(TOO_BIG);
    else if (++fragments > limits.fragments()) wrong(POLICY);
    messageBytes += size;
  }

  private int payload(byte[] bytes, int at, int limit) {
    int length = (int) Math.min(remaining, limit - at);
    for (int i = at; i < at + length; i++) bytes[i] ^= mask[maskAt++ & 3];
    remaining -= length;
    if (opcode >= CLOSE) {
      System.arraycopy(bytes, at, control, controlHeld, length);
      controlHeld += length;
    } else if (length > 0) {
      handler.text(bytes, at, length);
    }
    if (remaining == 0 && !stopped) endOfFrame();
    return at + length;
  }

  private void endOfFrame() {
    inPayload = false;
    switch (opcode) {
      case CLOSE -> {
        stopped = true;
        handler.close();
      }
      case PING -> handler.ping(Arrays.copyOf(control, controlHeld));
      case PONG -> handler.pong();
      default -> {
        if (last) {
          inMessage = false;
          handler.end();
        }
      }
    }
  }
}
