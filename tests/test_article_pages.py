"""Reports that a portal cut into pages: one report, each cell in its place on its page, nothing lost in silence."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.article_pages import ArticlePages, pages_of_article
from pipelines.report import Report, State, Unread
from tests import printing
from tests.cut_articles import address, breaks, cut, read_pages
from tests.nianbao_command import nianbao
from tests.portals.recall import crawl, rows
from tests.portals.server import serve
from tests.site_server import page as shown_page
from tests.site_server import running_site
from tests.test_html_layouts import unexplained, wrong

ARTICLE = "http://www.example.gov.cn/nb/t2024.html"
SHOWN = "http://www.example.gov.cn/show.aspx?id=7"
IN_HEADINGS = ("商业企业", "结果维持")  # what the rows print above which no portal's break leaves a table readable


def page_of(form: str, seed: int) -> tuple[str, dict[str, str]]:
    figures = printing.figures_for(form, random.Random(seed))
    return printing.page(form, figures), figures


@pytest.mark.parametrize("headings", [0, 3])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_break_anywhere_costs_no_cell(form: str, headings: int) -> None:
    page, figures = page_of(form, 1)
    for at in breaks(page)[headings % 2 :: 2]:
        report = read_pages(cut(page, [at], headings))
        assert isinstance(report, Report)
        assert wrong(report, figures) == {}
        assert unexplained(report) == []
        if not any(words in page[at : at + 60] for words in IN_HEADINGS):
            assert report.reading == "complete", page[at : at + 60]


@pytest.mark.parametrize("seed", range(8))
def test_breaks_at_random(seed: int) -> None:
    page, figures = page_of("2021", seed)
    numbers = random.Random(seed)
    report = read_pages(cut(page, sorted(numbers.sample(breaks(page), 4)), numbers.choice((0, 0, 1, 3))))
    assert isinstance(report, Report)
    assert wrong(report, figures) == {}
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_a_place_names_the_page_and_the_table_on_it() -> None:
    page, _ = page_of("2021", 2)
    second = page.index("<tr", page.index("（四）无法提供"))
    report = read_pages(cut(page, [page.index("<p>三、"), second]))
    assert isinstance(report, Report)
    places = {".".join(figure.key): figure.place for figure in report.figures}
    assert places["proactive.rules.issued"] == "table 1, row 3, column 2"
    assert places["requests.received.total"] == "table 1, row 4, column 8, part 2"
    assert places["requests.unavailable_not_made.total"] == "table 1, row 1, column 8, part 3"
    assert places["disputes.litigation_direct.total"].endswith("part 3")
    assert [(part.number, part.url, part.outcome) for part in report.pages] == [
        (2, address(2), "read"),
        (3, address(3), "read"),
    ]


def test_what_stood_on_a_page_that_is_lost_is_ambiguous() -> None:
    page, figures = page_of("2021", 3)
    report = read_pages(cut(page, [page.index("<p>三、"), page.index("<p>四、")]), lost=frozenset({3}))
    assert isinstance(report, Report)
    assert wrong(report, figures) == {}
    assert report.reading == "partial"
    lost = [figure for figure in report.figures if figure.table_key == "disputes"]
    assert {figure.state for figure in lost} == {State.AMBIGUOUS}
    told = f"page 3 of the article, {address(3)}: the archive does not hold it"
    assert all(told in figure.reason for figure in lost)
    assert State.ABSENT not in {figure.state for figure in report.figures}


def test_an_article_of_which_nothing_but_prose_is_there_says_what_is_lost() -> None:
    page, _ = page_of("2021", 4)
    read = read_pages(cut(page, [page.index("<table")]), lost=frozenset({2}))
    assert isinstance(read, Unread)
    assert f"page 2 of the article, {address(2)}: the archive does not hold it" in read.detail


def test_another_report_is_no_page_of_this_one() -> None:
    page, figures = page_of("2021", 5)
    pages = cut(page, [page.index("<p>四、")])
    other = pages[1].replace("文峰区", "殷都区")
    report = read_pages([pages[0], other])
    assert isinstance(report, Report)
    assert wrong(report, figures) == {}
    assert [part.outcome for part in report.pages] == ["other"]


def test_prose_without_its_tables_is_kept() -> None:
    page, _ = page_of("2021", 4)
    page = page.replace("<p>二、主动公开政府信息情况</p>", "<p>二、主动公开政府信息情况</p><p>公开规章见下表。</p>")
    report = read_pages(cut(page, [page.index("<table")]), lost=frozenset({2}))
    assert isinstance(report, Report)
    assert {figure.state for figure in report.figures} == {State.AMBIGUOUS}
    assert report.reading == "partial"


@pytest.mark.parametrize(
    ("markup", "url", "number", "others", "following"),
    [
        ('<script>createPageHTML(3, 0, "t2024", "html");</script>', "", 1, ["t2024_1", "t2024_2"], ""),
        ('<script>createPageHTML(3, 1, "t2024", "html");</script>', "_1", 2, ["t2024", "t2024_2"], ""),
        ("<script>createPageHTML('page', 3, 2, 't2024', 'html', 9);</script>", "_2", 2, ["t2024", "t2024_3"], ""),
        ('<b>1</b> <a href="t2024_2.html">[2]</a> <a href="t2024_3.html">[3]</a>', "", 1, ["t2024_2", "t2024_3"], ""),
        ('<a href="t2024_1.html">下一页</a>', "", 1, [], "t2024_1"),
        ('<a href="t2024.html">上一页</a><a href="t2024_2.html">下一页</a>', "_1", 0, [], "t2024_2"),
        (
            '<select><option value="t2024.html">第1页<option value="t2024_2.html">第2页</option></select>',
            "",
            1,
            ["t2024_2"],
            "",
        ),
    ],
)
def test_pages_are_told_by_the_articles_own_name(
    markup: str, url: str, number: int, others: list[str], following: str
) -> None:
    pages = pages_of_article(markup, ARTICLE.replace(".html", f"{url}.html"))
    assert pages is not None
    assert (pages.number, [one.rpartition("/")[2] for one in pages.others.values()]) == (
        number,
        [f"{name}.html" for name in others],
    )
    assert pages.following.rpartition("/")[2] == (f"{following}.html" if following else "")


def test_pages_are_told_by_a_parameter() -> None:
    markup = '<a href="?id=7&amp;page=2">2</a> <a href="/show.aspx?page=3&id=7">3</a>'
    expected = {2: f"{SHOWN}&page=2", 3: "http://www.example.gov.cn/show.aspx?page=3&id=7"}
    assert pages_of_article(markup, SHOWN) == ArticlePages(1, expected)


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="t2023.html">下一页</a>',
        '<a href="?id=8">下一页</a> <a href="list_2.html">2</a>',
        '<script>createPageHTML(5, 0, "index", "html");</script>',
        '<script>createPageHTML(1, 0, "t2024", "html");</script>',
        '<!-- <a href="t2024_1.html">下一页</a> -->',
        "<div>共 3 页 <a href='#'>下一页</a></div>",
    ],
)
def test_lists_and_neighbours_have_pagers_of_their_own(markup: str) -> None:
    assert pages_of_article(markup, ARTICLE) is None


TABLES = (
    "SELECT url, year, reading, cells_reported, report_id, capture_id FROM reports ORDER BY url",
    "SELECT c.* FROM cells AS c JOIN reports AS r USING (report_id) ORDER BY r.url, table_key, row_key, column_key",
    "SELECT s.report_id, s.number, s.heading, s.text FROM sections AS s JOIN reports AS r USING (report_id) ORDER BY r.url, 2",
    "SELECT a.* FROM article_pages AS a JOIN reports AS r USING (report_id) ORDER BY r.url, number",
    "SELECT url, reason FROM unread ORDER BY url",
)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A crawl of reports on three pages each, of which one lacks its third page."""
    data = tmp_path_factory.mktemp("parts")
    with serve(("parts",)) as made:
        del made[0].site.pages["/gkml/n/t2020_2.html"]
        crawl(made, data)
    yield data


