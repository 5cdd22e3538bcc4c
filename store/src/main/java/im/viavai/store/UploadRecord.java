package im.viavai.store;

/// An uploaded file, or the slot for one (XEP-0363). The bytes lie elsewhere, under `id`.
///
/// @param id what the secret of its address is hashed to; 1 to 128 characters
/// @param account key of the owner
/// @param bucket what it counts for, such as `message`
/// @param name of the file
/// @param type its media type; empty for a slot that named none
/// @param bytes its size
/// @param createdMillis when the slot was given, in milliseconds since 1970
/// @param slotEndsMillis until when the upload may begin
/// @param expiresMillis from when on it is not available any more
/// @param state how far it is
public record UploadRecord(
    String id,
    long account,
    String bucket,
    String name,
    String type,
    long bytes,
    long createdMillis,
    long slotEndsMillis,
    long expiresMillis,
    State state) {
  /// How far an upload is.
  public enum State {
    /// A slot that nobody used.
    SLOT,
    /// Bytes are coming.
    COMING,
    /// Complete.
    STORED,
    /// There will be no file: the slot was used in vain. It is kept for a while to be counted.
    SPENT
  }

  /// Checks the id and the size.
  public UploadRecord {
    if (id.isEmpty() || id.length() > 128 || bytes < 1) {
      throw new IllegalArgumentException("an upload has an id and at least a byte");
    }
  }
}
