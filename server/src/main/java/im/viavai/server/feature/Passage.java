package im.viavai.server.feature;

import im.viavai.server.session.Account;
import im.viavai.server.session.Session;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import org.jspecify.annotations.Nullable;

/// One stanza on one [Line]: what it is now, whose line it is, and which archive id it got there.
///
/// One thread at a time. There always is a `from` and a `to`.
public final class Passage {
  private final Account account;
  private final @Nullable Session session;
  private final @Nullable Jid recipient;
  private Stanza stanza;
  private long archiveId;

  /// @param account the account whose line this is: the sender's on a sent line, the recipient's on
  ///   a received one
  /// @param session the sending session on a sent line, when it is local
  public Passage(Account account, @Nullable Session session, Stanza stanza) {
    this(account, session, stanza, null);
  }

  /// A stanza on its way to one of several recipients.
  ///
  /// @param recipient in place of its `to`; null for that
  public Passage(
      Account account, @Nullable Session session, Stanza stanza, @Nullable Jid recipient) {
    this.account = account;
    this.session = session;
    this.stanza = stanza;
    this.recipient = recipient;
  }

  /// The account whose line this is.
  public Account account() {
    return account;
  }

  /// On a sent line the sending session; null on a received line.
  public @Nullable Session session() {
    return session;
  }

  /// The stanza as it is at this step.
  public Stanza stanza() {
    return stanza;
  }

  /// Who sent it.
  public Jid from() {
    Jid from = stanza.from();
    if (from == null) throw new IllegalStateException("a stanza on the line has no from");
    return from;
  }

  /// Whom it is for.
  public Jid to() {
    Jid to = recipient == null ? stanza.to() : recipient;
    if (to == null) throw new IllegalStateException("a stanza on the line has no to");
    return to;
  }

  /// The other side: the recipient on a sent line, the sender on a received one.
  public Jid with() {
    return session == null ? from() : to();
  }

  /// Its id in the archive of [#account()], or 0 if it is not kept there (XEP-0313, XEP-0359).
  public long archiveId() {
    return archiveId;
  }

  /// The line's own: goes on with another form of the stanza.
  public void stanza(Stanza changed) {
    this.stanza = changed;
  }

  /// The line's own: notes the archive id.
  public void archiveId(long id) {
    this.archiveId = id;
  }
}
