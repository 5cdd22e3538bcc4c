package im.viavai.server.feature;

import im.viavai.xmpp.StanzaError;

/// What a [Filter] says about a stanza.
public sealed interface Verdict {
  /// Goes on.
  Verdict PASS = new Pass();

  /// Goes on.
  record Pass() implements Verdict {}

  /// Ends here without a word to anybody.
  ///
  /// @param reason for the log, in one word or two
  record Drop(String reason) implements Verdict {}

  /// Ends here; the sender gets the error, unless the stanza must not be answered (RFC 6120
  /// §8.3.1).
  record Bounce(StanzaError error) implements Verdict {}
}
