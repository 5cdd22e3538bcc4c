-- In which blocks of 1024 ids an archive has entries with somebody, for pages of one contact. A whole
-- index would touch a page of the file for every entry; this is written when somebody comes up in a
-- block for the first time. who: a bare JID, and a full one for entries that name a resource. May name
-- blocks that are empty by now.
CREATE TABLE contact_block (
  archive INTEGER NOT NULL,
  who TEXT NOT NULL,
  block INTEGER NOT NULL,
  PRIMARY KEY (archive, who, block)
) WITHOUT ROWID;

INSERT INTO contact_block
SELECT DISTINCT archive, bare, id >> 10 FROM entry
UNION
SELECT DISTINCT archive, bare || '/' || resource, id >> 10 FROM entry WHERE resource <> '';
