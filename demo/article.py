"""The inside of a page of a demonstration portal, the same for every content-management system."""

from html import escape

from demo.portal import Entry, Portal
from demo.report import report_html

FOOTER = (
    '<div class="footer"><p>主办：{name}　政府网站标识码 {site_code}</p>'
    "<p>演示用网页：2019年以来的部分数据系为演示而编造，并非该机关公布的数据。</p></div>"
)
TEXTS = {
    "网站": "<p>本表按照政府网站发展的要求填写，反映网站全年的信息发布、专栏、解读和互动情况。</p>"
    "<table border='1'><tr><td>网站名称</td><td>{name}</td></tr><tr><td>独立用户访问总量（单位：个）</td><td>182634</td></tr>"
    "<tr><td>信息发布总数（单位：条）</td><td>5210</td></tr></table>",
    "解读": "<p>年度报告分为六个部分。今年收到的政府信息公开申请比上年略有增加，主动公开政府信息的数量稳步增长。</p>",
    "通知": "<p>各单位请按照统一格式编制年度报告，填好三张表格，于1月31日前向社会公开，并报送链接。</p>",
    "法治": "<p>全年审查规范性文件，办理行政复议和行政诉讼案件，行政机关负责人出庭应诉率达到百分之百。</p>",
    "决算": "<p>本年度收入总计与支出总计均已按规定公开，详见决算报表。</p>",
}
PLAIN_TEXT = "<p>现将有关情况予以公布，欢迎社会各界监督。</p>"


def article(portal: Portal, entry: Entry, cell: str = "{}") -> str:
    """What stands between the headline and the attachments; "" where only an attachment stands."""
    if entry.format == "html" and entry.body:
        return report_html(entry.body, entry.year, cell)
    if entry.format != "text":
        return ""
    for word, text in TEXTS.items():
        if word in entry.title:
            return text.format(name=escape(portal.name))
    return PLAIN_TEXT


def footer(portal: Portal) -> str:
    """The foot of every page: who runs the portal, and that it is a demonstration."""
    return FOOTER.format(name=escape(portal.name), site_code=portal.site_code)
