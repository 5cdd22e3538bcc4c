-- Times are milliseconds since 1970. The table `entry` says where a stanza lies, `stanza` holds the
-- bytes once, however many archives have them. See im.viavai.store.sql for who writes what.

CREATE TABLE store (
  id TEXT NOT NULL,
  created INTEGER NOT NULL
);

-- Numbers that are given once and never again.
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO counter VALUES ('account', 0);

CREATE TABLE account (
  key INTEGER NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL,
  localpart TEXT NOT NULL,
  state INTEGER NOT NULL,
  created INTEGER NOT NULL,
  credentials TEXT NOT NULL,
  archive_preferences TEXT NOT NULL,
  roster_version INTEGER NOT NULL,
  roster_floor INTEGER NOT NULL,
  UNIQUE (domain, localpart)
);

-- Accounts that were removed. Their archive is deleted in the background until `cleared` is 1.
CREATE TABLE removed_account (
  key INTEGER NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL,
  localpart TEXT NOT NULL,
  removed INTEGER NOT NULL,
  cleared INTEGER NOT NULL
);

CREATE INDEX removed_account_name ON removed_account (domain, localpart);

CREATE TABLE token (
  account INTEGER NOT NULL,
  client TEXT NOT NULL,
  mechanism TEXT NOT NULL,
  verifier BLOB NOT NULL,
  previous_verifier BLOB,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (account, client)
) WITHOUT ROWID;

CREATE TABLE roster_item (
  account INTEGER NOT NULL,
  jid TEXT NOT NULL,
  name TEXT NOT NULL,
  groups TEXT NOT NULL,
  subscription INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (account, jid)
) WITHOUT ROWID;

CREATE TABLE roster_removal (
  account INTEGER NOT NULL,
  version INTEGER NOT NULL,
  jid TEXT NOT NULL,
  PRIMARY KEY (account, version)
) WITHOUT ROWID;

CREATE TABLE subscription_request (
  account INTEGER NOT NULL,
  jid TEXT NOT NULL,
  arrived INTEGER NOT NULL,
  presence BLOB NOT NULL,
  PRIMARY KEY (account, jid)
) WITHOUT ROWID;

-- Appended in order; never clustered by archive (2.7 times the CPU when it was measured).
CREATE TABLE stanza (
  id INTEGER NOT NULL PRIMARY KEY,
  refs INTEGER NOT NULL,
  body BLOB NOT NULL
);

-- flags: 1 archived, 2 offline, 4 outgoing, 8 tombstone, from bit 8 on the kind.
CREATE TABLE entry (
  archive INTEGER NOT NULL,
  id INTEGER NOT NULL,
  stanza INTEGER NOT NULL,
  stamp INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  bare TEXT NOT NULL,
  resource TEXT NOT NULL,
  origin TEXT NOT NULL,
  PRIMARY KEY (archive, id)
) WITHOUT ROWID;

-- What is deleted when the offline cursor passes it. Empty for ordinary messages.
CREATE INDEX entry_offline_only ON entry (archive, id) WHERE (flags & 3) = 2;

-- Where the youngest stanzas belong, in the order of their commits: appended, held in memory too, and
-- brought to `entry` many at a time. See im.viavai.store.sql.LogPlacing.
CREATE TABLE unplaced (
  stanza INTEGER NOT NULL PRIMARY KEY,
  stamp INTEGER NOT NULL,
  places BLOB NOT NULL
);

-- How far that is: up to this stanza, archives up to this one are done.
CREATE TABLE placing_round (
  stanza INTEGER NOT NULL,
  archive INTEGER NOT NULL
);

INSERT INTO placing_round VALUES (0, 9223372036854775807);

-- offline: everything up to this id was delivered. highest: no id up to this one is given again.
CREATE TABLE archive_cursor (
  archive INTEGER NOT NULL PRIMARY KEY,
  offline INTEGER NOT NULL,
  highest INTEGER NOT NULL
);

CREATE TABLE detached_session (
  id TEXT NOT NULL PRIMARY KEY,
  account INTEGER NOT NULL,
  resource TEXT NOT NULL,
  inbound INTEGER NOT NULL,
  outbound INTEGER NOT NULL,
  unacknowledged BLOB NOT NULL,
  state BLOB NOT NULL,
  expires INTEGER NOT NULL
);

CREATE TABLE ended_session (
  id TEXT NOT NULL PRIMARY KEY,
  account INTEGER NOT NULL,
  inbound INTEGER NOT NULL,
  ended INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ended_session_ended ON ended_session (ended);

CREATE TABLE private_element (
  account INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  element BLOB NOT NULL,
  PRIMARY KEY (account, namespace, name)
);

CREATE TABLE vcard (
  account INTEGER NOT NULL PRIMARY KEY,
  vcard BLOB NOT NULL
);

CREATE TABLE blocked (
  account INTEGER NOT NULL,
  jid TEXT NOT NULL,
  PRIMARY KEY (account, jid)
) WITHOUT ROWID;

CREATE TABLE preference (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;
