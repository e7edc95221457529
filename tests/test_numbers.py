"""What a printed cell says, for everything that is seen in print and for anything at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.numbers import MONEY_UNITS, is_without_words, read_money_unit, read_number
from pipelines.read import Context, read_report
from pipelines.report import Report, State
from pipelines.words import words

FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("5", 5),
        ("１２", 12),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("12 件", 12),
        ("5（件）", 5),
        ("0\xa0", 0),
        ("5\n件", 5),
        ("3①", 3),
        ("12 ②", 12),
        ("5*", 5),
        ("1,234 件※", 1234),
    ],
)
def test_counts(raw: str, value: int) -> None:
    assert read_number(raw)[:2] == (State.REPORTED, value)


@pytest.mark.parametrize("raw", ["", " ", "\u3000", "\xa0", "/", "／", "—", "——", "-", "－", "无", "\\"])
def test_blanks(raw: str) -> None:
    assert read_number(raw).state is State.BLANK


@pytest.mark.parametrize(
    "raw",
    [
        "3²",
        "①3",
        "3①2",
        "3****",
        "①",
        "5¹",
        "⑩",
        "½",
        "1 234",
        "5\n6",
        "05",
        "-5",
        "+5",
        "减5",
        "1,23",
        "1.234.5",
        "5%",
        "约5",
        "3-5",
    ],
)
def test_what_is_not_plainly_one_count_is_words(raw: str) -> None:
    assert read_number(raw).state is State.TEXT


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("+1036", 1036),
        ("-3", -3),
        ("－3", -3),
        ("−3", -3),
        ("减3", -3),
        ("减少 3 项", -3),
        ("↓3", -3),
        ("增5", 5),
        ("增加5项", 5),
        ("新增5", 5),
        ("↑5", 5),
        ("减0", 0),
    ],
)
def test_changes(raw: str, value: int) -> None:
    assert read_number(raw, signed=True)[:2] == (State.REPORTED, value)


@pytest.mark.parametrize("raw", ["增3减2", "+3/-2", "—3", "增", "减", "持平", "增长5%", "1-3"])
def test_changes_that_are_words(raw: str) -> None:
    assert read_number(raw, signed=True).state is State.TEXT


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("53万", 53, "万"),
        ("5243.7万元", 5243.7, "万元"),
        ("12.3（万元）", 12.3, "万元"),
        ("1,234.50 元", 1234.5, "元"),
        ("1.2亿元", 1.2, "亿元"),
        ("0.00", 0, ""),
    ],
)
def test_money(raw: str, value: float, unit: str) -> None:
    assert read_number(raw, money=True) == (State.REPORTED, value, unit)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("采购总金额(元)", "元"),
        ("采购总金额（单位：人民币万元）", "万元"),
        ("采购总金额（单位为万元，保留两位小数）", "万元"),
        ("采购总金额（单位：件）", ""),
        ("采购总金额（单位：百万元）", ""),
        ("采购总金额", ""),
    ],
)
def test_the_unit_that_a_heading_prints(heading: str, unit: str) -> None:
    assert read_money_unit(heading) == unit


@given(
    st.integers(0, 10**9), st.sampled_from(["", " ", "\u3000", "\n", "\xa0", "\u200b"]), st.booleans(), st.booleans()
)
def test_every_count_in_every_dress(number: int, blank: str, grouped: bool, full_width: bool) -> None:
    printed = f"{number:,}" if grouped else str(number)
    raw = blank + (printed.translate(FULL_WIDTH) if full_width else printed) + blank
    assert read_number(raw) == (State.REPORTED, number, "")


@given(st.integers(-(10**9), 10**9))
def test_every_change_with_its_sign(number: int) -> None:
    assert read_number(f"{number:+}", signed=True)[:2] == (State.REPORTED, number)
    word = "减" if number < 0 else "增"
    assert read_number(f"{word}{abs(number)}", signed=True)[:2] == (State.REPORTED, number)


@given(st.decimals(0, 10**9, places=4), st.sampled_from([*MONEY_UNITS, ""]))
def test_every_amount_with_its_unit(amount: object, unit: str) -> None:
    assert read_number(f"{amount}{unit}", money=True) == (State.REPORTED, float(str(amount)), unit)


@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.sampled_from([" ", "  ", "\n\n", "\u3000 ", "\n", "、", "/", "~", "及", "①", "²", "(", "*"]),
)
def test_two_numbers_are_never_one(first: int, second: int, between: str) -> None:
    assert read_number(f"{first}{between}{second}").state is State.TEXT


@given(st.text(max_size=12))
def test_anything_is_a_number_a_blank_or_words(raw: str) -> None:
    for money, signed in ((False, False), (True, False), (False, True)):
        state, value, _ = read_number(raw, money, signed)
        assert (state is State.REPORTED) == (value is not None)
        assert state in (State.REPORTED, State.BLANK, State.TEXT)
        if value is not None and not signed:
            assert value >= 0


@given(st.text("0123456789０，．,. -－−+↑增加减少新上升下降件人次项元万亿千场期()（）含申请月①\u200b\n年", max_size=12))
def test_nothing_that_is_read_as_a_number_has_words(raw: str) -> None:
    for money in (False, True):
        if read_number(raw, money, signed=True).state is State.REPORTED:
            assert is_without_words(raw)


@pytest.mark.parametrize(
    "said", ["−5", "增加 3 件", "（5）", "１２．５ 万元", "55（含自然失效 29 件）", "", "12\n7", "/"]
)
def test_what_numbers_are_printed_with_is_no_words(said: str) -> None:
    assert is_without_words(said)


@pytest.mark.parametrize("said", ["2023年", "第 3 项", "（含自然失效 29 件）", "12①说明", "规章", "A1"])
def test_what_says_more_than_numbers_has_words(said: str) -> None:
    assert not is_without_words(said)


@given(st.text("一二三四（）()、.．1234567890本年新收政府信息公开申请“”增/减：", max_size=20))
def test_blanks_inside_a_label_change_nothing(label: str) -> None:
    assert words(label) == words("\u3000 \n".join(label))


def test_digits_of_several_cells_that_ran_together_are_no_number() -> None:
    assert read_number("200972292612528").state is State.REPORTED
    assert read_number("2009722926125281").state is State.TEXT


def test_a_blank_beside_numbers_that_ran_together_may_be_one_of_them() -> None:
    rows = [("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "", "2009722926125281", "5")]
    rows += [("行政规范性文件", "", "3", "5")]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    before = "<h1>甲县2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p>"
    page = f"{before}<table>{table}</table><p>五、存在的主要问题及改进情况</p>"
    read = read_report(page.encode(), Context(url=""))
    assert isinstance(read, Report)
    issued = {figure.row_key: figure for figure in read.figures if figure.column_key == "issued"}
    assert issued["rules"].state is State.AMBIGUOUS and "2009722926125281" in issued["rules"].reason
    assert issued["normative_documents"].state is State.BLANK
