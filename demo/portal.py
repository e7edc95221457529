"""The values that describe a demonstration portal, as portals.yml holds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class Body:
    """A government body, and the file format of its report for each year."""

    key: str
    organisation: str
    title: str
    years: dict[int, str]
    section: str = ""  # the list it stands in; "" is the portal's own

    def report_title(self, year: int) -> str:
        """The title in full, whatever the lists of the portal print."""
        title = self.title.format(organisation=self.organisation, year=year)
        return title if "报告" in title else f"{self.organisation}{title}政府信息公开工作年度报告"


@dataclass(frozen=True)
class Entry:
    """One line of a list. `format` is that of a report, "text" for what is none, "missing" where nothing is served."""

    number: int
    title: str
    date: date
    format: str
    section: str = ""
    body: Body | None = None
    year: int = 0
    attached: str = ""  # file name in documents/
    path: str = ""  # where a missing page is linked to

    @property
    def full_title(self) -> str:
        """The title as its own page prints it."""
        return self.body.report_title(self.year) if self.body else self.title


@dataclass(frozen=True)
class Portal:
    """A portal and the lines of its lists, newest first."""

    key: str
    cms: str
    name: str
    site_code: str
    page_size: int
    entries: tuple[Entry, ...]

    def lists(self) -> dict[str, list[Entry]]:
        """The lines by the section they stand in."""
        lists: dict[str, list[Entry]] = {}
        for entry in self.entries:
            lists.setdefault(entry.section, []).append(entry)
        return lists

    def pages(self, section: str) -> list[list[Entry]]:
        """One list, cut into its pages."""
        lines = self.lists()[section]
        return [lines[start : start + self.page_size] for start in range(0, len(lines), self.page_size)]


def load_portals() -> list[Portal]:
    """Every portal of portals.yml."""
    text = (Path(__file__).parent / "portals.yml").read_text(encoding="utf-8")
    return [_portal(fields) for fields in yaml.safe_load(text)]


def document_name(body: str, year: int, format: str) -> str:
    """The name in documents/ of a report that is served as a file."""
    return f"{body}_{year}.{'docx' if format == 'docx' else 'pdf'}"


def _portal(fields: dict[str, Any]) -> Portal:
    entries = sorted(_entries(fields), key=lambda entry: entry["date"], reverse=True)
    numbered = tuple(Entry(number=1200 + 7 * (len(entries) - index), **e) for index, e in enumerate(entries))
    names = ("key", "cms", "name", "site_code", "page_size")
    return Portal(**{name: fields[name] for name in names}, entries=numbered)


def _entries(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for described in fields["bodies"]:
        body = Body(**described)
        for year, format in body.years.items():
            yield {
                "title": body.title.format(organisation=body.organisation, year=year),
                "date": date(year + 1, 1, 5) + timedelta(days=Random(f"{body.key} {year} date").randint(0, 80)),
                "format": format,
                "section": body.section,
                "body": body,
                "year": year,
                "attached": "" if format == "html" else document_name(body.key, year, format),
            }
    for described in fields["lookalikes"]:
        yield {"format": "text", **described}
    for described in fields.get("missing", ()):
        yield {"format": "missing", **described}
