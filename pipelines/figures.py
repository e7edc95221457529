"""What a crawl counts, as rows of `runs` and `visits`."""

import resource
import sys
from collections import Counter
from collections.abc import Mapping

from archive.notes import Row

ByPortal = Mapping[tuple[str, str], int]  # portal and what is counted
KIBIBYTES_A_MB = 1000 if sys.platform != "darwin" else 1_000_000  # Linux counts memory in KiB, macOS in bytes


def run_figures(
    requests: int, seconds: float, responses: Mapping[str, int], decided: ByPortal, outcomes: ByPortal
) -> dict[str, int | float]:
    """The figures of a run that ends, as columns of `runs`.

    `responses` has "responses", "revisits" and "resumed"; `decided` counts decisions on links, `outcomes` those on reports.
    """
    links, reports = _summed(decided), _summed(outcomes)
    return {
        "requests": requests,
        "responses": responses["responses"],
        "revisits": responses["revisits"],
        "reports_new": reports["new"],
        "reports_changed": reports["changed"],
        "reports_unchanged": reports["unchanged"],
        "rejected": links["rejected"],
        "blocked": links["blocked"] + links["failed"],
        "unread": reports["unread"],
        "resumed": responses["resumed"],
        "seconds": round(seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_A_MB,
    }


def visit_row(portal: Row, is_whole: bool, answered: ByPortal, decided: ByPortal, outcomes: ByPortal) -> Row:
    """The row of `visits` for a row of `portals`. `answered` counts "pages" and "failed" requests."""
    name = str(portal["portal"])
    return {
        "portal": name,
        "run_id": portal["last_run_id"],
        "is_whole": int(is_whole),
        "state": portal["state"],
        "reason": portal.get("reason") or None,
        "pages": answered.get((name, "pages"), 0),
        "failed": answered.get((name, "failed"), 0),
        "list_pages": decided.get((name, "list_page"), 0),
        "reports": decided.get((name, "report"), 0),
        "reports_new": outcomes.get((name, "new"), 0),
        "reports_changed": outcomes.get((name, "changed"), 0),
        "reports_unchanged": outcomes.get((name, "unchanged"), 0),
        "rejected": decided.get((name, "rejected"), 0),
        "blocked": decided.get((name, "blocked"), 0) + decided.get((name, "failed"), 0),
        "unread": outcomes.get((name, "unread"), 0),
    }


def _summed(by_portal: ByPortal) -> Counter[str]:
    sums = Counter[str]()
    for (_, kind), number in by_portal.items():
        sums[kind] += number
    return sums
