-- Instants are whole milliseconds since the epoch (UTC); durations are milliseconds; hashes are raw bytes.
-- `hash.id` is the Client API's file_id: a hash has one as soon as anybody names it; `file` holds what is known of
-- the bytes, and stays when they are deleted.

CREATE TABLE hash (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    md5 BLOB,
    sha1 BLOB,
    sha512 BLOB
);
CREATE INDEX hash_md5 ON hash (md5) WHERE md5 IS NOT NULL;
CREATE INDEX hash_sha1 ON hash (sha1) WHERE sha1 IS NOT NULL;
CREATE INDEX hash_sha512 ON hash (sha512) WHERE sha512 IS NOT NULL;

CREATE TABLE file (
    id INTEGER PRIMARY KEY REFERENCES hash (id),
    size INTEGER NOT NULL,
    filetype INTEGER NOT NULL,
    forced_filetype INTEGER,
    extension TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    duration_ms INTEGER,
    num_frames INTEGER,
    num_words INTEGER,
    has_audio INTEGER NOT NULL DEFAULT 0,
    has_transparency INTEGER NOT NULL DEFAULT 0,
    has_exif INTEGER NOT NULL DEFAULT 0,
    has_xmp INTEGER NOT NULL DEFAULT 0,
    has_iptc INTEGER NOT NULL DEFAULT 0,
    has_human_readable INTEGER NOT NULL DEFAULT 0,
    has_software_source INTEGER NOT NULL DEFAULT 0,
    has_icc_profile INTEGER NOT NULL DEFAULT 0,
    pixel_hash BLOB,
    perceptual_hash BLOB,
    blurhash TEXT,
    thumbnail_width INTEGER,
    thumbnail_height INTEGER,
    is_inbox INTEGER NOT NULL DEFAULT 1,
    archived_at INTEGER
);
CREATE INDEX file_pixel_hash ON file (pixel_hash) WHERE pixel_hash IS NOT NULL;
CREATE INDEX file_without_pixel_hash ON file (id) WHERE pixel_hash IS NULL;

CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX service_name ON service (kind, name);

INSERT INTO service (key, kind, name) VALUES
    ('6c6f63616c2074616773', 5, 'my tags'),
    ('646f776e6c6f616465722074616773', 5, 'downloader tags'),
    ('6c6f63616c2066696c6573', 2, 'my files'),
    ('7265706f7369746f72792075706461746573', 20, 'repository updates'),
    ('616c6c206c6f63616c2066696c6573', 15, 'hydrus local file storage'),
    ('616c6c206c6f63616c206d65646961', 21, 'combined local file domains'),
    ('616c6c206b6e6f776e2066696c6573', 11, 'all known files'),
    ('616c6c206b6e6f776e2074616773', 10, 'all known tags'),
    ('7472617368', 14, 'trash'),
    ('616c6c2064656c657465642066696c6573', 19, 'deleted from anywhere'),
    ('6c6f63616c206e6f746573', 17, 'local notes'),
    ('636c69656e7420617069', 18, 'client api');
INSERT INTO service (key, kind, name, options) VALUES
    ('6661766f757269746573', 7, 'favourites', '{"star_shape": "fat star", "like": "#F0F041"}');

CREATE TABLE file_domain (
    file_id INTEGER NOT NULL REFERENCES hash (id),
    service_id INTEGER NOT NULL REFERENCES service (id),
    imported_at INTEGER NOT NULL,
    PRIMARY KEY (file_id, service_id)
) WITHOUT ROWID;
CREATE INDEX file_domain_time ON file_domain (service_id, imported_at);

CREATE TABLE file_deletion (
    file_id INTEGER NOT NULL REFERENCES hash (id),
    service_id INTEGER NOT NULL REFERENCES service (id),
    deleted_at INTEGER,
    imported_at INTEGER,
    reason TEXT,
    PRIMARY KEY (file_id, service_id)
) WITHOUT ROWID;

CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- status: 0 current, 2 deleted (remembered, so that an import does not bring it back)
CREATE TABLE file_tags (
    file_id INTEGER NOT NULL REFERENCES hash (id),
    service_id INTEGER NOT NULL REFERENCES service (id),
    tag_id INTEGER NOT NULL REFERENCES tag (id),
    status INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (file_id, service_id, tag_id)
) WITHOUT ROWID;

-- What the search index has to catch up with. op: 1 tag added, 2 tag removed, 3 the file's own row or domains changed
-- (then tag_id and service_id are 0). Written in the transaction of the change.
CREATE TABLE tag_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    op INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL DEFAULT 0,
    service_id INTEGER NOT NULL DEFAULT 0
);

