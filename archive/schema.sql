-- The published database. Every table and view is created here and nowhere else; metadata.yml describes each column.
-- It is a function of the archive and the code: it is rebuilt, never migrated.

PRAGMA application_id = 1852399982; -- "nian": tells the file from other SQLite databases

CREATE TABLE divisions (
    adcode TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    parent TEXT REFERENCES divisions (adcode),
    full_name TEXT NOT NULL
);

CREATE TABLE portals (
    portal TEXT PRIMARY KEY, -- host, with the port where it is not the scheme's own
    name TEXT,
    adcode TEXT REFERENCES divisions (adcode),
    home_url TEXT,
    section_url TEXT,
    cms TEXT,
    state TEXT, -- never_crawled, ok, no_reports, blocked_…, failed
    reason TEXT,
    try_again_at TEXT, -- UTC; after an obstacle, before that it is not worth asking
    last_run_id TEXT,
    last_crawled_at TEXT,
    last_news_on TEXT, -- the day of its latest report
    reports INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE visits (
    portal TEXT NOT NULL,
    run_id TEXT NOT NULL,
    is_whole INTEGER NOT NULL, -- 1: all of the portal was looked at, for all years
    state TEXT, -- what the visit left in portals.state
    reason TEXT,
    pages INTEGER NOT NULL,
    failed INTEGER NOT NULL, -- requests without an answer, or with a status from 400 on
    list_pages INTEGER NOT NULL,
    reports INTEGER NOT NULL, -- the next three together, and those that could not be read
    reports_new INTEGER NOT NULL,
    reports_changed INTEGER NOT NULL,
    reports_unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    PRIMARY KEY (portal, run_id)
) WITHOUT ROWID;

-- What should not happen between two visits to a portal. Thresholds: a list loses a tenth of its pages and at least one; of
-- five requests and more, a fifth more than before fail.
CREATE VIEW alarms AS
WITH compared AS (
    SELECT
        portal, run_id, reports, list_pages, pages, failed, state, reason,
        MAX(reports) OVER (
            PARTITION BY portal ORDER BY run_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS most_reports,
        LAG(reports) OVER w AS reports_before,
        LAG(list_pages) OVER w AS list_pages_before,
        LAG(pages) OVER w AS pages_before,
        LAG(failed) OVER w AS failed_before,
        ROW_NUMBER() OVER (PARTITION BY portal ORDER BY run_id DESC) = 1 AS is_current
    FROM visits
    WHERE is_whole
    WINDOW w AS (PARTITION BY portal ORDER BY run_id)
)
SELECT
    portal, run_id, 'no_reports' AS alarm,
    printf('it had %d reports and shows none', most_reports)
        || CASE WHEN state NOT IN ('ok', 'no_reports') THEN printf(' (%s: %s)', state, reason) ELSE '' END AS message,
    reports_before > 0 AS is_new, is_current
FROM compared WHERE reports = 0 AND most_reports > 0
UNION ALL
SELECT
    portal, run_id, 'list_shrank', printf('its lists had %d pages and have %d', list_pages_before, list_pages),
    1, is_current
FROM compared WHERE reports > 0 AND list_pages * 10 <= list_pages_before * 9 AND list_pages < list_pages_before
UNION ALL
SELECT
    portal, run_id, 'success_fell',
    printf('%d of %d requests failed, %d of %d before', failed, pages + failed, failed_before, pages_before + failed_before),
    1, is_current
FROM compared
WHERE pages + failed >= 5 AND pages_before + failed_before > 0 AND failed * 5 * (pages_before + failed_before)
    >= (failed_before * 5 + pages_before + failed_before) * (pages + failed);

CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL, -- crawl, import
    arguments TEXT,
    software TEXT,
    started_at TEXT NOT NULL,
    job TEXT, -- what a crawl was asked for, as JSON: one that died goes on when the same is asked again
    finished_at TEXT,
    outcome TEXT, -- finished, interrupted, …; null while it runs
    requests INTEGER,
    responses INTEGER,
    revisits INTEGER,
    reports_new INTEGER,
    reports_changed INTEGER,
    reports_unchanged INTEGER,
    rejected INTEGER,
    blocked INTEGER,
    unread INTEGER,
    resumed INTEGER, -- responses that were archived before the run was interrupted, and not asked for again
    seconds REAL, -- since it was begun or resumed
    peak_mb INTEGER -- memory of the crawling process, the most it took
);

CREATE TABLE captures (
    capture_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    media_type TEXT,
    payload_digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,
    refers_to TEXT,
    warc_file TEXT NOT NULL,
    warc_offset INTEGER NOT NULL,
    warc_length INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    found_on TEXT,
    link_text TEXT,
    outcome TEXT -- of reading it: report, unchanged (other bytes that read as before), unread, not_report (in a foreign WARC
    -- file), missing (a page that says that the report is gone), awaits_pictures (a page to be read with its pictures when the
    -- run ends), picture (of a page, read with it), awaits_pages (a page of an article, to be read with the others when the run
    -- ends), further_page (of an article, read with the first); null: not read, or nothing to read
);
CREATE INDEX captures_by_url ON captures (url, payload_digest);
CREATE INDEX captures_by_digest ON captures (payload_digest);
CREATE INDEX captures_by_place ON captures (warc_file, warc_offset);
CREATE INDEX captures_by_run ON captures (run_id, warc_file, warc_offset); -- a run is read in the order of the archive
-- Addresses where something else than a document was served, which are few: is it a report that is gone?
CREATE INDEX captures_elsewhere ON captures (url) WHERE status NOT IN (200, 304) OR outcome = 'missing';

-- The pictures of web pages where a report has its tables.
CREATE TABLE pictures (
    capture_id TEXT NOT NULL REFERENCES captures (capture_id), -- of the page
    number INTEGER NOT NULL, -- counts the pictures of the page from 1; `place` of a cell names it
    url TEXT NOT NULL, -- of a picture that the page itself holds, its media type: data:image/png;base64
    picture_id TEXT REFERENCES captures (capture_id), -- the capture that holds the picture; null: the archive has none
    payload_digest TEXT, -- of the picture, where the page itself holds it
    outcome TEXT NOT NULL, -- awaited, read, no_table, missing, unread
    detail TEXT,
    PRIMARY KEY (capture_id, number)
) WITHOUT ROWID;
CREATE INDEX pictures_awaited ON pictures (url) WHERE picture_id IS NULL;

-- The pages of articles that a portal cut into several, after the first, which is the report's capture.
CREATE TABLE article_pages (
    report_id TEXT NOT NULL REFERENCES reports (report_id),
    number INTEGER NOT NULL, -- from 2; the part that `place` of a cell names
    url TEXT NOT NULL,
    capture_id TEXT REFERENCES captures (capture_id), -- null: the archive does not hold it
    outcome TEXT NOT NULL, -- read, missing, unread, other (it is another document)
    detail TEXT,
    PRIMARY KEY (report_id, number)
) WITHOUT ROWID;

CREATE TABLE candidates (
    url TEXT NOT NULL,
    title TEXT,
    decision TEXT NOT NULL, -- report, cover (a page whose attachment is the report), page (a further one of the report at
    -- found_on), rejected, blocked, failed
    reason TEXT NOT NULL,
    year INTEGER,
    published_on TEXT, -- as the list or the page's metas print it
    adcode TEXT, -- of the portal; with published_on, what reading the report is told beside its bytes
    portal TEXT NOT NULL,
    found_on TEXT,
    run_id TEXT NOT NULL,
    PRIMARY KEY (url, found_on)
);

CREATE TABLE organisations (
    organisation TEXT NOT NULL,
    adcode TEXT NOT NULL,
    reports INTEGER NOT NULL,
    first_year INTEGER,
    last_year INTEGER,
    PRIMARY KEY (organisation, adcode)
);

CREATE TABLE reports (
    report_no INTEGER PRIMARY KEY, -- joins the compact tables; not stable over rebuilds
    report_id TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    adcode TEXT REFERENCES divisions (adcode),
    year INTEGER NOT NULL,
    form TEXT NOT NULL,
    title TEXT NOT NULL,
    published_on TEXT,
    signed_on TEXT,
    url TEXT NOT NULL,
    portal TEXT,
    capture_id TEXT NOT NULL REFERENCES captures (capture_id),
    payload_digest TEXT NOT NULL,
    reading_digest TEXT NOT NULL, -- of what was read: two rows with the same digest say the same
    versions_of TEXT NOT NULL, -- the report_id of the first version: the same in all versions and copies of a report
    version INTEGER NOT NULL, -- of the report: what the body says of the year, wherever it is served
    is_latest INTEGER NOT NULL, -- 1 in one row of each report
    copy_of TEXT, -- the report_id of the same version, where this row is another copy of it
    gone_at TEXT, -- when its address was first found without it, unless it came back
    reading TEXT NOT NULL,
    cells_reported INTEGER NOT NULL,
    cells_expected INTEGER NOT NULL,
    cells_ambiguous INTEGER NOT NULL,
    contradictions INTEGER NOT NULL, -- findings of this kind
    omissions INTEGER NOT NULL, -- findings of this kind
    read_by TEXT NOT NULL -- text, ocr, libreoffice
);
CREATE INDEX reports_by_url ON reports (url);
CREATE INDEX reports_by_versions ON reports (versions_of);
CREATE INDEX reports_by_capture ON reports (capture_id);
CREATE INDEX reports_by_organisation ON reports (organisation, year);
CREATE INDEX reports_by_division ON reports (adcode, year);
CREATE INDEX reports_by_year ON reports (year);

CREATE TABLE form_cells (
    item INTEGER PRIMARY KEY, -- stable: the form's year, then the cell's place in it
    form TEXT NOT NULL,
    table_key TEXT NOT NULL,
    row_key TEXT NOT NULL,
    column_key TEXT NOT NULL,
    table_zh TEXT NOT NULL,
    table_en TEXT NOT NULL,
    row_zh TEXT NOT NULL, -- heading path, parts joined by /
    row_en TEXT NOT NULL,
    column_zh TEXT NOT NULL, -- heading path, parts joined by /
    column_en TEXT NOT NULL,
    unit TEXT,
    article TEXT,
    is_variant INTEGER NOT NULL, -- 1: not in the official form, but printed by some bodies
    UNIQUE (form, table_key, row_key, column_key)
);

CREATE TABLE crosswalk (
    series TEXT NOT NULL, -- what is counted, over all forms
    series_zh TEXT NOT NULL,
    series_en TEXT NOT NULL,
    series_unit TEXT NOT NULL,
    form TEXT NOT NULL,
    table_key TEXT NOT NULL,
    row_key TEXT NOT NULL,
    column_key TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES form_cells (item),
    way INTEGER NOT NULL, -- cells of one way are added, ways of one form are alternatives
    part INTEGER NOT NULL, -- the place of this cell among them
    parts INTEGER NOT NULL, -- how many cells the way adds
    relation TEXT NOT NULL, -- same, narrower, broader, not_comparable
    note_zh TEXT,
    note_en TEXT,
    PRIMARY KEY (series, form, way, item)
) WITHOUT ROWID;

-- 200 cells a report: only what differs from the commonest case is stored, the view `cells` spells it out.
CREATE TABLE cell_values (
    report_no INTEGER NOT NULL,
    item INTEGER NOT NULL,
    value NUMERIC,
    state TEXT, -- null: reported
    raw TEXT, -- null: the value as SQLite prints it, "" where there is no value
    unit TEXT, -- null: the form's unit; "": printed nowhere
    place, -- text, or 10,000,000,000 line + 10,000,000 table + 1,000 row + column
    reason TEXT,
    PRIMARY KEY (report_no, item)
) WITHOUT ROWID;
CREATE INDEX cell_values_by_item ON cell_values (item, value);
CREATE INDEX cell_values_by_state ON cell_values (state) WHERE state IS NOT NULL;

-- Of cells that are recognised in a picture; apart, because most reports are text and a column would cost each of their cells.
CREATE TABLE cell_confidences (
    report_no INTEGER NOT NULL,
    item INTEGER NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (report_no, item)
) WITHOUT ROWID;

-- Inner joins let SQLite start from the reports or from the form, whichever a filter narrows: counting a million cells
-- takes a third of what outer joins take.
CREATE VIEW cells AS
SELECT
    r.report_id,
    f.table_key,
    f.row_key,
    f.column_key,
    v.value,
    CASE
        WHEN v.raw IS NOT NULL THEN v.raw
        WHEN v.state IS NULL THEN CAST(v.value AS TEXT)
        ELSE ''
    END AS raw,
    COALESCE(v.state, 'reported') AS state,
    CASE WHEN v.unit IS NULL THEN f.unit ELSE NULLIF(v.unit, '') END AS unit,
    CASE
        WHEN typeof(v.place) <> 'integer' THEN v.place
        ELSE printf(
            'table %d, row %d, column %d', v.place / 10000000 % 1000, v.place / 1000 % 10000, v.place % 1000
        ) || CASE WHEN v.place < 10000000000 THEN '' ELSE printf(', line %d', v.place / 10000000000) END
    END AS place,
    v.reason,
    (SELECT c.confidence FROM cell_confidences AS c WHERE c.report_no = v.report_no AND c.item = v.item) AS confidence,
    r.organisation,
    r.adcode,
    r.year,
    r.form,
    r.is_latest
FROM cell_values AS v
JOIN reports AS r ON r.report_no = v.report_no
JOIN form_cells AS f ON f.item = v.item;

-- What may be compared over the forms. A sum has a value only where each of its cells has a number. Nothing is grouped, so
-- that the first rows come at once from a national database.
CREATE VIEW series AS
SELECT
    x.series,
    r.year,
    r.organisation,
    r.adcode,
    CASE
        WHEN x.parts = 1 THEN v.value
        ELSE (
            SELECT CASE WHEN COUNT(w.value) = x.parts THEN SUM(w.value) END
            FROM crosswalk AS y
            JOIN cell_values AS w ON w.report_no = v.report_no AND w.item = y.item
            WHERE y.series = x.series AND y.form = x.form AND y.way = x.way
        )
    END AS value,
    CASE WHEN v.unit IS NULL THEN f.unit ELSE NULLIF(v.unit, '') END AS unit,
    x.relation,
    r.form,
    r.report_id,
    r.is_latest
FROM crosswalk AS x
JOIN cell_values AS v ON v.item = x.item
JOIN reports AS r ON r.report_no = v.report_no
JOIN form_cells AS f ON f.item = v.item
WHERE x.part = 1 AND x.relation <> 'not_comparable' AND v.value IS NOT NULL;

CREATE TABLE sections (
    section_no INTEGER PRIMARY KEY,
    report_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (report_id, number)
);

-- What each source tells of a report's title, organisation, year and dates.
CREATE TABLE identity (
    report_id TEXT NOT NULL,
    field TEXT NOT NULL, -- title, organisation, year, signed_on, published_on
    value TEXT NOT NULL,
    source TEXT NOT NULL, -- printed, declared, link, title, period, account, sheet, signature, publisher, list
    is_chosen INTEGER NOT NULL,
    reason TEXT, -- why it was chosen; null where it was not
    PRIMARY KEY (report_id, field, source)
) WITHOUT ROWID;

CREATE TABLE findings (
    report_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    kind TEXT NOT NULL, -- contradiction; omission: a total or a part of it left blank, where nothing contradicts
    table_key TEXT NOT NULL,
    row_key TEXT NOT NULL,
    column_key TEXT NOT NULL,
    expected NUMERIC,
    found NUMERIC,
    message TEXT NOT NULL,
    quote TEXT NOT NULL
);
CREATE INDEX findings_by_report ON findings (report_id);

CREATE TABLE unread (
    capture_id TEXT NOT NULL REFERENCES captures (capture_id),
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    member TEXT NOT NULL DEFAULT '', -- of the container that the capture is
    PRIMARY KEY (capture_id, member)
);

CREATE TABLE members (
    capture_id TEXT NOT NULL REFERENCES captures (capture_id),
    member TEXT NOT NULL, -- outer.zip/inner.docx where a container holds another
    size INTEGER NOT NULL, -- bytes, unpacked
    outcome TEXT NOT NULL, -- report; copy: the same report as another member; unread; not_report; picture: of a page in it
    reason TEXT, -- why it is unread or no report
    detail TEXT,
    report_id TEXT, -- the report it is, or repeats
    PRIMARY KEY (capture_id, member)
);

-- What changed from one version of a report to the next, and when a report went away, moved or came back. Worked out anew
-- at the end of each run (pipelines/versions.py).
CREATE TABLE revisions (
    report_id TEXT NOT NULL, -- what is there from then on; of a report that disappeared, what was there
    previous_report_id TEXT,
    seen_at TEXT NOT NULL,
    capture_id TEXT NOT NULL, -- that shows it
    kind TEXT NOT NULL, -- cell, section, title, date, moved, disappeared, reappeared
    table_key TEXT,
    row_key TEXT,
    column_key TEXT, -- of a date: published_on or signed_on
    section INTEGER, -- number
    before TEXT, -- as printed; null where there was none
    after TEXT
);
CREATE INDEX revisions_by_report ON revisions (report_id);

-- Other captures and pages of the same version of a report, and why they are taken for it. Captures of the very bytes that
-- were read are in `captures` alone.
CREATE TABLE copies (
    report_id TEXT NOT NULL,
    capture_id TEXT NOT NULL REFERENCES captures (capture_id),
    relation TEXT NOT NULL, -- same_bytes, same_reading, attachment, other_page, other_body
    similarity REAL NOT NULL, -- of the words, 0 to 1
    reason TEXT NOT NULL,
    PRIMARY KEY (report_id, capture_id)
) WITHOUT ROWID;
CREATE INDEX copies_by_capture ON copies (capture_id);

-- How much of a report's prose is copied: shares of its sentences, numbers in them aside.
CREATE TABLE boilerplate (
    report_id TEXT PRIMARY KEY,
    sentences INTEGER NOT NULL,
    as_last_year REAL, -- null where no report of the year before is held
    as_others REAL -- in the same division and year; null where none is held
) WITHOUT ROWID;
CREATE TABLE sentence_hashes (
    report_no INTEGER PRIMARY KEY,
    hashes BLOB NOT NULL -- of eight bytes each
);

-- Chinese search: one character a token (archive/search.py), so that words of two characters are found.
CREATE VIRTUAL TABLE reports_search USING fts5 (title, organisation, content='', tokenize='unicode61');
CREATE VIRTUAL TABLE sections_search USING fts5 (heading, text, content='', tokenize='unicode61');

-- What the query planner may expect, in the shape of a national database. Without it SQLite takes all tables for equally
-- large, and counting the view `cells` by a heading takes 240 ms a million cells instead of 1 ms. `idx` with its rows, then
-- the rows for one value of its first column, of its first two, ….
ANALYZE;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('reports', 'sqlite_autoindex_reports_1', '100000 1'),
    ('reports', 'reports_by_url', '100000 1'),
    ('reports', 'reports_by_versions', '100000 1'),
    ('reports', 'reports_by_capture', '100000 1'),
    ('reports', 'reports_by_organisation', '100000 5 1'),
    ('reports', 'reports_by_division', '100000 40 5'),
    ('reports', 'reports_by_year', '100000 10000'),
    ('form_cells', 'sqlite_autoindex_form_cells_1', '400 200 100 7 1'),
    ('crosswalk', 'crosswalk', '150 3 2 2 1'),
    ('cell_values', 'cell_values', '20000000 200 1'),
    ('cell_values', 'cell_values_by_item', '20000000 50000 100'),
    ('cell_values', 'cell_values_by_state', '400000 100000');
