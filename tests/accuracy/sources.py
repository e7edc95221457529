"""The figures of real reports: those transcribed beside the checkout, of the demonstration, and of the golden folders."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from pipelines.forms import load_forms

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
Figures = dict[str, str]


class Source(NamedTuple):
    """A report that is printed and damaged again and again."""

    form: str
    title: str
    figures: Figures


def load_sources() -> dict[str, list[Source]]:
    """By form: every real report, each as it is and once more with another number wherever it prints one."""
    sources: dict[str, list[Source]] = {form: [] for form in load_forms()}
    for form, title, figures in (*_transcribed(), *_golden(), *_demonstrated()):
        whole = _complete(form, figures)
        if whole:
            sources[form] += [Source(form, title, whole), Source(form, title, _redrawn(form, whole, Random(title)))]
    for form, known in sources.items():
        if not known:
            known.append(
                Source(form, f"青石县人民政府{load_forms()[form].first_year}年政府信息公开工作年度报告", _drawn(form))
            )
    return sources


def _transcribed() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for path in sorted(SHARED.glob("*/truth.json")):
        for truth in json.loads(path.read_text(encoding="utf-8")).values():
            yield truth["form"], truth["title"].partition(" (")[0], truth["cells"]


def _golden() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for path in sorted((ROOT / "tests" / "documents").glob("*/cells.json")):
        meta = json.loads((path.parent / "meta.json").read_text(encoding="utf-8"))
        if "form" in meta:
            yield meta["form"], meta["title"], json.loads(path.read_text(encoding="utf-8"))


def _demonstrated() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    reports: dict[tuple[str, int], dict[str, object]] = {}
    with (ROOT / "demo" / "figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reports.setdefault((row["body"], int(row["year"])), {})[row["cell"]] = row["printed"]
    for (body, year), figures in reports.items():
        yield "2019" if year < 2021 else "2021", f"青石县{body}{year}年政府信息公开工作年度报告", figures


def _complete(form: str, figures: Mapping[str, object]) -> Figures:
    """A printed text for every cell of the form, or none where few of its cells are known."""
    cells = load_forms()[form].cells
    keys = [".".join(c.key) for c in cells if not c.is_variant or ".".join(c.key) in figures]
    default = figures.get("*", "0" if "*" in figures else "")
    whole = {key: "" if (value := figures.get(key, default)) in (None, "?") else str(value) for key in keys}
    known = keys if "*" in figures else [key for key in keys if figures.get(key, "?") != "?"]
    return whole if len(known) > len(keys) // 2 else {}


def _redrawn(form: str, figures: Figures, random: Random) -> Figures:
    """The same report with other numbers that fulfil its equations, hardly two alike, so that none can pass for another."""
    drawn = {key: str(random.randrange(100, 999)) if text.isdecimal() else text for key, text in figures.items()}
    equations = sorted(load_forms()[form].equations, key=lambda e: (e.each == "row", -len(e.left)))
    for equation in equations:
        table = equation.table_key
        pairs = {tuple(key.split(".")[1:]) for key in drawn if key.startswith(table + ".")}
        for other in sorted({row if equation.each == "row" else column for row, column in pairs}):
            left, right = (
                [key for term in side if (key := _key(equation.each, table, other, term)) in drawn]
                for side in (equation.left, equation.right)
            )
            _balance(drawn, left, right)
    return drawn


def _key(each: str, table: str, other: str, term: str) -> str:
    return f"{table}.{other}.{term}" if each == "row" else f"{table}.{term}.{other}"


def _balance(drawn: Figures, left: list[str], right: list[str]) -> None:
    """Gives the last figure of the right side what is missing, where it prints a number; a debt goes to the first of the left."""
    if not left or not right or not drawn[right[-1]].isdecimal():
        return
    missing = sum(map(_count, map(drawn.get, left))) - sum(map(_count, map(drawn.get, right[:-1])))
    if missing < 0 and drawn[left[0]].isdecimal():
        drawn[left[0]] = str(int(drawn[left[0]]) - missing)
    drawn[right[-1]] = str(max(missing, 0))


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _drawn(form: str) -> Figures:
    cells = load_forms()[form].cells
    return _redrawn(form, {".".join(cell.key): "1" for cell in cells if not cell.is_variant}, Random(form))
