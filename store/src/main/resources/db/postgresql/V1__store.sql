-- Times are milliseconds since 1970. The table `entry` says where a stanza lies, `stanza` holds the
-- bytes once, however many archives have them. See im.viavai.store.sql for who writes what.

CREATE TABLE store (
  id TEXT COLLATE "C" NOT NULL,
  created BIGINT NOT NULL
);

-- Numbers that are given once and never again.
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

INSERT INTO counter VALUES ('account', 0);

CREATE TABLE account (
  key BIGINT NOT NULL PRIMARY KEY,
  domain TEXT COLLATE "C" NOT NULL,
  localpart TEXT COLLATE "C" NOT NULL,
  state BIGINT NOT NULL,
  created BIGINT NOT NULL,
  credentials TEXT NOT NULL,
  archive_preferences TEXT NOT NULL,
  roster_version BIGINT NOT NULL,
  roster_floor BIGINT NOT NULL,
  UNIQUE (domain, localpart)
);

-- Accounts that were removed. Their archive is deleted in the background until `cleared` is 1.
CREATE TABLE removed_account (
  key BIGINT NOT NULL PRIMARY KEY,
  domain TEXT COLLATE "C" NOT NULL,
  localpart TEXT COLLATE "C" NOT NULL,
  removed BIGINT NOT NULL,
  cleared BIGINT NOT NULL
);

CREATE INDEX removed_account_name ON removed_account (domain, localpart);

CREATE TABLE token (
  account BIGINT NOT NULL,
  client TEXT NOT NULL,
  mechanism TEXT NOT NULL,
  verifier BYTEA NOT NULL,
  previous_verifier BYTEA,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  counter BIGINT NOT NULL,
  last_used BIGINT NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (account, client)
);

CREATE TABLE roster_item (
  account BIGINT NOT NULL,
  jid TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  groups TEXT NOT NULL,
  subscription BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (account, jid)
);

CREATE TABLE roster_removal (
  account BIGINT NOT NULL,
  version BIGINT NOT NULL,
  jid TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account, version)
);

CREATE TABLE subscription_request (
  account BIGINT NOT NULL,
  jid TEXT COLLATE "C" NOT NULL,
  arrived BIGINT NOT NULL,
  presence BYTEA NOT NULL,
  PRIMARY KEY (account, jid)
);

CREATE TABLE stanza (
  id BIGINT NOT NULL PRIMARY KEY,
  refs BIGINT NOT NULL,
  body BYTEA NOT NULL
);

-- flags: 1 archived, 2 offline, 4 outgoing, 8 tombstone, from bit 8 on the kind.
CREATE TABLE entry (
  archive BIGINT NOT NULL,
  id BIGINT NOT NULL,
  stanza BIGINT NOT NULL,
  stamp BIGINT NOT NULL,
  flags BIGINT NOT NULL,
  bare TEXT NOT NULL,
  resource TEXT NOT NULL,
  origin TEXT NOT NULL,
  PRIMARY KEY (archive, id)
);

-- For pages of one contact.
CREATE INDEX entry_with ON entry (archive, bare, id);

-- What is deleted when the offline cursor passes it. Empty for ordinary messages.
CREATE INDEX entry_offline_only ON entry (archive, id) WHERE (flags & 3) = 2;

-- offline: everything up to this id was delivered. highest: no id up to this one is given again.
CREATE TABLE archive_cursor (
  archive BIGINT NOT NULL PRIMARY KEY,
  offline BIGINT NOT NULL,
  highest BIGINT NOT NULL
);

CREATE TABLE detached_session (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  resource TEXT NOT NULL,
  inbound BIGINT NOT NULL,
  outbound BIGINT NOT NULL,
  unacknowledged BYTEA NOT NULL,
  state BYTEA NOT NULL,
  expires BIGINT NOT NULL
);

CREATE TABLE ended_session (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  inbound BIGINT NOT NULL,
  ended BIGINT NOT NULL
);

CREATE INDEX ended_session_ended ON ended_session (ended);

CREATE TABLE private_element (
  account BIGINT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  element BYTEA NOT NULL,
  PRIMARY KEY (account, namespace, name)
);

CREATE TABLE vcard (
  account BIGINT NOT NULL PRIMARY KEY,
  vcard BYTEA NOT NULL
);

CREATE TABLE blocked (
  account BIGINT NOT NULL,
  jid TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account, jid)
);

CREATE TABLE preference (
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, name)
);
