-- Uploaded files and slots for them (XEP-0363); the bytes lie in the storage of uploads, under the id.
-- state: 0 slot, 1 coming, 2 stored, 3 spent. When the account is removed expires and slot_ends
-- become 0.
CREATE TABLE upload (
  id TEXT NOT NULL PRIMARY KEY,
  account INTEGER NOT NULL,
  bucket TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created INTEGER NOT NULL,
  slot_ends INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  state INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX upload_account ON upload (account, created);
CREATE INDEX upload_expires ON upload (expires);
CREATE INDEX upload_coming ON upload (created) WHERE state = 1;
CREATE INDEX upload_ended ON upload (slot_ends) WHERE state IN (0, 3);
