"""`make accuracy`: prints, for every format and form, the cells that are right, flagged, and wrong and unflagged.

The exit status is 1 where more are wrong than may be.

python -m tests.accuracy [--reports N] [--only FORMAT]
"""

import argparse
import os
import sys
from collections.abc import Iterable
from itertools import groupby

from tests.accuracy.count import count_as_served, count_mutations
from tests.accuracy.formats import load_formats
from tests.accuracy.judge import Tally

REPORTS = 1000  # of each form in each format; a fixed number is a fixed seed
SHOWN = 12  # damaged reports with a wrong cell that are told
MOST = 1  # wrong cells of 100,000 damaged ones; of those as served none may be wrong


def main() -> None:
    """Prints two tables in Markdown, each with the cases that were wrong."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--reports", type=int, default=REPORTS)
    arguments.add_argument("--only", choices=sorted(load_formats()))
    options = arguments.parse_args()
    served = print_table("as served", count_as_served())
    share = {name: getattr(module, "SHARE", 1) for name, module in load_formats().items()}
    reports = {
        name: int(options.reports * share[name])
        for name in load_formats()
        if options.only in (None, name) and not _missing(name)
    }
    damaged = print_table("format, damaged", count_mutations(reports, os.cpu_count() or 1))
    for name in load_formats():
        if _missing(name):
            print(f"NOT COUNTED: {name}: {_missing(name)}")
    sys.exit(bool(served.wrong) or len(damaged.wrong) * 100_000 > MOST * damaged.cells)


def print_table(title: str, counted: Iterable[tuple[str, str, Tally]]) -> Tally:
    """A line for each tally as it comes, then the total and the cases that were wrong."""
    print(f"\n| {title} | form | reports | cells | right | flagged | wrong and unflagged | of 100,000 |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    total, cases = Tally(), []
    for name, form, tally in counted:
        print(_line(name, form, tally), flush=True)
        cases += [f"{name} {form} {wrong}" for wrong in tally.wrong]
        total.add(tally)
    print(_line("all", "", total))
    for number, (case, wrong) in enumerate(groupby(cases, key=lambda case: case.partition(")")[0])):
        if number < SHOWN:
            cells = list(wrong)
            print(f"{case}): {len(cells)} cells, as {cells[0].partition(') ')[2]}")
    return total


def _missing(name: str) -> str:
    """What a format lacks to be printed, "" if nothing."""
    return getattr(load_formats()[name], "MISSING", "")


def _line(name: str, form: str, tally: Tally) -> str:
    rate = 100_000 * len(tally.wrong) / (tally.cells or 1)
    shares = " | ".join(f"{100 * count / (tally.cells or 1):.1f} %" for count in (tally.right, tally.flagged))
    return f"| {name} | {form} | {tally.reports:,} | {tally.cells:,} | {shares} | {len(tally.wrong)} | {rate:.1f} |"


if __name__ == "__main__":
    main()
