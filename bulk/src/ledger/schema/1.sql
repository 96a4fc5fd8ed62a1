-- The tables as docs/ledger.md describes them. They are not STRICT: that would shut out readers whose
-- SQLite is older than 3.37.

-- AUTOINCREMENT: the id of a run that was deleted by hand must not be reused for another run.
CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    named INTEGER NOT NULL CHECK (named IN (0, 1)),
    operation TEXT NOT NULL,
    arguments TEXT NOT NULL,
    partner TEXT,
    state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'interrupted', 'abandoned')),
    input_complete INTEGER NOT NULL DEFAULT 0 CHECK (input_complete IN (0, 1)),
    total INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ended_at TEXT,
    reason TEXT
);

CREATE INDEX runs_by_operation ON runs (operation, state);

CREATE TABLE items (
    run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    item_index INTEGER NOT NULL,
    enterprise_id TEXT NOT NULL,
    sp_enterprise_id TEXT,
    user_id TEXT,
    enable_dir_sync INTEGER CHECK (enable_dir_sync IN (0, 1)),
    provisioning_id TEXT,
    cluster_group TEXT,
    last_run_seconds REAL,
    PRIMARY KEY (run_id, item_index)
) WITHOUT ROWID;

CREATE UNIQUE INDEX items_by_key ON items (run_id, enterprise_id, ifnull(user_id, ''));

CREATE TABLE intents (
    intent_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL,
    item_index INTEGER NOT NULL,
    round INTEGER NOT NULL,
    operation TEXT NOT NULL,
    baseline TEXT,
    tracking_id TEXT,
    intended_at TEXT NOT NULL,
    settled TEXT CHECK (settled IN ('accepted', 'refused', 'not_sent', 'lost')),
    settled_at TEXT,
    FOREIGN KEY (run_id, item_index) REFERENCES items ON DELETE CASCADE
);

CREATE INDEX intents_by_item ON intents (run_id, item_index, round);

CREATE TABLE outcomes (
    outcome_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL,
    item_index INTEGER NOT NULL,
    round INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN (
        'ok', 'unchanged', 'partial', 'failed', 'ambiguous', 'skipped', 'planned', 'not_started'
    )),
    reason TEXT,
    error_code TEXT,
    directory_sync_codes TEXT,
    tracking_id TEXT,
    attempts INTEGER NOT NULL,
    started_at TEXT,
    ended_at TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (run_id, item_index, round),
    FOREIGN KEY (run_id, item_index) REFERENCES items ON DELETE CASCADE
);

CREATE TABLE cluster_labels (
    partner TEXT,
    label TEXT NOT NULL,
    cluster TEXT NOT NULL,
    learned_at TEXT NOT NULL
);

CREATE UNIQUE INDEX cluster_labels_by_label ON cluster_labels (ifnull(partner, ''), label);

CREATE TABLE snapshots (
    snapshot_id INTEGER PRIMARY KEY,
    enterprise_id TEXT NOT NULL,
    sp_enterprise_id TEXT,
    observed_at TEXT NOT NULL,
    enabled INTEGER CHECK (enabled IN (0, 1)),
    status TEXT NOT NULL,
    tracking_id TEXT,
    last_sync_start TEXT,
    last_sync_end TEXT,
    last_success TEXT,
    duration_seconds REAL,
    users_added INTEGER,
    users_updated INTEGER,
    users_deleted INTEGER,
    machines_added INTEGER,
    machines_updated INTEGER,
    machines_deleted INTEGER,
    total_users INTEGER,
    total_machines INTEGER,
    errors TEXT,
    record TEXT NOT NULL
);

CREATE INDEX snapshots_by_enterprise ON snapshots (enterprise_id, snapshot_id);

CREATE VIEW latest_outcomes AS
SELECT o.*
FROM outcomes AS o
WHERE o.round = (
    SELECT max(l.round) FROM outcomes AS l
    WHERE l.run_id = o.run_id AND l.item_index = o.item_index
);

CREATE VIEW results AS
SELECT
    r.name AS run, r.operation, i.item_index, i.enterprise_id, i.sp_enterprise_id, i.user_id,
    i.enable_dir_sync, o.outcome, o.reason, o.error_code, o.directory_sync_codes, o.tracking_id,
    json_extract(o.record, '$.error.message') AS message,
    json_extract(o.record, '$.error.remedy') AS remedy,
    o.attempts, o.round, o.started_at, o.ended_at, o.record
FROM items AS i
JOIN runs AS r ON r.run_id = i.run_id
LEFT JOIN latest_outcomes AS o ON o.run_id = i.run_id AND o.item_index = i.item_index;

CREATE VIEW run_summary AS
SELECT
    r.run_id, r.name AS run, r.operation, r.state, r.total,
    count(i.item_index) AS recorded,
    count(o.outcome) AS concluded,
    ifnull(sum(o.outcome = 'ok'), 0) AS ok,
    ifnull(sum(o.outcome = 'unchanged'), 0) AS unchanged,
    ifnull(sum(o.outcome = 'partial'), 0) AS partial,
    ifnull(sum(o.outcome = 'failed'), 0) AS failed,
    ifnull(sum(o.outcome = 'ambiguous'), 0) AS ambiguous,
    ifnull(sum(o.outcome = 'skipped'), 0) AS skipped,
    ifnull(sum(o.outcome = 'planned'), 0) AS planned,
    ifnull(sum(o.outcome = 'not_started'), 0) AS not_started,
    r.created_at, r.updated_at, r.ended_at, r.reason
FROM runs AS r
LEFT JOIN items AS i ON i.run_id = r.run_id
LEFT JOIN latest_outcomes AS o ON o.run_id = i.run_id AND o.item_index = i.item_index
GROUP BY r.run_id;

CREATE VIEW open_intents AS
SELECT
    r.name AS run, n.item_index, i.enterprise_id, i.sp_enterprise_id, i.user_id, n.operation,
    n.tracking_id, n.intended_at, n.settled
FROM intents AS n
JOIN runs AS r ON r.run_id = n.run_id
JOIN items AS i ON i.run_id = n.run_id AND i.item_index = n.item_index
WHERE (n.settled IS NULL OR n.settled = 'accepted')
AND r.state <> 'abandoned'
AND NOT EXISTS (
    SELECT 1 FROM outcomes AS o
    WHERE o.run_id = n.run_id AND o.item_index = n.item_index AND o.round >= n.round
);
