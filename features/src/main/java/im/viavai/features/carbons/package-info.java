/// Copies messages to those other resources of an account that asked for it (XEP-0280 1.0.1), so
/// that every device shows both sides of a conversation.
///
/// Which messages are copied are the rules of §6.1, all of them (`urn:xmpp:carbons:rules:0`): see
/// `Rules`. A message with `<private/>` or `<no-copy/>` (XEP-0334) is not copied. Copies of what
/// was sent carry the id the message has in the sender's own archive (XEP-0313 §3.5). A message to
/// oneself is copied once, to those resources that neither sent nor got it. A `<sent/>` or
/// `<received/>` that somebody puts into a message of their own is taken out. Can be asked for in
/// Bind 2 (XEP-0386), and survives resumption and a restart of the server.
///
/// No options. Keeps a flag for each session, and the ids of the last 32 copied messages of an
/// account, to tell whose errors are worth a copy (§6.1).
@NullMarked
package im.viavai.features.carbons;

import org.jspecify.annotations.NullMarked;
