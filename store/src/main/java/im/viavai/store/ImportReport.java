package im.viavai.store;

/// What an import did.
///
/// @param created accounts that were new
/// @param updated accounts that existed and have new credentials now
/// @param rejected lines that name no account
public record ImportReport(int created, int updated, int rejected) {}
