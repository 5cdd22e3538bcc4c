package im.viavai.store;

/// What a purge did.
///
/// @param archives archives looked at
/// @param entries entries deleted from them
/// @param stanzas stanzas deleted because no archive has them any more
/// @param slices transactions used
public record PurgeReport(long archives, long entries, long stanzas, long slices) {}
