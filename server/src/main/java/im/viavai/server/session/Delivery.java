package im.viavai.server.session;

import im.viavai.xmpp.Stanza;

/// One stanza on its way to a client.
///
/// @param stanza as it will be written
/// @param archiveId its id in the archive of the recipient when offline delivery must know that a
///   client has it, else 0
record Delivery(Stanza stanza, long archiveId) {}
