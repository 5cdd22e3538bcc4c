-- SQLite gets a table here; PostgreSQL has the index entry_with for the same. Both have the same
-- number of scripts.
SELECT 1;
