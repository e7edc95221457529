"""Reports that change, move, vanish, come back, or are published in several places."""

from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.nianbao_command import nianbao
from tests.passes import HOST, Portal, Served, watched
from tests.site_data import report_page
from tests.site_server import running_site

BODY = "河南省安阳市文峰区人民政府"
URL, OTHER = f"{HOST}/nb/2022.html", f"{HOST}/zfxxgk/2022.html"
FIRST = report_page(BODY, 2022, 31)
MORE = report_page(BODY, 2022, 32)
STATES = "SELECT url, version, is_latest, copy_of IS NULL FROM reports ORDER BY version, url"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with watched(tmp_path) as found:
        yield found


def kinds(portal: Portal) -> list[tuple[object, ...]]:
    """The revisions by kind, with how many there are, in the order of time."""
    return portal.rows("SELECT substr(seen_at, 1, 10), kind, COUNT(*) FROM revisions GROUP BY 1, 2 ORDER BY 1, 2")


def test_a_change_lists_the_cells_and_sentences_that_changed(portal: Portal) -> None:
    assert portal.look(Served(URL, FIRST)) == ["new"]
    assert portal.look(Served(URL, MORE)) == ["changed"]
    assert portal.rows(STATES) == [(URL, 1, 0, 1), (URL, 2, 1, 1)]
    query = (
        "SELECT before, after FROM revisions WHERE (table_key, row_key, column_key) = ('requests', 'received', 'total')"
    )
    assert portal.rows(query) == [("31", "32")]
    query = "SELECT before, after FROM revisions WHERE kind = 'section' AND section = 1"
    ((before, after),) = portal.rows(query)
    assert "受理申请31件" in str(before) and "受理申请32件" in str(after)
    (seen,) = portal.rows(
        "SELECT DISTINCT v.seen_at = c.fetched_at, v.previous_report_id = p.report_id, v.report_id = r.report_id"
        " FROM revisions AS v JOIN captures AS c ON c.capture_id = v.capture_id"
        " JOIN reports AS r ON r.version = 2 JOIN reports AS p ON p.version = 1"
    )
    assert seen == (1, 1, 1)


def test_counters_and_scripts_make_no_version(portal: Portal) -> None:
    for number, visits in enumerate((120, 121, 987)):
        noise = f"<script>token = '{visits * 7}'</script>"
        counted = FIRST.replace("</body>", f"<p>浏览次数：{visits}</p>{noise}</body>")
        assert portal.look(Served(URL, counted)) == (["unchanged"] if number else ["new"])
    assert portal.rows(STATES) == [(URL, 1, 1, 1)]
    copies = portal.rows("SELECT relation, similarity > 0.9, reason <> '' FROM copies")
    assert copies == [("same_reading", 1, 1)] * 2
    assert portal.rows("SELECT outcome, COUNT(*) FROM captures GROUP BY 1") == [("report", 1), ("unchanged", 2)]
    assert kinds(portal) == []


def test_a_count_of_visits_in_a_sentence_is_what_the_report_says(portal: Portal) -> None:
    told = FIRST.replace("公开的及时性有待提高。", "公开的及时性有待提高，网站访问量120次。")
    portal.look(Served(URL, told))
    assert portal.look(Served(URL, told.replace("访问量120", "访问量129"))) == ["changed"]


def test_a_page_that_goes_back_is_followed(portal: Portal) -> None:
    for page in (FIRST, MORE, FIRST):
        portal.look(Served(URL, page))
    assert portal.rows(STATES) == [(URL, 1, 1, 1), (URL, 2, 0, 1)]
    query = "SELECT before, after FROM revisions WHERE row_key = 'received' AND column_key = 'total' ORDER BY seen_at"
    assert portal.rows(query) == [("31", "32"), ("32", "31")]


