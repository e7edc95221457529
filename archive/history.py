"""What is known of a report over time: its versions, what changed, every capture. For the site and the command line."""

# All take the parameter :versions_of, which the versions and copies of a report share.
VERSIONS = """
SELECT r.report_id, r.version, r.is_latest, r.copy_of, r.gone_at, r.url, c.fetched_at
FROM reports AS r JOIN captures AS c ON c.capture_id = r.capture_id
WHERE r.versions_of = :versions_of ORDER BY r.version, r.copy_of IS NOT NULL, r.url
"""
REVISIONS = """
SELECT v.*, f.row_zh, f.row_en, f.column_zh, f.column_en, r.version
FROM reports AS r JOIN revisions AS v ON v.report_id = r.report_id
LEFT JOIN form_cells AS f
    ON f.form = r.form AND f.table_key = v.table_key AND f.row_key = v.row_key AND f.column_key = v.column_key
WHERE r.versions_of = :versions_of
ORDER BY v.seen_at, v.rowid
"""
# What the addresses of a report served, one row a capture, with the version that it was.
CAPTURES = """
SELECT c.capture_id, c.url, c.fetched_at, c.status, c.kind, c.outcome,
    COALESCE(p.report_id, r.report_id) AS report_id, p.relation, p.similarity, p.reason,
    (SELECT version FROM reports WHERE report_id = COALESCE(p.report_id, r.report_id)) AS version
FROM (
    SELECT DISTINCT o.url FROM reports AS r JOIN captures AS o ON o.capture_id = r.capture_id
    WHERE r.versions_of = :versions_of
) AS a
JOIN captures AS c ON c.url = a.url
LEFT JOIN copies AS p ON p.capture_id = c.capture_id
LEFT JOIN reports AS r
    ON r.versions_of = :versions_of AND r.capture_id = COALESCE(c.refers_to, c.capture_id) AND p.report_id IS NULL
GROUP BY c.capture_id
ORDER BY c.fetched_at, c.capture_id
"""
