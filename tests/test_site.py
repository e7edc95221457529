"""The site over HTTP: pages, search, downloads, and what it says when it cannot start."""

import codecs
import csv
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from archive.database import DATABASE_NAME
from tests.nianbao_command import ROOT, nianbao
from tests.site_server import data_folder, get, look_up, page, report, running_site


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running_site(data_folder()) as address:
        yield address


def test_home_page_counts_what_there_is(site: str) -> None:
    count = look_up("SELECT COUNT(*) AS reports FROM reports WHERE is_latest")["reports"]
    assert f'/reports">{count}</a></dd><dt>份报告' in page(site)


def test_home_page_leads_to_every_question_and_table(site: str) -> None:
    links = set(re.findall(r'href="(/nianbao/\w+)', page(site)))
    assert len(links) > 20
    assert {link for link in links if get(site + link)[0] != 200} == set()


def test_reports_link_to_their_own_page(site: str) -> None:
    report_id = report("/0/2019.html")["report_id"]
    assert f'<a href="/report/{report_id}">' in page(f"{site}/nianbao/reports?year=2019")


@pytest.mark.parametrize(("table", "q"), [("reports", "洪泽"), ("sections", "征地"), ("sections", "征地 受理")])
def test_words_of_two_characters_are_found_and_marked(site: str, table: str, q: str) -> None:
    found = page(f"{site}/nianbao/{table}?_search={quote(q)}")
    assert all(f"<mark>{word}</mark>" in found for word in q.split())


def test_only_what_holds_the_words_is_found(site: str) -> None:
    rows = json.loads(page(f"{site}/nianbao/reports.json?_search={quote('洪泽')}&_shape=array"))
    assert len(rows) == 6 and {row["organisation"] for row in rows} == {"江苏省淮安市洪泽区人民政府"}


def test_a_search_without_result_says_why(site: str) -> None:
    assert "没有一条记录同时含有" in page(f"{site}/nianbao/sections?_search={quote('征地 外星')}")


def test_a_search_that_cannot_match_says_why(site: str) -> None:
    assert "只有标点" in page(f"{site}/nianbao/sections?_search={quote('！？')}")


def test_an_empty_search_shows_everything(site: str) -> None:
    assert page(f"{site}/nianbao/reports?_search=&form=2021").count("/report/") > 5


def test_counted_reports_lead_to_those_reports(site: str) -> None:
    counted = look_up("SELECT organisation, reports FROM organisations ORDER BY reports DESC, organisation")
    link = f"/nianbao/reports?organisation={quote(counted['organisation'])}&amp;is_latest=1"
    assert f'href="{link}"' in page(f"{site}/nianbao/organisations")
    assert f"{counted['reports']} row" in page(site + link.replace("&amp;", "&"))


def test_texts_and_findings_name_their_report(site: str) -> None:
    stored = report("/contradiction.html")
    link = f'<a href="/report/{stored["report_id"]}">{stored["title"]}</a>'
    assert link in page(f"{site}/nianbao/findings") and link in page(f"{site}/nianbao/sections?_size=max")


def test_captures_lead_to_the_archived_original(site: str) -> None:
    capture = report("/contradiction.html")["capture_id"]
    for table in ("captures", "reports"):
        assert f'<a href="/archived/{capture}">' in page(f"{site}/nianbao/{table}?_size=max")


def test_facets_are_not_suggested(site: str) -> None:
    assert "Suggested facets" not in page(f"{site}/nianbao/cells")


@pytest.mark.parametrize("state", ["reported", "blank", "absent"])
def test_quick_counts_are_right(site: str, state: str) -> None:
    rows = look_up("SELECT COUNT(*) AS all_rows, SUM(state = ?) AS those FROM cells", state)
    for query, number in (("", rows["all_rows"]), (f"&state={state}", rows["those"])):
        answer = json.loads(page(f"{site}/nianbao/cells.json?_size=1{query}"))
        assert answer["filtered_table_rows_count"] == number


def test_a_whole_table_comes_as_csv_with_its_rows_counted(site: str) -> None:
    status, headers, body = get(f"{site}/-/csv/cells")
    rows = list(csv.DictReader(body.decode().splitlines()))
    count = look_up("SELECT COUNT(*) AS rows FROM cells")["rows"]
    assert (status, len(rows)) == (200, count)
    assert f'filename="cells-{count}-rows.csv"' in headers["Content-Disposition"]
    assert {"report_id", "value", "state", "place"} <= set(rows[0])


def test_what_is_filtered_comes_as_csv_to_its_last_row(site: str) -> None:
    count = look_up("SELECT COUNT(*) AS cells FROM cells WHERE year > 2019")["cells"]
    assert count > 1000  # where Datasette's own link stops
    (link,) = re.findall(r'href="([^"]+)">CSV<', page(f"{site}/nianbao/cells?year__gt=2019"))
    _, _, body = get(site + unescape(link))
    assert len(list(csv.DictReader(body.decode().splitlines()))) == count


@pytest.mark.parametrize(
    "path", ["/-/csv/organisations?", "/nianbao/organisations.csv?_size=max&", "/nianbao/coverage.csv?"]
)
def test_excel_is_told_that_a_file_is_utf_8_when_that_is_asked(site: str, path: str) -> None:
    plain, marked = get(site + path)[2], get(f"{site}{path}_bom=on")[2]
    assert not plain.startswith(codecs.BOM_UTF8)
    assert marked == codecs.BOM_UTF8 + plain


def test_no_other_file_comes_as_csv(site: str) -> None:
    assert get(f"{site}/-/csv/nothing")[0] == 404


