"""The forms of 2019 and 2021 as bodies vary them: labels, rows, headings, notes, and the form that a year should not have."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.figures import Figures
from pipelines.forms import load_forms
from pipelines.matching.slips import without_slip
from pipelines.matching.vocabulary import label_of, vocabulary
from pipelines.read import Context, read_report
from pipelines.report import Figure, Report, State
from tests.printing import figures_for, page


def read(html: str) -> Report:
    report = read_report(html.encode(), Context(url="http://www.example.gov.cn/report"))
    assert isinstance(report, Report), report
    return report


def whole(form: str) -> Figures:
    """Figures for every cell, none of them blank."""
    figures = figures_for(form, Random(7))
    return Figures({key: text or "4" for key, text in figures.items()})


def wrong(report: Report, figures: Figures) -> dict[str, object]:
    return {
        key: (figure.value, figures.get(key))
        for figure in report.figures
        if figure.state is State.REPORTED and f"{figure.value:g}" != figures.get(key := ".".join(figure.key))
    }


def figure_of(report: Report, key: str) -> Figure:
    return next(figure for figure in report.figures if ".".join(figure.key) == key)


LABELS = sorted({label for form in load_forms() for label in vocabulary(form).known if label})


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("2.其他法律行政法规禁止公升", "2.其他法律行政法规禁止公开"),
        ("1.属于国家秘秘密", "1.属于国家秘密"),
        ("7.属于行政执法卷", "7.属于行政执法案卷"),
        ("4.保护第三方合法权盖", "4.保护第三方合法权益"),
        ("法津服务机构", "法律服务机构"),
        ("5.要求行政机关确认或重新岀具已获取信息", "5.要求行政机关确认或重新出具已获取信息"),
    ],
)
def test_a_slip_is_seen_through(printed: str, meant: str) -> None:
    assert label_of("2021", printed) == label_of("2021", meant)


@pytest.mark.parametrize(
    "printed",
    [
        "二、本年结转政府信息公开申请数量",  # not 上年
        "一、上年新收政府信息公开申请数量",
        "三、上年度办理结果",
        "2.没有现成信息不需要另行制作",
        "结果维正",  # too short to tell 维持 from 纠正
        "本年制止件数",  # as near to 制发 as to 废止
        "1.不属于国家秘密",
        "其他法律行政止公开",
    ],
)
def test_what_may_mean_something_else_is_no_slip(printed: str) -> None:
    known = vocabulary("2021").known - {label_of("2021", "其他法律行政止公开")}
    assert without_slip(label_of("2008", printed), known) == ""


@given(st.sampled_from(LABELS), st.data())
def test_no_label_is_ever_taken_for_another(label: str, data: st.DataObject) -> None:
    """Whatever one character becomes, the label it came from is found or none is."""
    at = data.draw(st.integers(0, len(label) - 1))
    other = data.draw(st.sampled_from("的开公信府处理结申数件政一二上本不已"))
    damaged = data.draw(st.sampled_from([label[:at] + label[at + 1 :], label[:at] + other + label[at + 1 :]]))
    for form in load_forms():
        known = vocabulary(form).known
        if label in known and damaged not in known:
            assert without_slip(damaged, known) in ("", label)


@pytest.mark.parametrize("form", sorted(load_forms()))
def test_no_label_of_a_form_is_a_slip_of_another(form: str) -> None:
    known = vocabulary(form).known
    slips = {label: found for label in known if (found := without_slip(label, known - {label}))}
    assert {pair for pair in slips.items() if set(pair) not in (*WORDINGS_OF_ONE, NEAR)} == set()


def test_between_labels_that_differ_by_a_character_no_slip_is_seen_through() -> None:
    known = vocabulary("2014").known
    damaged = {label[:at] + "人" + label[at + 1 :] for label in NEAR for at in range(len(label))}
    assert {without_slip(label, known) for label in damaged} == {""}


NEAR = {"政务微博公开政府信息数", "政务微信公开政府信息数"}


WORDINGS_OF_ONE = (
    {"法人或其他组织", "法人或者其他组织"},
    {"参加或举办新闻发布会总次数", "参加或举办新闻发布会次数"},
    {"制发规范性文件总数", "制发规范性文件数"},
    {"维持具体行政行为或者驳回原告诉讼请求数", "维持具体行政行为或驳回原告诉讼请求数"},
    {"对申请的答复总数", "本年对申请的答复总数"},
)


def test_a_row_with_a_slip_in_its_label_is_read() -> None:
    figures = whole("2021")
    report = read(page("2021", figures).replace("5.属于三类内部事务信息", "5.属于三类内部事物信息"))
    assert wrong(report, figures) == {} and report.reading == "complete"


@pytest.mark.parametrize(("form", "year"), [("2019", "2022"), ("2021", "2020")])
def test_the_words_tell_the_form_and_not_the_year(form: str, year: str) -> None:
    figures = whole(form)
    html = re.sub(r"20\d\d年政府", f"{year}年政府", page(form, figures))
    report = read(html)
    assert (report.form, report.year) == (form, int(year))
    assert wrong(report, figures) == {} and report.reading == "complete"


def test_the_single_row_for_other_outcomes_stands_for_the_three() -> None:
    figures = whole("2021")
    html = re.sub(
        r"<tr>(?:(?!</tr>).)*（六）其他处理.*?(?=<tr>(?:(?!</tr>).)*（七）总计)",
        SINGLE,
        page("2021", figures),
        flags=re.S,
    )
    report = read(html)
    assert [figure_of(report, f"requests.other_outcome.{column}").value for column in COLUMNS] == [1, 2, 3, 4, 5, 6, 21]
    assert figure_of(report, "requests.other_outcome_other.total").state is State.ABSENT
    assert report.reading == "complete"


COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
SINGLE = '<tr><td colspan="2">（六）其他处理</td>' + "".join(f"<td>{n}</td>" for n in (1, 2, 3, 4, 5, 6, 21)) + "</tr>"
OWN = "<tr><td colspan='2'>其中：涉及征地拆迁的</td>" + "<td>987</td>" * 7 + "</tr>"


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_row_of_a_province_is_no_row_of_the_form(form: str) -> None:
    figures = whole(form)
    html = re.sub(r"(?=<tr>(?:(?!</tr>).)*（二）部分公开)", OWN, page(form, figures), count=1, flags=re.S)
    assert "987" in html
    report = read(html)
    assert wrong(report, figures) == {}
    assert figure_of(report, "requests.granted.total").state is State.REPORTED
    assert "outcome_sum" not in {finding.rule for finding in report.findings}
    assert "balance" in {finding.rule for finding in report.findings}


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_sums_are_tested_where_there_is_no_such_row(form: str) -> None:
    assert "outcome_sum" in {finding.rule for finding in read(page(form, whole(form))).findings}


def test_headings_printed_twice_count_once() -> None:
    figures = whole("2021")
    html = page("2021", figures)
    start = html.rindex("<tr", 0, html.index("申请人情况"))
    end = html.index("</tr>", html.index("法律服务机构")) + len("</tr>")
    report = read(html[:end] + html[start:end] + html[end:])
    assert wrong(report, figures) == {}
    assert report.cells_reported > 150


def test_an_invented_heading_makes_no_number() -> None:
    figures = whole("2021")
    html = page("2021", figures)
    invented = "<tr><td colspan='3'>类别</td><td>本年新收件数</td><td>本年办结件数</td><td colspan='5'>备注</td></tr>"
    at = html.rindex("<tr", 0, html.index("（五）不予处理"))
    assert wrong(read(html[:at] + invented + html[at:]), figures) == {}


def test_a_number_with_a_note_is_the_number() -> None:
    figures = whole("2021") | {"requests.received.total": "55（含自然失效 29 件）"}
    figure = figure_of(read(page("2021", Figures(figures))), "requests.received.total")
    assert (figure.state, figure.value, figure.raw) == (State.REPORTED, 55, "55（含自然失效 29 件）")


@pytest.mark.parametrize(
    "numbers",
    [
        ("一、", "二、", "三、", "四、", "五、", "六、"),
        ("第一部分　", "第二部分　", "第三部分　", "第四部分　", "第五部分　", "第六部分　"),
        ("（一）", "（二）", "（三）", "（四）", "（五）", "（六）"),
        ("一.", "二.", "三.", "四.", "五.", "六."),
        ("1、", "2、", "3、", "4、", "5、", "6、"),
        ("",) * 6,
    ],
)
def test_sections_are_told_by_their_words_under_any_number(numbers: tuple[str, ...]) -> None:
    html = page("2021", whole("2021"))
    for printed, number in zip(("一、", "二、", "三、", "四、", "五、", "六、"), numbers, strict=True):
        html = html.replace(f"<p>{printed}", f"<p>{number}")
    assert [section.number for section in read(html).sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("heading", ["第五部分　存在问题和下步打算", "五、不足之处"])
def test_the_number_of_a_section_and_one_of_its_words_will_do(heading: str) -> None:
    html = page("2021", whole("2021")).replace("五、存在的主要问题及改进情况", heading)
    assert [section.heading for section in read(html).sections][4] == heading