@pytest.mark.parametrize(
    "missing",
    [
        Served(URL, "<p>404</p>", status=404),
        Served(URL, "<p>gone</p>", status=410),
        Served(URL, "<p>您访问的页面不存在</p>", decision="failed"),
        Served(URL, "", status=302),
    ],
)
def test_a_report_that_disappears_and_comes_back(portal: Portal, missing: Served) -> None:
    portal.look(Served(URL, FIRST))
    portal.look(missing)
    assert portal.rows("SELECT is_latest, gone_at IS NULL FROM reports") == [(1, 0)]
    assert kinds(portal) == [("2026-02-02", "disappeared", 1)]
    portal.look(missing)
    assert kinds(portal) == [("2026-02-02", "disappeared", 1)]
    portal.look(Served(URL, FIRST))
    assert kinds(portal) == [("2026-02-02", "disappeared", 1), ("2026-02-04", "reappeared", 1)]
    assert portal.rows("SELECT is_latest, gone_at FROM reports") == [(1, None)]


def test_a_busy_server_is_no_disappearance(portal: Portal) -> None:
    portal.look(Served(URL, FIRST))
    portal.look(Served(URL, "<p>busy</p>", status=503))
    portal.look(Served(URL, "<p>验证码</p>", decision="blocked"))
    assert kinds(portal) == []


@pytest.mark.parametrize("together", [True, False])
def test_a_report_that_moves(portal: Portal, together: bool) -> None:
    gone, new = Served(URL, "", status=404), Served(OTHER, MORE)
    portal.look(Served(URL, FIRST))
    for answers in [(gone, new)] if together else [(gone,), (gone, new)]:
        portal.look(*answers)
    assert portal.rows(STATES) == [(URL, 1, 0, 1), (OTHER, 2, 1, 1)]
    moved = portal.rows("SELECT before, after FROM revisions WHERE kind = 'moved'")
    assert moved == [(URL, OTHER)]
    assert portal.rows("SELECT COUNT(*) FROM revisions WHERE kind = 'disappeared'") == [(0 if together else 1,)]
    query = "SELECT before, after FROM revisions WHERE row_key = 'received' AND column_key = 'total'"
    assert portal.rows(query) == [("31", "32")]
    assert portal.rows("SELECT reports FROM organisations") == [(1,)]


def test_an_unchanged_report_that_moves_is_a_copy(portal: Portal) -> None:
    portal.look(Served(URL, FIRST))
    portal.look(Served(URL, "", status=404), Served(OTHER, FIRST))
    assert portal.rows(STATES) == [(URL, 1, 0, 0), (OTHER, 1, 1, 1)]
    assert [kind for _, kind, _ in kinds(portal)] == ["moved"]
    assert portal.rows("SELECT relation, similarity FROM copies") == [("same_bytes", 1.0)]


def test_a_page_and_its_attachment_are_one_report(portal: Portal) -> None:
    file = FIRST.replace("<p>一、", "<p>文字版</p><p>一、")
    portal.look(Served(URL, FIRST), Served(f"{HOST}/a.htm", file, found_on=URL))
    assert portal.rows("SELECT COUNT(*) FROM reports WHERE is_latest") == [(1,)]
    assert portal.rows("SELECT relation FROM copies") == [("attachment",)]
    assert portal.rows("SELECT reports FROM organisations") == [(1,)]
    assert portal.rows("SELECT * FROM findings") == []


def test_attachments_of_one_cover_are_one_report_and_their_difference_is_a_finding(portal: Portal) -> None:
    first, second = f"{HOST}/a.htm", f"{HOST}/b.htm"
    other = FIRST.replace(">31</td>", ">13</td>", 1)
    portal.look(
        Served(URL, "<p>见附件</p>", decision="cover"),
        Served(first, FIRST, found_on=URL),
        Served(second, other, found_on=URL),
    )
    assert portal.rows("SELECT COUNT(*) FROM reports WHERE is_latest") == [(1,)]
    found = portal.rows(
        "SELECT r.url, f.row_key, f.column_key, f.expected, f.found, f.quote LIKE '%31%' AND f.quote LIKE '%13%'"
        " FROM findings AS f JOIN reports AS r ON r.report_id = f.report_id"
        " WHERE f.rule = 'captures_disagree' ORDER BY r.url"
    )
    assert found == [(first, "received", "total", 13, 31, 1), (second, "received", "total", 31, 13, 1)]
    counted = portal.rows(
        "SELECT r.contradictions = COUNT(*) FROM reports AS r JOIN findings USING (report_id) GROUP BY r.url"
    )
    assert counted == [(1,), (1,)]
    assert kinds(portal) == []
    portal.look(Served(first, FIRST, found_on=URL), Served(second, FIRST, found_on=URL))
    assert portal.rows("SELECT * FROM findings WHERE rule = 'captures_disagree'") == []
    assert portal.rows("SELECT COUNT(*) FROM reports WHERE is_latest") == [(1,)]


