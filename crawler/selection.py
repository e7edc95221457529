"""Which of the reports found the operator asked for."""

import json
import re
from dataclasses import dataclass

from crawler.registry import RegistryError


@dataclass(frozen=True)
class Selection:
    """Report years to take (none named: all) and how many reports to fetch at most (0: no limit)."""

    years: frozenset[int]
    limit: int

    @property
    def is_all(self) -> bool:
        """Whether every report is asked for."""
        return not self.years and not self.limit

    def wants(self, year: int | None) -> bool:
        """Whether a report on this year is asked for; one whose year its title hides is."""
        return not self.years or year is None or year in self.years


def job_of(portals: str, years: str, limit: str) -> str:
    """What a crawl was asked for, as JSON; the keys are the spider's arguments."""
    return json.dumps({"portals": portals, "years": years, "limit": limit}, ensure_ascii=False)


def parse_years(text: str) -> frozenset[int]:
    """The years of "2021-2023,2019". Raises RegistryError for anything else."""
    years: set[int] = set()
    for part in filter(None, text.replace(" ", "").split(",")):
        span = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if first > last:
            raise RegistryError(f"{part!r} names no years; write 2023, 2021-2023 or 2019,2021")
        years |= set(range(first, last + 1))
    return frozenset(years)
