package im.viavai.store;

/// The ends of an archive (XEP-0313 §5).
///
/// @param firstId the id of the oldest entry
/// @param firstMillis its time
/// @param lastId the id of the youngest entry
/// @param lastMillis its time
public record ArchiveMetadata(long firstId, long firstMillis, long lastId, long lastMillis) {}