def numbers_on(page: str, table: str) -> list[str]:
    """What the cells of a table show, in order."""
    (section,) = re.findall(rf'<table class="nb-form nb-{table}">(.*?)</table>', page, re.DOTALL)
    cells = re.findall(r'<td[^>]*class="nb-[a-z][^>]*>(.*?)</td>', section, re.DOTALL)
    return [re.sub("<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.parametrize(("path", "counts"), [("/0/2019.html", (22, 161, 15)), ("/0/2022.html", (10, 175, 15))])
def test_report_page_shows_every_cell_of_its_form(site: str, path: str, counts: tuple[int, int, int]) -> None:
    shown = page(f"{site}/report/{report(path)['report_id']}")
    assert tuple(len(numbers_on(shown, table)) for table in ("proactive", "requests", "disputes")) == counts


def test_report_page_shows_the_numbers_in_their_places(site: str) -> None:
    numbers = numbers_on(page(f"{site}/report/{report('/0/2022.html')['report_id']}"), "requests")
    assert numbers[:7] == ["18", "5", "0", "0", "0", "0", "23"]  # 本年新收: 自然人 to 总计
    assert numbers[-7:] == ["1", "0", "0", "0", "0", "0", "1"]  # 结转下年度


def test_report_page_says_how_to_cite_it(site: str) -> None:
    stored = report("/0/2022.html")
    (cited,) = re.findall(r'id="cite">.*?<p>(.*?)</p>', page(f"{site}/report/{stored['report_id']}"), re.DOTALL)
    assert cited.startswith(f"{stored['organisation']}. {stored['title']}[EB/OL]. ")
    assert stored["url"] in cited and stored["payload_digest"] in cited
    (link,) = re.findall(r"http://127\S+/report/\w+", cited)
    assert get(link)[0] == 200


def test_report_page_marks_blanks(site: str) -> None:
    assert numbers_on(page(f"{site}/report/{report('/0/2022.html')['report_id']}"), "proactive")[:3] == ["/○"] * 3


def test_report_page_marks_the_contradiction_in_its_cell(site: str) -> None:
    shown = page(f"{site}/report/{report('/contradiction.html')['report_id']}")
    marked = re.findall(r'<td class="nb-reported nb-contradicted"[^>]*>(.*?)</td>', shown)
    assert re.sub("<[^>]+>", "", marked[0]) == "37≠1"
    # 二、上年结转 1, （七）总计 36 and 四、结转下年度 1 of the same column stand on its other sides.
    involved = re.findall(r'<td class="nb-reported nb-involved"[^>]*>(.*?)</td>', shown)
    assert {"1", "36"} <= {re.sub("<[^>]+>", "", number) for number in involved}
    assert 'id="contradiction-1"' in shown and "38 (37 + 1) ≠ 37 (36 + 1)" in shown


def test_a_blank_total_is_an_omission_and_no_contradiction(site: str) -> None:
    stored = report("/omission.html")
    assert (stored["contradictions"], stored["omissions"]) == (0, 1)
    shown = page(f"{site}/report/{stored['report_id']}")
    assert 'id="omission-1"' in shown and 'id="contradictions"' not in shown
    assert "nb-contradicted" not in shown.partition("<h2>主动公开")[2]
    assert "缺1" in shown.partition('class="nb-form nb-requests"')[2]
    asked = page(f"{site}/nianbao/contradicting_reports.json?_shape=array")
    assert stored["report_id"] not in asked and report("/contradiction.html")["report_id"] in asked


def test_every_number_of_a_report_leads_to_its_place(site: str) -> None:
    report_id = report("/0/2022.html")["report_id"]
    links = set(
        re.findall(rf'href="(/report/{report_id}/place/[\w.]+)#the-number"', page(f"{site}/report/{report_id}"))
    )
    assert len(links) == 200
    assert 'class="nb-paper" sandbox' in page(site + min(links))


def test_an_unknown_report_is_not_found(site: str) -> None:
    for report_id in ("0000000000000000", "no-id"):
        status, _, body = get(f"{site}/report/{report_id}")
        assert (status, f"there is no report {report_id}" in body.decode()) == (404, True)


def test_a_missing_database_is_one_clear_line(tmp_path: Path) -> None:
    done = nianbao("serve", "--data", tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("Error: There is no") and done.stderr.count("\n") == 1


def test_a_foreign_database_is_one_clear_line(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / DATABASE_NAME).execute("CREATE TABLE songs (title TEXT)")
    done = nianbao("serve", "--data", tmp_path)
    assert done.returncode == 1 and "is no nianbao database" in done.stderr and done.stderr.count("\n") == 1


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = nianbao("serve", "--data", data_folder(), "--port", port)
    assert done.returncode == 1 and f"Port {port}" in done.stderr and done.stderr.count("\n") == 1


def test_serve_prints_its_address() -> None:
    code = "from nianbao.main import main; main(prog_name='nianbao')"
    command = [sys.executable, "-c", code, "serve", "--data", str(data_folder()), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        process.terminate()
    assert address is not None


@pytest.mark.parametrize("path", ["/", "/nianbao/cells", "/nianbao/requests_by_year", "/nianbao/reports?_search=洪泽"])
def test_stock_datasette_shows_the_same(path: str) -> None:
    """`datasette nianbao.db -m metadata.yml`, without any option of ours."""
    database = data_folder() / DATABASE_NAME
    command = [sys.executable, "-m", "datasette", str(database), "-m", "metadata.yml", "--get", path]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0 and "/-/site/site.css" in done.stdout and "Suggested facets" not in done.stdout
