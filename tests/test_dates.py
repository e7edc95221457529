"""Dates and periods in the numerals in which reports print them."""

import pytest

from pipelines.dates import read_date, read_period, split_date


@pytest.mark.parametrize(
    "printed, day",
    [
        ("2024年1月15日", "2024-01-15"),
        ("２０２４ 年 1 月 5 号", "2024-01-05"),
        ("二〇二四年一月十五日", "2024-01-15"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("二零二一年元月五日", "2021-01-05"),
        ("二〇二二年十月十日", "2022-10-10"),
        ("2024年一月廿五日", "2024-01-25"),
        ("2020年2月30日", ""),
        ("二〇二四年一月", ""),
    ],
)
def test_a_date_in_any_numerals(printed: str, day: str) -> None:
    assert read_date(f"印发于 {printed}。") == day
    assert split_date(f"淇县财政局　{printed}")[1] == day


@pytest.mark.parametrize(
    "prose, year",
    [
        ("统计期限自2024年1月1日至2024年12月31日", 2024),
        ("所列数据统计期限为2023年01月01日起至12月31日", 2023),
        ("统计时间为二〇二二年一月一日至十二月三十一日", 2022),
        ("数据统计期限：2021年1月至12月", 2021),
        ("2024年1月至3月共受理3件", None),
        ("2024年11月1日起施行", None),
    ],
)
def test_the_period_that_figures_cover(prose: str, year: int | None) -> None:
    assert read_period(prose) == year


@pytest.mark.parametrize(
    "line, before, day",
    [
        ("淇县财政局 2024年1月15日", "淇县财政局", "2024-01-15"),
        ("（2024年1月15日）", "", "2024-01-15"),
        ("2024年1月15日印发", "2024年1月15日印发", ""),
        ("2023年1月1日至2023年12月31日", "2023年1月1日至", "2023-12-31"),
    ],
)
def test_the_date_that_a_line_ends_with(line: str, before: str, day: str) -> None:
    assert split_date(line) == (before, day)
