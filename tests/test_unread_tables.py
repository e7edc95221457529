"""A report of which only the prose can be read is a report, and what of it can't is listed beside it."""

from pathlib import Path

from archive.database import DATABASE_NAME, open_for_reading
from tests.site_data import HTML, Served, make_data
from tests.statistics_table import report_html

LOCAL = "<table><tr><td>类别</td><td>条数</td></tr><tr><td>人事</td><td>31</td></tr><tr><td>财政</td><td>8</td></tr></table>"
TITLE = "青石县人民政府2011年政府信息公开工作年度报告"


def test_the_prose_is_stored_and_the_tables_are_listed_as_unread(tmp_path: Path) -> None:
    make_data(tmp_path, iter([Served("/2011.html", HTML, report_html(TITLE, 2011, LOCAL).encode())]))
    connection = open_for_reading(tmp_path / DATABASE_NAME)
    reports = connection.execute("SELECT form, year, reading, cells_reported FROM reports").fetchall()
    sections = connection.execute("SELECT number, text FROM sections ORDER BY number").fetchall()
    unread = connection.execute("SELECT reason, detail FROM unread").fetchall()
    connection.close()
    assert [tuple(row) for row in reports] == [("2008", 2011, "partial", 0)]
    assert (1, "2011年，公开工作由办公室统一安排，每季度检查一次。") in [tuple(row) for row in sections]
    [(reason, detail)] = unread
    assert reason == "tables_unread" and "table 1 begins “类别”" in detail
