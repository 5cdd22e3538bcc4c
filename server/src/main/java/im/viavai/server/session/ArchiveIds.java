package im.viavai.server.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Archive ids as others see them: unpredictable (XEP-0313 §3.1), where inside they are numbers in
/// a row. Any thread; never waits.
///
/// ```
///   AES-128, key from the secret of the store
///   | key of the archive, 8 bytes | id, 8 bytes |  ->  16 bytes  ->  22 characters of base64url
/// ```
///
/// A text that was not made here, or for another archive, opens to the key of the archive with a
/// chance of 1 to 2^64; so whoever has the ids of one account can neither guess others nor use them
/// elsewhere, nor tell from two ids how many lie between them. The one who knows the secret turns
/// them back, so nothing has to be kept for it.
public final class ArchiveIds {
  /// How many characters an id has.
  public static final int LENGTH = 22;

  private static final int BLOCK = 16;
  private static final int IDLE = 16; // a power of two; most ciphers kept for the next one
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUES = values();

  private final SecretKeySpec key;
  private final AtomicReferenceArray<@Nullable Cipher> sealing = new AtomicReferenceArray<>(IDLE);
  private final AtomicReferenceArray<@Nullable Cipher> opening = new AtomicReferenceArray<>(IDLE);

  /// @param secret at least 16 random bytes, the same as long as the archives live
  public ArchiveIds(byte[] secret) {
    if (secret.length < BLOCK) throw new IllegalArgumentException("the secret is too short");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] derived = mac.doFinal("archive ids".getBytes(StandardCharsets.US_ASCII));
      key = new SecretKeySpec(Arrays.copyOf(derived, BLOCK), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
    }
  }

  /// How an id of that archive is written in `stanza-id`, in queries and in their results.
  String text(long archive, long id) {
    byte[] block = new byte[LENGTH];
    LONG.set(block, 0, archive);
    LONG.set(block, 8, id);
    pass(sealing, Cipher.ENCRYPT_MODE, block);
    return encode(block);
  }

  /// The id that was written so for that archive; empty if we never wrote that.
  OptionalLong parse(long archive, String text) {
    byte[] block = new byte[BLOCK];
    if (!decode(text, block)) return OptionalLong.empty();
    pass(opening, Cipher.DECRYPT_MODE, block);
    long id = (long) LONG.get(block, 8);
    return (long) LONG.get(block, 0) == archive && id > 0
        ? OptionalLong.of(id)
        : OptionalLong.empty();
  }

  /// A cipher is taken out, used and put back: making one costs more than all the rest.
  private void pass(AtomicReferenceArray<@Nullable Cipher> idle, int mode, byte[] block) {
    int place = (int) Thread.currentThread().threadId() & (IDLE - 1);
    try {
      Cipher cipher = idle.getAndSet(place, null);
      if (cipher == null) {
        cipher = Cipher.getInstance("AES/ECB/NoPadding"); // one block of its own kind each
        cipher.init(mode, key);
      }
      cipher.update(block, 0, BLOCK, block, 0);
      idle.set(place, cipher);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES", e);
    }
  }

  /// In place: 16 bytes to 22 characters, from the end.
  @SuppressWarnings("deprecation") // the one way to a string of ASCII that copies once
  private static String encode(byte[] block) {
    long high = (long) LONG.get(block, 0);
    long low = (long) LONG.get(block, 8);
    block[LENGTH - 1] = LETTERS[(int) (low << 4) & 0x3f]; // the last four bits are 0
    long rest = (low >>> 2) | (high << 62);
    high >>>= 2;
    for (int i = LENGTH - 2; i >= 0; i--) {
      block[i] = LETTERS[(int) rest & 0x3f];
      rest = (rest >>> 6) | (high << 58);
      high >>>= 6;
    }
    return new String(block, 0, 0, LENGTH);
  }

  /// False: nobody here wrote that.
  private static boolean decode(String text, byte[] block) {
    if (text.length() != LENGTH) return false;
    long high = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) return false;
      if (i < LENGTH - 1) {
        high = (high << 6) | (low >>> 58);
        low = (low << 6) | value;
      } else {
        if ((value & 0xf) != 0) return false; // one way to write each
        high = (high << 2) | (low >>> 62);
        low = (low << 2) | (value >>> 4);
      }
    }
    LONG.set(block, 0, high);
    LONG.set(block, 8, low);
    return true;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < LETTERS.length; i++) values[LETTERS[i]] = (byte) i;
    return values;
  }
}
