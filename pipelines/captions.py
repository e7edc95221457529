"""What the captions of a report's tables say of their numbers: of another year or period, or counted in tens of thousands."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from pipelines.blocks import Block, Table
from pipelines.forms.form import Form
from pipelines.matching.layouts import tables_of
from pipelines.report import Figure, Finding, Key, State

_LONGEST = 60  # characters; what is longer, or a sentence, is prose before a table
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\d{1,2}月)")
_PERIOD = re.compile(r"第[一二三四1-4]季度|[上下]半年|累计|历年")
_SCALE = re.compile(r"单位[:为]?\s*\(?((?:[十百千万亿]+(?![元百千万亿])|[%‰])[^\s,、;)]{0,2})")
_OTHERWISE = ("比", "较", "截至", "截止", "同期", "增", "减", "。")


def doubt_scaled(form: Form, blocks: Sequence[Block], figures: dict[Key, Figure]) -> dict[Key, Figure]:
    """The figures; counts in a table that counts in hundreds or in per cent, as its caption says, are ambiguous."""
    scales = {place: match[1] for place, caption in _captions(blocks) if (match := _SCALE.search(caption))}
    if not scales:
        return figures
    counts = {cell.key for cell in form.cells if not cell.money}
    doubted = dict(figures)
    for key, figure in figures.items():
        scale = scales.get(_table(figure))
        if scale and key in counts and figure.state is State.REPORTED:
            reason = f"the table's caption gives {scale} as the unit of its numbers"
            doubted[key] = figure._replace(state=State.AMBIGUOUS, value=None, reason=reason)
    return doubted


def find_other_periods(blocks: Sequence[Block], figures: Mapping[Key, Figure], year: int) -> Iterator[Finding]:
    """A finding for each table with figures of the form whose caption names another year than the report's, or a period."""
    for place, caption in _captions(blocks):
        years = {int(named) for named in _YEAR.findall(caption)}
        is_other = bool(years) and year not in years
        if not (is_other or _PERIOD.search(caption)) or any(word in caption for word in _OTHERWISE):
            continue
        if table_key := next((figure.table_key for figure in figures.values() if _table(figure) == place), ""):
            message = (
                f"{place} 的表题与 {year} 年度不符 (the table's caption names another year or period than the report)"
            )
            found = max(years) if is_other else None
            yield Finding("year_disagrees", table_key, "", "", year, found, message, caption)


def years_of_captions(blocks: Sequence[Block]) -> dict[int, int]:
    """The year of each table, by its number, whose caption names one year, and no period or comparison."""
    named: dict[str, set[int]] = {}
    for place, caption in _captions(blocks):
        is_plain = not _PERIOD.search(caption) and not any(word in caption for word in _OTHERWISE)
        named.setdefault(place, set()).update(map(int, _YEAR.findall(caption)) if is_plain else (0, 1))
    return {int(place.removeprefix("table ")): min(years) for place, years in named.items() if len(years) == 1}


def _captions(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Each table, as places name it, with the short paragraph before it, and with the only cell of its first row."""
    for table, caption in tables_of(blocks):
        for said in (caption, _first_row(table)):
            folded = unicodedata.normalize("NFKC", said).replace(" ", "")
            if folded and len(folded) <= _LONGEST:
                yield f"table {table.number}", folded


def _first_row(table: Table) -> str:
    first = [cell for cell in table.cells[:2] if cell.row == 0]
    return first[0].text if len(first) == 1 else ""


def _table(figure: Figure) -> str:
    return figure.place.partition(",")[0]
