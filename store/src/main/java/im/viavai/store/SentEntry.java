package im.viavai.store;

import im.viavai.xmpp.Jid;

/// What is needed to see that a client sends something again.
///
/// @param id the archive id it got
/// @param timestampMillis when the server got it
/// @param with to whom, bare or full
/// @param originId what the client called it, or an empty string
public record SentEntry(long id, long timestampMillis, Jid with, String originId) {}
