"""Reports that stand in a string: in a script, in JSON, in a text field, in a message."""

import html as markup
import json
import re
from email.generator import BytesGenerator
from email.message import MIMEPart
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial
from io import BytesIO
from random import Random
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read import Context, read_report
from pipelines.readers import json as json_reader
from pipelines.readers import mht, read_document
from pipelines.report import Report
from pipelines.script_strings import strings_of, unescape
from tests import printing
from tests.grids import refusal

FIGURES = printing.figures_for("2021", Random(4))
PAGE = printing.page("2021", FIGURES)
ARTICLE = PAGE[PAGE.index("<h1>") : PAGE.index("</body>")]
OTHER = ARTICLE.replace("文峰区", "北关区").replace("<td>1", "<td>2")
TITLE = printing.TITLE.format(year=2023)
ROWS = re.split(r"(?<=</tr>)", ARTICLE)
DOCUMENTS = {
    "a value": "var content = {0};",
    "its escapes": "var content = {1};",
    "an object": 'var page = {{"id": 3, "content": {1}}};',
    "JSON in a string": "var page = JSON.parse({2});",
    "percent signs": "document.write(unescape('{3}'))",
    "a template string": "const page = `{4}`;",
    "lines that are written": "{5}",
    "lines that are added": "var page = ''; // of the page's \"text\"\n{6}",
    "a sum": "show({7});",
}


def javascript(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("</", "<\\/")


def shell(body: str) -> str:
    menu = "<ul><li>首页</li></ul><table><tr><td>导航</td><td>公开</td></tr></table>"
    return f"<html><head><title>政府信息公开</title></head><body>{menu}<div id=app></div>{body}</body></html>"


def script(form: str) -> str:
    escaped = json.dumps(ARTICLE).replace("<", "\\u003c").replace(">", "\\x3e")
    lines = [javascript(row) for row in ROWS]
    held = (
        *(javascript(ARTICLE), escaped, javascript(json.dumps({"content": ARTICLE})), quote(ARTICLE), ARTICLE),
        *("".join(f"document.write({line});\n" for line in lines), "".join(f"page += {line};\n" for line in lines)),
        " +\n ".join(lines),
    )
    return shell(f"<script>{form.format(*held)}</script>")


def wrong(page: str | bytes) -> dict[str, object]:
    """What is read otherwise than printed."""
    report = read_report(page.encode() if isinstance(page, str) else page, Context(url="file:///page"))
    assert isinstance(report, Report), report
    assert (report.title, len(report.sections)) == (TITLE, 6)
    read = {".".join(figure.key): figure.value for figure in report.figures}
    expected = {key: int(value) if value else None for key, value in FIGURES.items() if key != "*"}
    return {key: read[key] for key, value in expected.items() if read[key] != value}


@pytest.mark.parametrize("form", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_report_in_a_script(form: str) -> None:
    assert wrong(script(form)) == {}


@pytest.mark.parametrize(
    "holder",
    [
        "<textarea style='display:none'>{escaped}</textarea>",
        "<textarea>{twice}</textarea>",
        "<xmp>{article}</xmp>",
        "<script type='text/html'>{article}</script>",
        "<script type='application/json'>{json}</script>",
    ],
)
def test_a_report_in_another_holder(holder: str) -> None:
    escaped = markup.escape(ARTICLE)
    data = json.dumps({"props": {"title": TITLE, "html": ARTICLE}}).replace("<", "\\u003c")
    page = holder.format(escaped=escaped, twice=markup.escape(escaped), article=ARTICLE, json=data)
    assert wrong(shell(page)) == {}


def test_a_page_that_shows_its_report_is_left_as_it_is() -> None:
    copy = OTHER.replace("</tr>", "</tr>", 1)[: len(OTHER) // 2]
    assert wrong(PAGE.replace("</body>", f"<script>var old = {javascript(copy)};</script></body>")) == {}


def test_strings_of_several_articles_are_not_mixed() -> None:
    page = shell(f"<script>var a = {javascript(ARTICLE)}; var b = {javascript(OTHER)};</script>")
    assert not isinstance(read_report(page.encode(), Context(url="file:///page")), Report)


def test_what_is_added_and_not_known_is_no_number() -> None:
    assert list(strings_of("""x = "<td>" + row.n + "</td>" + 12 + '<td>';""")) == ["<td>{row.n}</td>12<td>"]


@settings(deadline=None)
@given(st.text())
def test_strings_come_out_as_they_went_in(text: str) -> None:
    assert unescape(json.dumps(text)[1:-1]) == text
    assert "".join(strings_of(f"var a = {json.dumps(text)};")) == text


@pytest.mark.parametrize(
    "data",
    [
        {"code": 200, "data": {"title": TITLE, "content": ARTICLE}},
        {"data": json.dumps({"content": ARTICLE})},
        {"data": {"content": markup.escape(ARTICLE)}},
        [{"content": ARTICLE}, {"content": ARTICLE}],
    ],
)
def test_answers_in_json(data: object) -> None:
    assert wrong(json.dumps(data)) == {}
    assert wrong(f"callback_1({json.dumps(data, ensure_ascii=False)});") == {}


reason_of = partial(refusal, read_document)


def test_answers_without_one_document() -> None:
    assert reason_of(json.dumps([{"content": ARTICLE}, {"content": OTHER}]).encode()) == "several_documents"
    assert reason_of(b'{"code": 404, "msg": "not found"}') == "empty"
    assert reason_of(b'{"data": {"content": "<p>') == "damaged"
    assert reason_of(b'{"a":' * 5_000) == "damaged"
    assert not json_reader.recognises(b"{\\rtf1") and not json_reader.recognises("[附件]".encode())


def test_frames_name_what_they_show() -> None:
    page = b"<html><head></head><frameset rows='*,39'><frame src='a.files/sheet001.htm'></frameset></html>"
    assert reason_of(page) == "frameset"


def message(*parts: MIMEPart | MIMEText, lines: str = "\r\n") -> bytes:
    whole = MIMEMultipart("related", boundary="----=_NextPart_01")
    for part in parts:
        whole.attach(part)
    file = BytesIO()
    BytesGenerator(file).flatten(whole, linesep=lines)
    return file.getvalue()


@pytest.mark.parametrize("lines", ["\n", "\r\n"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("first", ["", "From: <Saved by WPS>\nSubject: =?gb2312?B?xOqxqA==?=\n", "\n"])
def test_saved_web_pages(lines: str, charset: str, first: str) -> None:
    page = MIMEText(PAGE, "html", charset)
    head = MIMEText("<html><body><p>页眉</p></body></html>", "html", charset)
    head["Content-Location"] = "file:///C:/a.files/header.htm"
    data = first.replace("\n", lines).encode() + message(page, head, lines=lines)
    assert mht.recognises(data) and wrong(data) == {}


def test_a_saved_page_in_quoted_printable() -> None:
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    body = "".join(f"={byte:02X}" + "=\r\n" * (at % 24 == 23) for at, byte in enumerate(PAGE.encode("gb18030")))
    assert wrong(head + body.encode()) == {}


def test_messages_that_hold_no_page() -> None:
    assert reason_of(message(MIMEText("正文", "plain", "utf-8"))) == "empty"
    nested = b"MIME-Version: 1.0\n" + b'Content-Type: multipart/mixed; boundary="a"\n\n--a\n' * 500
    assert reason_of(nested) == "too_large"
