package im.viavai.server.session;

import im.viavai.server.config.Limits;
import im.viavai.server.config.Shape;
import im.viavai.store.AccountRecord;
import im.viavai.store.ArchivePreferences;
import im.viavai.store.RosterRecord;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import java.util.List;
import java.util.Map;

/// Accounts and sessions without a server around them.
public final class SomeAccount {
  /// Small limits, so that they are reached soon.
  public static final Limits LIMITS = Shape.of(Limits.class).make(Map.of("unacked_stanzas", 100));

  private SomeAccount() {}

  /// An account with an empty archive.
  public static Account juliet() {
    Jid address = Jid.of("juliet@localhost");
    AccountRecord record =
        new AccountRecord(
            7,
            address,
            List.of(),
            0,
            AccountRecord.State.ENABLED,
            ArchivePreferences.UNSET,
            0,
            0,
            0);
    return new Account(
        address, record, Roster.of(new RosterRecord(0, List.of())), new ArchiveIds(new byte[32]));
  }

  /// A session of it whose stanzas are all handled at once.
  public static Session bind(Account account, String resource, Outlet stream) {
    Session.Way way =
        new Session.Way() {
          @Override
          public boolean swift(Session session, Stanza stanza) {
            return true;
          }

          @Override
          public void patient(Session session, Stanza stanza) {}
        };
    return bind(account, resource, stream, way);
  }

  /// The same with another way.
  public static Session bind(Account account, String resource, Outlet stream, Session.Way way) {
    Session session =
        new Session(
            account.address().withResourcepart(resource),
            account,
            LIMITS,
            1,
            0,
            way,
            Runnable::run);
    synchronized (account) {
      account.add(session);
    }
    session.attach(stream);
    return session;
  }

  /// A chat message.
  public static Stanza message(String id) {
    return Stanza.message().type("chat").id(id).build();
  }
}