def test_another_portal_that_publishes_it_too_is_a_copy(portal: Portal) -> None:
    portal.look(
        Served(URL, FIRST), Served("http://www.anyang.gov.cn/wf/2022.html", FIRST.replace("<h1>", "<h1 class=t>"))
    )
    assert portal.rows("SELECT relation FROM copies") == [("other_body",)]
    assert portal.rows("SELECT COUNT(*) FROM reports WHERE is_latest") == [(1,)]


def test_a_namesake_without_a_division_is_another_body(portal: Portal) -> None:
    one, other = (report_page("城关镇示范办公室", 2022, received) for received in (31, 47))
    portal.look(Served(URL, one), Served("http://www.elsewhere.gov.cn/2022.html", other))
    assert portal.rows("SELECT is_latest, version FROM reports") == [(1, 1), (1, 1)]
    assert portal.rows("SELECT * FROM copies") == []


def test_reports_of_one_name_with_other_figures_stay_apart(portal: Portal) -> None:
    """A portal that prints its own name over a department's report must not hide it."""
    other = report_page(BODY, 2022, 77, 5).replace(">7</td>", ">11</td>").replace(">3</td>", ">9</td>")
    portal.look(Served(URL, FIRST), Served(OTHER, other))
    assert portal.rows("SELECT is_latest FROM reports") == [(1,), (1,)]
    assert portal.rows("SELECT * FROM findings WHERE rule = 'captures_disagree'") == []


def test_copied_prose_is_measured(portal: Portal) -> None:
    years = [Served(f"{HOST}/{year}.html", report_page(BODY, year, 31)) for year in (2021, 2022)]
    neighbour = Served(f"{HOST}/x.html", report_page("河南省安阳市文峰区教育局", 2022, 44))
    portal.look(years[0])
    portal.look(years[1], neighbour)
    measured = portal.rows(
        "SELECT r.organisation, r.year, b.sentences > 1, b.as_last_year, b.as_others"
        " FROM boilerplate AS b JOIN reports AS r USING (report_id) ORDER BY r.url"
    )
    assert measured[0] == (BODY, 2021, 1, None, None)
    assert measured[1][3:] == (1.0, 0.8)  # all but its signature; the numbers in a sentence don't count
    assert measured[2][3:] == (None, 0.8)


def test_the_versions_of_a_report_have_one_name(portal: Portal) -> None:
    portal.look(Served(URL, FIRST))
    portal.look(Served(URL, "", status=404), Served(OTHER, MORE))
    query = "SELECT DISTINCT versions_of = (SELECT report_id FROM reports WHERE version = 1) FROM reports"
    assert portal.rows(query) == [(1,)]


def test_the_site_and_the_command_show_versions_changes_and_captures(portal: Portal) -> None:
    portal.look(Served(URL, FIRST))
    portal.look(Served(URL, MORE))
    portal.look(Served(URL, MORE.replace("</body>", "<p>浏览次数：5</p></body>")))
    portal.look(Served(URL, "", status=404))
    ((first,), (second,)) = portal.rows("SELECT report_id FROM reports ORDER BY version")
    shown = nianbao("show", str(first), "--data", portal.data).stdout
    assert "“31” → “32”" in shown and "requests.received.total" in shown
    assert "disappeared" in shown and "same_reading" in shown and "version 2" in shown
    captures = portal.rows("SELECT capture_id FROM captures")
    with running_site(portal.data) as address, urlopen(f"{address}/report/{second}") as response:
        page = response.read().decode()
    assert "原网址自 2026-02-04 起不再有此报告" in page
    assert f'href="/report/{first}"' in page and "移至他处" not in page
    assert all(page.count(f'href="/archived/{capture}"') for (capture,) in captures)
    assert "<td>31</td>" in page and "<td>32</td>" in page