def test_a_crawl_reads_an_article_as_one_report(crawled: Path) -> None:
    found = rows(crawled, "SELECT substr(url, instr(url, '/gkml')), reading FROM reports ORDER BY year")
    assert found == [
        ("/gkml/n/t2020.html", "partial"),
        ("/gkml/n/t2021.html", "complete"),
        ("/gkml/show.jsp?id=2022", "complete"),
        ("/gkml/n/t2023.html", "complete"),
        ("/gkml/n/t2024.html", "complete"),
    ]
    parts = "SELECT DISTINCT substr(place, -6) FROM cells JOIN reports AS r USING (report_id) WHERE r.year = 2022 ORDER BY 1"
    assert rows(crawled, parts) == [("part 2",), ("part 3",)]


def test_the_page_that_is_missing_is_told(crawled: Path) -> None:
    lost = "SELECT outcome, detail FROM article_pages WHERE url LIKE '%/t2020_2.html'"
    assert rows(crawled, lost) == [("missing", "the archive does not hold it")]
    reasons = (
        "SELECT DISTINCT state, reason LIKE '%page 3 of the article%' FROM cells JOIN reports AS r USING (report_id)"
    )
    assert rows(crawled, f"{reasons} WHERE r.year = 2020 AND table_key = 'disputes'") == [("ambiguous", 1)]