-- The search index's checkpoint: one bitmap a (service, tag, file_id >> 16).
CREATE TABLE postings (
    service_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    bitmap BLOB NOT NULL,
    PRIMARY KEY (service_id, tag_id, chunk)
) WITHOUT ROWID;
CREATE TABLE index_state (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE known_url (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    domain TEXT NOT NULL
);
CREATE INDEX known_url_domain ON known_url (domain);
-- kind: 0 primary (we passed through it), 1 source (a site claims it), 2 given by the user or a tool, 3 merged
CREATE TABLE url_map (
    url_id INTEGER NOT NULL REFERENCES known_url (id),
    file_id INTEGER NOT NULL REFERENCES hash (id),
    kind INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    verified_at INTEGER,
    PRIMARY KEY (url_id, file_id)
) WITHOUT ROWID;
CREATE INDEX url_map_file ON url_map (file_id);

CREATE TABLE note (
    file_id INTEGER NOT NULL REFERENCES hash (id),
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (file_id, name)
) WITHOUT ROWID;

-- kind: 'modified' (domain 'local' for the file's own time, else the site's registrable domain)
CREATE TABLE file_time (
    file_id INTEGER NOT NULL REFERENCES hash (id),
    kind TEXT NOT NULL,
    domain TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (file_id, kind, domain)
) WITHOUT ROWID;

-- AUTOINCREMENT here and below: an old link, or work still in hand, never means another row.
-- One thing that finds files: a gallery query, a page of URLs, later a watcher or a subscription's query.
CREATE TABLE query (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    position REAL NOT NULL,
    file_limit INTEGER,
    new_found INTEGER NOT NULL DEFAULT 0,
    total_found INTEGER NOT NULL DEFAULT 0,
    is_files_paused INTEGER NOT NULL DEFAULT 0,
    is_search_paused INTEGER NOT NULL DEFAULT 0,
    no_work_until INTEGER,
    no_work_reason TEXT NOT NULL DEFAULT '',
    stop_reason TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL
);
CREATE INDEX query_position ON query (kind, position);

-- status (both seeds): 0 to do, 1 successful, 2 already here, 3 deleted before, 4 failed, 7 ignored, 8 skipped,
-- 9 made children. A row is saved only in one of these, so that a crash finds it to do.
CREATE TABLE gallery_seed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    query_id INTEGER NOT NULL REFERENCES query (id) ON DELETE CASCADE,
    position REAL NOT NULL,
    url TEXT NOT NULL,
    run_token TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    referral_url TEXT,
    inherited TEXT NOT NULL DEFAULT '{}',
    may_make_pages INTEGER NOT NULL DEFAULT 1,
    force_next_page INTEGER NOT NULL DEFAULT 0,
    page_digest BLOB,
    found_new INTEGER NOT NULL DEFAULT 0,
    found_known INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (query_id, run_token, url)
);
CREATE INDEX gallery_seed_work ON gallery_seed (query_id, status, position);

-- kind: 0 URL, 1 local path. `inherited` is JSON with named fields: request_headers, primary_urls, source_urls, tags,
-- filterable_tags, additional_tags, notes, hashes.
CREATE TABLE file_seed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    query_id INTEGER NOT NULL REFERENCES query (id) ON DELETE CASCADE,
    gallery_seed_id INTEGER,
    position REAL NOT NULL,
    kind INTEGER NOT NULL DEFAULT 0,
    url TEXT NOT NULL,
    compare_url TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    referral_url TEXT,
    inherited TEXT NOT NULL DEFAULT '{}',
    source_time INTEGER,
    file_id INTEGER REFERENCES hash (id),
    matched_url TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (query_id, kind, compare_url)
);
CREATE INDEX file_seed_work ON file_seed (query_id, status, position);
CREATE INDEX file_seed_order ON file_seed (query_id, position);
CREATE INDEX file_seed_file ON file_seed (file_id) WHERE file_id IS NOT NULL;

-- Long work that survives a restart. A job is taken by an owner until its lease ends; a lease that ran out, or whose
-- owner is gone, is free again. state: ready, taken, paused, done, failed, cancelled.
CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL DEFAULT 0,
    payload TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL DEFAULT 'ready',
    priority INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    lease_until INTEGER,
    due_at INTEGER,
    done_units INTEGER NOT NULL DEFAULT 0,
    total_units INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (kind, subject_id)
);
CREATE INDEX job_ready ON job (state, kind, priority, id);

-- Secrets (value) are encrypted with DATA/credentials.key before they come here.
CREATE TABLE cookie (
    id INTEGER PRIMARY KEY,
    domain TEXT NOT NULL,
    path TEXT NOT NULL DEFAULT '/',
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    session_domain TEXT NOT NULL,
    with_subdomains INTEGER NOT NULL DEFAULT 1,
    is_secure INTEGER NOT NULL DEFAULT 0,
    is_http_only INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    UNIQUE (domain, path, name)
);
CREATE INDEX cookie_session ON cookie (session_domain);
-- context_kind: 0 global, 2 domain (client-api.md 21). approval: approved, denied, unknown.
CREATE TABLE header (
    id INTEGER PRIMARY KEY,
    context_kind INTEGER NOT NULL,
    context_data TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    approval TEXT NOT NULL DEFAULT 'approved',
    reason TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    UNIQUE (context_kind, context_data, name)
);
-- Keys that a site's API wants in the query string, such as api_key and user_id.
CREATE TABLE api_parameter (
    domain TEXT NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (domain, name)
) WITHOUT ROWID;

CREATE TABLE owner (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    password_hash TEXT NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE TABLE browser_session (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    user_agent TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
-- permissions, search_filter: JSON lists. Only a hash of the key is kept.
CREATE TABLE access_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    key_hash BLOB NOT NULL UNIQUE,
    permits_everything INTEGER NOT NULL DEFAULT 0,
    permissions TEXT NOT NULL DEFAULT '[]',
    search_filter TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
);
