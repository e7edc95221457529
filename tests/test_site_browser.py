"""The site in a real browser: what is drawn, what can be clicked, and what an archived page can't do."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import open_browser
from tests.site_server import data_folder, report, running_site

BROWSERS_OWN = ("chrome", "chrome-extension", "data", "blob", "about")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running_site(data_folder()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Page]:
    """A page of the browser; the test fails if anything was asked of any other host than the site."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url))
    yield page
    page.close()
    hosts = {urlsplit(url).netloc for url in answered if urlsplit(url).scheme not in BROWSERS_OWN}
    assert hosts == {urlsplit(site).netloc}


def test_searching_from_the_home_page_marks_what_is_found(tab: Page, site: str) -> None:
    tab.goto(site)
    tab.get_by_role("searchbox").fill("征地")
    tab.get_by_role("button", name="报告全文").click()
    assert tab.locator("td mark").first.inner_text() == "征地"


def test_searching_for_a_body_leads_to_its_report(tab: Page, site: str) -> None:
    tab.goto(site)
    tab.get_by_role("searchbox").fill("洪泽")
    tab.get_by_role("button", name="机关和标题").click()
    tab.locator("td.col-report_id a").first.click()
    assert "洪泽" in tab.locator("h1").inner_text()


@pytest.mark.parametrize("path", ["/", "/nianbao/reports", "report"])
def test_pages_fit_a_phone(browser: Browser, site: str, path: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 800})
    phone.goto(site + (f"/report/{report('/0/2022.html')['report_id']}" if path == "report" else path))
    width = phone.evaluate("document.documentElement.scrollWidth")
    phone.close()
    assert width <= 390


@pytest.mark.parametrize("path", ["/docx_merged_cells_2021.docx", "/pdf_cut_in_row_2021.pdf"])
def test_a_phone_shows_the_number_in_its_document(browser: Browser, site: str, path: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 800})
    phone.goto(f"{site}/report/{report(path)['report_id']}/place/requests.received.total#the-number")
    number = phone.locator("#the-number").bounding_box()
    phone.close()
    assert number is not None
    assert number["x"] >= 0 and number["x"] + number["width"] <= 390
    assert 0 <= number["y"] < 800


def test_an_address_that_is_not_there_leads_home(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/00000000")
    assert "there is no report 00000000" in tab.locator("section.content").inner_text()
    tab.get_by_role("link", name="首页").first.click()
    assert tab.url == f"{site}/"


def test_the_statutory_table_is_drawn_as_a_whole_grid(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/0/2022.html')['report_id']}")
    table = tab.locator("table.nb-requests")
    # The right edge of the last cell of every row of numbers: merged cells that don't fit would shift it.
    edges = table.evaluate(
        "t => [...t.rows].slice(3).map(r => Math.round(r.lastElementChild.getBoundingClientRect().right))"
    )
    assert len(edges) == 25 and len(set(edges)) == 1


def test_an_older_list_is_indented_under_its_headings(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/0/2016.html')['report_id']}")
    assert tab.locator("table.nb-form").count() == 1
    labels = {
        text: tab.locator("th", has_text=text).first
        for text in ("三、依申请公开情况", "（一）收到申请数", "1.当面申请数")
    }
    boxes = [label.bounding_box() for label in labels.values()]
    paddings = [label.evaluate("e => parseFloat(getComputedStyle(e).paddingLeft)") for label in labels.values()]
    assert paddings == sorted(set(paddings))
    assert len({box["x"] for box in boxes}) == 1
    row = tab.locator("tr", has=tab.locator("th", has_text="1.当面申请数"))
    assert row.locator("td.nb-unit").inner_text() == "件"
    assert row.locator("td.nb-reported").count() == 1
    assert tab.locator("td.nb-contradicted").count() == 1
    tab.locator("td.nb-reported a").first.click()
    assert tab.locator("#the-number").count() or tab.frame_locator("iframe").locator("#the-number").count()


def test_the_states_of_cells_look_different(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/contradiction.html')['report_id']}")
    look = "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.backgroundImage, s.boxShadow].join() }"
    kinds = (".nb-sample.nb-reported", ".nb-sample.nb-blank", ".nb-sample.nb-text", ".nb-sample.nb-ambiguous")
    looks = [tab.locator(kind).evaluate(look) for kind in (*kinds, ".nb-sample.nb-contradicted")]
    assert len(set(looks)) == 5


def test_a_contradiction_leads_from_its_cell_to_its_words(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/contradiction.html')['report_id']}")
    tab.locator("table.nb-requests .nb-finding-mark").first.click()
    assert "≠" in tab.locator(".nb-findings li:target").inner_text()


def test_a_number_leads_to_its_place_in_the_archived_page(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/1/2024.html')['report_id']}")
    tab.locator("table.nb-requests td a").first.click()
    number = tab.frame_locator("iframe").locator("#the-number")
    number.wait_for()
    assert number.inner_text() == "30"
    tab.wait_for_function("document.querySelector('iframe').getBoundingClientRect().height > 300")
    box, frame = number.bounding_box(), tab.locator("iframe").bounding_box()
    assert box and frame and frame["y"] < box["y"] < frame["y"] + frame["height"], (
        "the number is not scrolled into view"
    )


def test_a_number_leads_to_its_box_on_the_page_of_a_pdf(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/pdf_cut_in_row_2021.pdf')['report_id']}")
    tab.locator("table.nb-requests td a").first.click()
    image = tab.locator(".nb-page img")
    assert image.evaluate("async image => { await image.decode(); return image.naturalWidth }") >= 1000


def test_an_archived_pdf_opens_in_the_viewer(tab: Page, site: str) -> None:
    address = f"{site}/archived/{report('/pdf_cut_in_row_2021.pdf')['capture_id']}"
    # The viewer is an extension of the browser; it fetches its page selector when it has a document to show.
    with tab.expect_request(lambda request: "viewer_page_selector" in request.url):
        tab.goto(address)


@pytest.mark.parametrize("place", ["archived", "marked"])
def test_an_archived_page_can_run_and_fetch_nothing(tab: Page, site: str, place: str) -> None:
    hostile = report("/hostile.html")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(urlsplit(request.url).path))
    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text))
    marked = f"/report/{hostile['report_id']}/place/requests.granted.natural_person/marked"
    tab.goto(site + (marked if place == "marked" else f"/archived/{hostile['capture_id']}"))
    tab.get_by_role("button", name="go").click()
    assert tab.title() != "stolen"
    assert "/taken" not in asked
    assert any("script" in words and "sandbox" in words for words in refused)


def test_an_archived_page_in_its_frame_cannot_reach_the_site(tab: Page, site: str) -> None:
    tab.goto(f"{site}/report/{report('/hostile.html')['report_id']}/place/requests.granted.natural_person")
    tab.frame_locator("iframe").locator("#the-number").wait_for()
    assert tab.evaluate("window.stolen") is None
    assert tab.title() != "stolen"
    assert tab.evaluate("document.querySelector('iframe').contentDocument") is None


def test_a_question_with_a_picture_draws_it(tab: Page, site: str) -> None:
    tab.goto(site)
    tab.get_by_role("link", name="每年收到多少申请 Requests by year", exact=True).click()
    chart = tab.locator("canvas, svg.marks")
    chart.first.wait_for()
    assert chart.first.bounding_box()["height"] > 100  # type: ignore[index]
