"""Which numbers may be compared over the generations of the form: the series of crosswalk.yml, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.forms import FormCell, load_forms

_FILE = Path(__file__).with_suffix(".yml")


class Relation(StrEnum):
    """How what a cell counts stands to what its series counts."""

    SAME = "same"
    NARROWER = "narrower"  # it counts less
    BROADER = "broader"  # it counts more
    NOT_COMPARABLE = "not_comparable"  # it looks like the series and is not


@dataclass(frozen=True, slots=True)
class CrosswalkCell:
    """One cell of a form in a series. The `parts` cells of one `way` are added; ways of a form are alternatives."""

    series: str
    series_zh: str
    series_en: str
    unit: str
    way: int
    part: int  # from 1
    parts: int
    cell: FormCell
    relation: Relation
    shared: bool  # it stands in another series of its form too
    note_zh: str
    note_en: str


@cache
def load_crosswalk() -> tuple[CrosswalkCell, ...]:
    """Every cell of every series. Raises KeyError for a cell that its form does not have."""
    data = yaml.load(_FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return tuple(cell for series in data["series"] for cell in _cells(series))


def _cells(series: dict[str, Any]) -> Iterator[CrosswalkCell]:
    for way, count in enumerate(series["counts"], 1):
        for form in count["forms"]:
            cells = {cell.key: cell for cell in load_forms()[form].cells}
            for part, (table, row, column) in enumerate(count["cells"], 1):
                yield CrosswalkCell(
                    series=series["key"],
                    series_zh=series["zh"],
                    series_en=series["en"],
                    unit=series["unit"],
                    way=way,
                    part=part,
                    parts=len(count["cells"]),
                    cell=cells[table, row, column],
                    relation=Relation(count["relation"]),
                    shared=count.get("shared", False),
                    note_zh=count.get("zh", ""),
                    note_en=count.get("en", ""),
                )
