package im.viavai.server.route;

import im.viavai.server.session.Account;

/// Whom a stanza is for (RFC 6120 §10, RFC 6121 §8).
sealed interface Whom {
  /// A name without account, or a subdomain nobody serves.
  Whom NOBODY = new Nobody();

  /// Another domain.
  Whom ELSEWHERE = new Elsewhere();

  /// Only the store knows, and the caller must not wait.
  Whom UNKNOWN_YET = new NotYet();

  /// An account here.
  record Local(Account account) implements Whom {}

  /// A domain served here.
  record Host(LocalHost host) implements Whom {}

  /// Another domain.
  record Elsewhere() implements Whom {}

  /// Nobody.
  record Nobody() implements Whom {}

  /// Not known without waiting.
  record NotYet() implements Whom {}
}
