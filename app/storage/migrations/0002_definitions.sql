-- Imported definitions, one row each, as JSON; and a row of kind 'own site' for each of our own that is switched off.
-- `batch` is the import they came with; `renamed_by` the import that set one aside, with the name it had before.

CREATE TABLE definition (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    domains TEXT NOT NULL DEFAULT '[]',
    payload TEXT NOT NULL DEFAULT '{}',
    is_enabled INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    renamed_by INTEGER,
    name_before TEXT
);
CREATE UNIQUE INDEX definition_name ON definition (kind, name);
CREATE INDEX definition_batch ON definition (batch);
CREATE INDEX definition_renamed_by ON definition (renamed_by) WHERE renamed_by IS NOT NULL;