def test_each_cell_leads_to_the_capture_of_its_page(crawled: Path) -> None:
    held = "SELECT a.url = c.url, c.status FROM article_pages AS a JOIN captures AS c USING (capture_id)"
    assert set(rows(crawled, held)) == {(1, 200)}
    assert rows(crawled, "SELECT COUNT(*) FROM article_pages WHERE outcome = 'read'") == [(9,)]


def test_the_site_shows_a_number_on_its_own_page(crawled: Path) -> None:
    query = "SELECT report_id, url FROM reports WHERE year = 2022"
    [(report_id, url)] = rows(crawled, query)
    place = f"report/{report_id}/place/disputes.litigation_direct.total"
    with running_site(crawled) as site:
        words = shown_page(f"{site}/{place}")
        assert f"{url}&amp;p=3" in words
        assert "文章第 3 页" in words
        assert 'id="the-number"' in shown_page(f"{site}/{place}/marked")
        listed = shown_page(f"{site}/report/{report_id}").partition('id="pages"')[2].partition("</table>")[0]
    assert listed.count("/archived/") == 2


def test_building_anew_gives_the_same_rows(crawled: Path) -> None:
    before = [rows(crawled, query) for query in TABLES]
    done = nianbao("build", "--all", "--data", crawled)
    assert done.returncode == 0, done.stderr
    assert [rows(crawled, query) for query in TABLES] == before


def test_a_folder_of_saved_pages_is_one_report(tmp_path: Path) -> None:
    page, _ = page_of("2021", 6)
    saved = tmp_path / "saved"
    saved.mkdir()
    for number, part in enumerate(cut(page, [page.index("<p>三、"), page.index("<p>四、")]), start=1):
        (saved / address(number).rpartition("/")[2]).write_text(part, encoding="utf-8")
    done = nianbao("import", saved, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "data" / "nianbao.db")) as connection:
        assert connection.execute("SELECT reading, cells_expected FROM reports").fetchall() == [("complete", 200)]
        outcomes = connection.execute("SELECT outcome, COUNT(*) FROM captures GROUP BY 1 ORDER BY 1").fetchall()
        assert outcomes == [("further_page", 2), ("report", 1)]
        assert connection.execute("SELECT COUNT(*) FROM unread").fetchone() == (0,)


def test_a_further_page_that_changes_makes_a_version(tmp_path: Path) -> None:
    value = "SELECT COUNT(*) FROM cells WHERE table_key = 'disputes' AND value = 7 AND report_id = ?"
    versions = "SELECT report_id, version, is_latest FROM reports WHERE url LIKE '%/t2021.html' ORDER BY version"
    with serve(("parts",)) as made:
        pages = made[0].site.pages
        for _ in range(2):  # nothing changes between the two
            crawl(made, tmp_path)
        assert [row[1:] for row in rows(tmp_path, versions)] == [(1, 1)]
        last = pages["/gkml/n/t2021_3.html"]
        row = last.body.rindex(b"<tr")
        pages["/gkml/n/t2021_3.html"] = replace(last, body=last.body[:row] + last.body[row:].replace(b">0<", b">7<"))
        crawl(made, tmp_path)
    (first, *_), (second, *_) = found = rows(tmp_path, versions)
    assert [row[1:] for row in found] == [(1, 0), (2, 1)]
    [(of_first,)], [(of_second,)] = rows(tmp_path, value, first), rows(tmp_path, value, second)
    assert of_second > of_first == 0
    assert rows(tmp_path, "SELECT kind, COUNT(*) FROM revisions GROUP BY 1") == [("cell", of_second)]
    before = [rows(tmp_path, query) for query in TABLES]
    done = nianbao("build", "--all", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert [rows(tmp_path, query) for query in TABLES] == before
    assert rows(tmp_path, versions) == found
