-- Accounts that administer the server.
CREATE TABLE administrator (
  account BIGINT NOT NULL PRIMARY KEY,
  granted BIGINT NOT NULL
);

-- Invitations. id: the beginning of the hash of the token, for the eyes of the operator; verifier: all
-- of it. account: who invites, 0 for the operator. localpart: the only name that may be taken, empty
-- for any.
CREATE TABLE invitation (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  verifier BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  account BIGINT NOT NULL,
  domain TEXT COLLATE "C" NOT NULL,
  localpart TEXT COLLATE "C" NOT NULL,
  uses BIGINT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);

CREATE INDEX invitation_account ON invitation (account);

CREATE INDEX invitation_expires ON invitation (expires);

-- Codes that set a new password, once. source: 0 from the operator, 1 made by the account itself.
CREATE TABLE recovery_code (
  account BIGINT NOT NULL,
  verifier BYTEA NOT NULL,
  source BIGINT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (account, verifier)
);

CREATE INDEX recovery_code_expires ON recovery_code (expires);
