package im.viavai.store.sql;

import im.viavai.store.Invitation;
import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore;
import im.viavai.store.NewInvitation;
import im.viavai.store.ScramKeys;
import im.viavai.store.Stored;
import im.viavai.xmpp.Jid;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Invitations in the table `invitation`, found by the beginning of the hash, compared by all of
/// it.
final class SqlInvitations implements InvitationStore {
  private static final int ID_BYTES = 6;

  private static final String SELECT =
      "SELECT i.id, i.kind, a.localpart, a.domain, i.domain, i.localpart, i.uses, i.created,"
          + " i.expires, i.verifier FROM invitation i LEFT JOIN account a ON a.key = i.account";

  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqlInvitations(Writer writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  private static String id(byte[] hash) {
    return HexFormat.of().formatHex(hash, 0, ID_BYTES);
  }

  @Override
  public Stored add(NewInvitation made, int limit) {
    return writer.write(
        "keep an invitation",
        sql -> {
          long now = clock.millis();
          boolean full =
              made.inviter() != 0
                  && sql.number(
                              "SELECT count(*) FROM invitation WHERE account = ? AND expires > ?",
                              made.inviter(),
                              now)
                          .orElse(0)
                      >= limit;
          if (full) {
            return Stored.OVER_LIMIT;
          }
          sql.update(
              "INSERT INTO invitation (id, verifier, kind, account, domain, localpart, uses,"
                  + " created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              id(made.hash()),
              made.hash(),
              made.kind().number(),
              made.inviter(),
              made.domain(),
              made.localpart(),
              made.uses(),
              now,
              made.expiresMillis());
          return Stored.STORED;
        });
  }

  /// An invitation and the whole hash of its token.
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Row(Invitation invitation, byte[] hash) {}

  private static Row row(ResultSet row) throws SQLException {
    String localpart = row.getString(3);
    Invitation invitation =
        new Invitation(
            row.getString(1),
            kind(row.getInt(2)),
            localpart == null ? null : Jid.of(localpart + "@" + row.getString(4)),
            row.getString(5),
            row.getString(6),
            row.getInt(7),
            row.getLong(8),
            row.getLong(9));
    return new Row(invitation, row.getBytes(10));
  }

  private static Kind kind(int number) throws SQLException {
    for (Kind kind : Kind.values()) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw new SQLException("no kind of invitation has the number " + number);
  }

  private static Optional<Invitation> find(Sql sql, byte[] hash) throws SQLException {
    if (hash.length != NewInvitation.HASH_BYTES) {
      return Optional.empty();
    }
    return sql.first(SELECT + " WHERE i.id = ?", SqlInvitations::row, id(hash))
        .filter(row -> MessageDigest.isEqual(row.hash(), hash))
        .map(Row::invitation);
  }

  @Override
  public Optional<Invitation> find(byte[] hash) {
    return readers.read("look for an invitation", sql -> find(sql, hash));
  }

  @Override
  public Redeemed createAccount(byte[] hash, Jid bare, List<ScramKeys> credentials) {
    String keys = Credentials.write(credentials);
    return writer.write(
        "create the account " + bare + " by an invitation",
        sql -> {
          Invitation invitation = find(sql, hash).orElse(null);
          if (invitation == null || !invitation.kind().makesAccount()) {
            return Redeemed.SPENT;
          }
          long now = clock.millis();
          boolean own = invitation.localpart().equals(bare.localpart());
          if (SqlAccounts.exists(sql, bare) || (!own && isReserved(sql, bare, now))) {
            return Redeemed.TAKEN;
          }
          long key = SqlAccounts.create(sql, bare, keys, now);
          if (invitation.kind() == Kind.ADMINISTRATOR) {
            SqlAdministrators.grant(sql, key, now);
          }
          use(sql, invitation);
          return Redeemed.MADE;
        });
  }

  private static void use(Sql sql, Invitation invitation) throws SQLException {
    sql.update("UPDATE invitation SET uses = uses - 1 WHERE id = ?", invitation.id());
    sql.update("DELETE FROM invitation WHERE id = ? AND uses < 1", invitation.id());
  }

  @Override
  public boolean useForContact(byte[] hash, long inviter, long nowMillis) {
    return writer.write(
        "use an invitation",
        sql -> {
          Invitation invitation = find(sql, hash).orElse(null);
          if (invitation == null
              || !invitation.kind().makesContact()
              || invitation.expiresMillis() <= nowMillis
              || !isOf(sql, invitation, inviter)) {
            return false;
          }
          use(sql, invitation);
          return true;
        });
  }

  private static boolean isOf(Sql sql, Invitation invitation, long inviter) throws SQLException {
    return sql.number(
            "SELECT uses FROM invitation WHERE id = ? AND account = ?", invitation.id(), inviter)
        .isPresent();
  }

  @Override
  public boolean isReserved(Jid bare, long nowMillis) {
    return readers.read("look for a reserved name", sql -> isReserved(sql, bare, nowMillis));
  }

  private static boolean isReserved(Sql sql, Jid bare, long nowMillis) throws SQLException {
    return sql.number(
            "SELECT uses FROM invitation WHERE domain = ? AND localpart = ? AND expires > ?",
            bare.domainpart(),
            bare.localpart(),
            nowMillis)
        .isPresent();
  }

  @Override
  public List<Invitation> list() {
    return readers.read(
        "list invitations",
        sql ->
            sql.list(
                SELECT + " ORDER BY i.created, i.id", row -> SqlInvitations.row(row).invitation()));
  }

  @Override
  public List<Invitation> list(long inviter) {
    return readers.read(
        "list invitations",
        sql ->
            sql.list(
                SELECT + " WHERE i.account = ? ORDER BY i.created, i.id",
                row -> SqlInvitations.row(row).invitation(),
                inviter));
  }

  @Override
  public boolean revoke(String id) {
    return writer.writeFreeing(
        "revoke an invitation", sql -> sql.update("DELETE FROM invitation WHERE id = ?", id) == 1);
  }

  @Override
  public boolean revoke(long inviter, String id) {
    return writer.writeFreeing(
        "revoke an invitation",
        sql -> sql.update("DELETE FROM invitation WHERE id = ? AND account = ?", id, inviter) == 1);
  }

  @Override
  public int deleteExpired(long beforeMillis) {
    return writer.writeFreeing(
        "delete invitations that are over",
        sql -> sql.update("DELETE FROM invitation WHERE expires < ?", beforeMillis));
  }
}
