"""A test portal: what it answers, and which of its addresses are reports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from demo.answer import Answer, Pages, page
from tests.portals.lines import Line
from tests.site_data import report_page

DOCUMENTS = Path(__file__).parents[1] / "documents"
FILES = {
    "docx": DOCUMENTS / "docx_merged_cells_2021" / "document.docx",
    "pdf": DOCUMENTS / "pdf_landscape_2021" / "document.pdf",
    "doc": DOCUMENTS / "doc_merged_cells_2021" / "document.doc",
    "xls": DOCUMENTS / "xls_one_sheet_2021" / "document.xls",
    "zip": DOCUMENTS / "zip_gbk_names_2021" / "document.zip",
}
FOOTER = "<div class='foot'><a href='http://www.gov.cn/'>中国政府网</a><a href='/help/'>网站声明</a><p>主办：{name}</p></div>"

Posted = Callable[[str, str, dict[str, str]], Answer | None]  # path with query, body, headers by their names


@dataclass
class Site:
    """A portal under construction. `homes` are the home pages of all portals by their keys."""

    key: str
    name: str
    homes: dict[str, str]
    encoding: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    metas: str = ""
    pages: Pages = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)  # paths with query, after redirects
    links: int = 0
    posted: Posted | None = None
    asked: Callable[[str, dict[str, str]], Answer | None] | None = None  # GET of what is no fixed page

    def put(self, path: str, title: str, body: str, head: str = "") -> None:
        """Serves a page in the portal's own frame."""
        self.pages[path] = self.answer(title, body, head)

    def answer(self, title: str, body: str, head: str = "") -> Answer:
        """A page in the portal's own frame."""
        self.links += body.count("<a ") + 2
        html = (
            f"<!DOCTYPE html><html><head><title>{escape(title)}-{self.name}</title>{self.metas}{head}</head>"
            f"<body><div class='top'><a href='/'>首页</a></div>{body}{FOOTER.format(name=self.name)}</body></html>"
        )
        return page(html, self.encoding, self.content_type)

    def home(self, body: str) -> None:
        """Serves the home page: news, services and what `body` adds."""
        news = "".join(
            f'<li><a href="/news/{n}.html">本县召开第{n}次工作会议</a><span>2025-03-{n:02}</span></li>'
            for n in range(1, 13)
        )
        self.put("/", self.name, f'<div class="nav"><a href="/service/">办事服务</a>{body}</div><ul>{news}</ul>')

    def article(self, path: str, line: Line, attach: str = "", container: str = 'id="zoom"', head: str = "") -> str:
        """Serves the page of a line, its file at `attach` if it has one, and gives its path."""
        metas = (
            f'{head}<meta name="ArticleTitle" content="{line.title}"><meta name="PubDate" content="{line.date} 09:30">'
        )
        self.put(
            path, line.title, f"<h1>{line.title}</h1><div {container}>{self.body(path, line, attach)}</div>", metas
        )
        return path

    def body(self, path: str, line: Line, attach: str = "") -> str:
        """What stands on the page of a line; marks what of it is a report."""
        if not line.kind:
            return "<p>现将有关情况予以公布，欢迎社会各界监督。</p>"
        if line.kind == "html":
            self.reports.add(path)
            whole = report_page(line.body, max(line.year, 2019), 20 + line.number % 30)
            return whole[whole.index("</h1>") + 5 : whole.index("</body>")]
        file = self.file(attach or f"{path.rpartition('/')[0]}/P0{line.number:015}.{line.kind}", line)
        return f'<p>附件：<a href="{escape(file)}">{line.title}</a></p>'

    def file(self, path: str, line: Line) -> str:
        """Serves the file of a line as a report, whatever its address looks like, and gives its path."""
        self.pages[path] = Answer(FILES[line.kind].read_bytes(), "application/octet-stream")
        self.reports.add(path)
        return path


def item(path: str, line: Line) -> str:
    """A line as most lists print it."""
    return f'<li><a href="{escape(path)}" title="{line.title}">{line.title}</a><span>{line.date}</span></li>'


def columns(report_path: str, extra: str = "") -> str:
    """The four columns that every platform for disclosure has, and what `extra` adds."""
    return (
        '<ul class="four"><li><a href="/zfxxgk/zn.html">政府信息公开<br>指南</a></li>'
        '<li><a href="/zfxxgk/zd.html">政府信息公开<br>制度</a></li><li><a href="/zfxxgk/fd.html">法定主动<br>公开内容</a></li>'
        f'<li><a href="{escape(report_path)}"><em></em>政府信息<br>\n  公开年报</a></li>{extra}</ul>'
    )
