"""What was read of captures, as WARC conversion records that stand beside them in an export.

ISO 28500, 6.9: a conversion record holds another form of what is in a record that it names. Ours is JSON: the report's row, its
sections, cells and findings as published. The archive itself holds none: what is read again better would differ from them.
"""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from archive.record import packed_record, sha1_digest
from archive.run import iso_utc

FILE_NAME = "conversions.warc.gz"
LONGEST = 1 << 20  # bytes that the record of a report takes at most, packed; some 10,000 are usual
_REPORTS = """
SELECT r.capture_id, r.url, r.report_id, r.organisation, r.adcode, r.year, r.form, r.title, r.published_on, r.signed_on,
    r.payload_digest, r.reading, r.read_by
FROM chosen JOIN reports AS r USING (capture_id) ORDER BY r.report_id
"""
_PARTS = {
    "sections": "SELECT number, heading, text FROM sections WHERE report_id = ? ORDER BY number",
    "cells": "SELECT table_key, row_key, column_key, value, raw, state, unit, place, reason, confidence FROM cells"
    " WHERE report_id = ? ORDER BY table_key, row_key, column_key",
    "findings": "SELECT rule, kind, table_key, row_key, column_key, expected, found, message, quote FROM findings"
    " WHERE report_id = ? ORDER BY rule, table_key, row_key, column_key",
}


def count_conversions(connection: sqlite3.Connection) -> int:
    """How many reports were read of the captures in the table `chosen` (`archive.excerpt`)."""
    (count,) = connection.execute("SELECT COUNT(*) FROM chosen JOIN reports USING (capture_id)").fetchone()
    return int(count)


def packed_conversions(connection: sqlite3.Connection, software: str, created: datetime) -> Iterator[bytes]:
    """The gzip members of a WARC file: a warcinfo record, then a record for every report of the captures in `chosen`.

    The same reports, software and moment (aware) give the same bytes.
    """
    date = iso_utc(created)
    warcinfo_id = f"<urn:uuid:{uuid5(NAMESPACE_URL, f'urn:nianbao:conversions:{software}:{date}')}>"
    fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warcinfo_id),
        ("WARC-Date", date),
        ("WARC-Filename", FILE_NAME),
        ("Content-Type", "application/warc-fields"),
    )
    yield packed_record(fields, f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode())
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    for report in cursor.execute(_REPORTS):
        yield _packed_conversion(connection, report, date, warcinfo_id)


def _packed_conversion(connection: sqlite3.Connection, report: sqlite3.Row, date: str, warcinfo_id: str) -> bytes:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    read: dict[str, object] = dict(report)
    for part, query in _PARTS.items():
        read[part] = [dict(row) for row in cursor.execute(query, (report["report_id"],))]
    block = json.dumps(read, ensure_ascii=False).encode("utf-8", "replace")
    record_id = uuid5(NAMESPACE_URL, f"urn:nianbao:conversion:{report['report_id']}:{date}")
    fields = (
        ("WARC-Type", "conversion"),
        ("WARC-Record-ID", f"<urn:uuid:{record_id}>"),
        ("WARC-Date", date),
        ("WARC-Target-URI", report["url"]),
        ("WARC-Refers-To", f"<urn:uuid:{report['capture_id']}>"),
        ("WARC-Payload-Digest", sha1_digest(block)),
        ("WARC-Warcinfo-ID", warcinfo_id),
        ("Content-Type", "application/json"),
    )
    return packed_record(fields, block)
