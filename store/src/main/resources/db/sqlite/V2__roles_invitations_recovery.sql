-- Accounts that administer the server.
CREATE TABLE administrator (
  account INTEGER NOT NULL PRIMARY KEY,
  granted INTEGER NOT NULL
);

-- Invitations. id: the beginning of the hash of the token, for the eyes of the operator; verifier: all
-- of it. account: who invites, 0 for the operator. localpart: the only name that may be taken, empty
-- for any.
CREATE TABLE invitation (
  id TEXT NOT NULL PRIMARY KEY,
  verifier BLOB NOT NULL,
  kind INTEGER NOT NULL,
  account INTEGER NOT NULL,
  domain TEXT NOT NULL,
  localpart TEXT NOT NULL,
  uses INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX invitation_account ON invitation (account);

CREATE INDEX invitation_expires ON invitation (expires);

-- Codes that set a new password, once. source: 0 from the operator, 1 made by the account itself.
CREATE TABLE recovery_code (
  account INTEGER NOT NULL,
  verifier BLOB NOT NULL,
  source INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (account, verifier)
) WITHOUT ROWID;

CREATE INDEX recovery_code_expires ON recovery_code (expires);
