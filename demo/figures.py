"""The figures that the demonstration's bodies report: real ones from figures.csv, the other years made up by a fixed seed."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

Figures = dict[str, str]  # "table.row.column" → as printed

APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
ENDINGS = ("upheld", "corrected", "other", "pending", "total")
DISPUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
COLUMNS = {
    ("2019", "rules"): ("made", "published", "public_total"),
    ("2019", "normative_documents"): ("made", "published", "public_total"),
    ("2019", "licences"): ("items_last_year", "change", "decisions"),
    ("2019", "other_services"): ("items_last_year", "change", "decisions"),
    ("2019", "penalties"): ("items_last_year", "change", "decisions"),
    ("2019", "coercive_measures"): ("items_last_year", "change", "decisions"),
    ("2019", "fees"): ("items_last_year", "change"),
    ("2019", "procurement"): ("purchases", "amount"),
    ("2021", "rules"): ("issued", "repealed", "in_force"),
    ("2021", "normative_documents"): ("issued", "repealed", "in_force"),
    ("2021", "licences"): ("decisions",),
    ("2021", "penalties"): ("decisions",),
    ("2021", "coercive_measures"): ("decisions",),
    ("2021", "fees"): ("amount",),
}
OUTCOMES = (
    "granted",
    "granted_in_part",
    "refused_third_party",
    "refused_internal",
    "refused_process",
    "unavailable_not_held",
    "unavailable_not_made",
    "unavailable_unclear",
    "not_processed_petition",
    "not_processed_repeat",
)


def form_of(year: int) -> str:
    """The form in force for a report year from 2019 on."""
    return "2019" if year < 2021 else "2021"


def columns_of(form: str, table: str, row: str) -> tuple[str, ...]:
    """The keys of a row's columns, in printed order."""
    if table == "requests":
        return APPLICANTS
    if table == "disputes":
        return ENDINGS
    return COLUMNS[form, row]


@cache
def _printed() -> dict[tuple[str, int], Figures]:
    reports: dict[tuple[str, int], Figures] = {}
    with (Path(__file__).parent / "figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reports.setdefault((row["body"], int(row["year"])), {})[row["cell"]] = row["printed"]
    return reports


def figures_of(body: str, year: int, years: Iterable[int]) -> Figures:
    """Every figure of one report as printed; the key "*" holds what stands in all cells that are not named.

    `years` are all the years the body reports on: what one year carries over is what the next one took over.
    """
    printed = _printed().get((body, year))
    return printed if printed is not None else _invented(body, year, frozenset(years))


def _invented(body: str, year: int, years: frozenset[int]) -> Figures:
    random = Random(f"{body} {year}")
    figures = {"*": "0"}
    figures |= _proactive(random, form_of(year))
    for applicant in APPLICANTS[:-1]:
        carried_in, carried_out = _carried(body, year - 1, applicant, years), _carried(body, year, applicant, years)
        figures |= _requests(random, applicant, carried_in, carried_out)
    for row in {cell.rpartition(".")[0] for cell in figures if cell.startswith("requests.")}:
        figures[f"{row}.total"] = str(sum(int(figures.get(f"{row}.{key}", "0")) for key in APPLICANTS[:-1]))
    for dispute in DISPUTES:
        counts = [random.choice((0, 0, 0, 1, 2)) for _ in ENDINGS[:-1]]
        for ending, count in zip(ENDINGS, [*counts, sum(counts)], strict=True):
            figures[f"disputes.{dispute}.{ending}"] = str(count)
    return figures


def _carried(body: str, year: int, applicant: str, years: frozenset[int]) -> int:
    """Requests that go over from `year` to the next one: printed figures decide, then a fixed seed."""
    for known, row in (((body, year), "carried_out"), ((body, year + 1), "carried_in")):
        if known in _printed():
            figures = _printed()[known]
            return int(figures.get(f"requests.{row}.{applicant}", figures["*"]) or 0)
    if applicant != "natural_person" or year not in years:
        return 0
    return Random(f"{body} {year} carried").randint(0, 6)


def _requests(random: Random, applicant: str, carried_in: int, carried_out: int) -> Figures:
    most = {"natural_person": 60, "business": 5, "legal_service": 3}.get(applicant, 0)
    received = max(random.randint(most // 3, most), carried_out)
    outcomes = [random.choice(OUTCOMES[:2] * 4 + OUTCOMES) for _ in range(received + carried_in - carried_out)]
    figures = {
        "received": received,
        "carried_in": carried_in,
        "outcome_total": len(outcomes),
        "carried_out": carried_out,
    } | {outcome: outcomes.count(outcome) for outcome in OUTCOMES}
    return {f"requests.{row}.{applicant}": str(count) for row, count in figures.items()}


def _proactive(random: Random, form: str) -> Figures:
    most = {"rules": 0, "normative_documents": 40, "fees": 40}
    figures = {}
    for (of_form, row), columns in COLUMNS.items():
        if of_form == form:
            for column in columns:
                figures[f"proactive.{row}.{column}"] = str(random.randint(0, most.get(row, 4000)))
    if form == "2019":
        figures["proactive.procurement.amount"] = f"{random.randint(10, 9000)}.{random.randint(1, 99):02}"
    else:
        figures["proactive.fees.amount"] = f"{random.randint(10, 9000)}.{random.randint(1, 99):02}"
    return figures
