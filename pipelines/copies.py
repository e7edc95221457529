"""Which documents are the same report, and which of them say the same.

Figures decide. Words only tell documents apart whose figures agree: bodies copy one another's sentences, and a page, its
attachment and its picture print the same numbers in words that were cut up differently.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.held_reports import HeldReport, Printed
from pipelines.likeness import similarity
from pipelines.report import Key

# Of two documents without any tie but body and year, the share of their numbers other than 0 that must be equal for them
# to be one report in two editions. A body that puts a department's figures under its own name shares few; a correction
# changes few.
LEAST_SHARED = 0.5
# Of the words of two documents with the same figures. The text of a PDF and of its page are 0.95 alike and more; a report
# with every number changed is 0.64 like its template.
LEAST_ALIKE = 0.9
LIKENESS_DIGITS = 3


@dataclass(frozen=True)
class Ties:
    """What binds addresses together: the pages from which each was linked, and the pages that only carry attachments."""

    found_on: Mapping[str, frozenset[str]]
    covers: Collection[str]

    def are_attached(self, one: HeldReport, other: HeldReport) -> bool:
        """Whether they are a page and its attachment, two attachments of a page, or files of one container."""
        first, second = one.served_at, other.served_at
        if first == second:
            return True
        parents, others = self.found_on.get(first, frozenset()), self.found_on.get(second, frozenset())
        return first in others or second in parents or any(page in self.covers for page in parents & others)


def are_one_report(one: HeldReport, other: HeldReport, ties: Ties) -> bool:
    """Whether two documents of the same body and year are the same report, in whatever edition."""
    if one.url == other.url or _are_alike(one, other) or ties.are_attached(one, other):
        return True
    shared = shared_figures(one, other)
    if one.adcode or (one.portal and one.portal == other.portal):
        if shared is None:  # zeros alone, or the prose in one file and the table in another
            return not one.prose or not other.prose or similarity(one.prose, other.prose) >= LEAST_SHARED
        return shared >= LEAST_SHARED
    # A name such as 城关镇人民政府 without a division, on two portals, is two bodies unless all that is printed is the same.
    return shared == 1 and similarity(one.prose, other.prose) >= LEAST_ALIKE


def shared_figures(one: HeldReport, other: HeldReport) -> float | None:
    """The share of equal cells among those that print another number than 0 in either; None where there are none."""
    counted = [pair for _, pair in _common(one, other) if any(cell.value for cell in pair)]
    return sum(a.said == b.said for a, b in counted) / len(counted) if counted else None


def differing_cells(one: HeldReport, other: HeldReport) -> Iterator[tuple[Key, Printed, Printed]]:
    """The cells in which two documents can't both be right: different numbers, or one where the other prints none.

    A blank in the place of a 0 is none, for both say that there was nothing.
    """
    for key, (first, second) in _common(one, other):
        if first.said != second.said and (first.value or second.value):
            yield key, first, second


def say_the_same(one: HeldReport, other: HeldReport, ties: Ties) -> bool:
    """Whether one document of a report repeats the other, as far as both are read."""
    if one.url == other.url:
        return False  # what an address changed, it changed; readings that are the same are stored once
    if _are_alike(one, other):
        return True
    if next(differing_cells(one, other), None):
        return False
    if ties.are_attached(one, other) or not one.prose or not other.prose:
        return True
    return similarity(one.prose, other.prose) >= LEAST_ALIKE


def _are_alike(one: HeldReport, other: HeldReport) -> bool:
    return one.payload_digest == other.payload_digest or one.reading_digest == other.reading_digest


def copy_row(head: HeldReport, copy: HeldReport, ties: Ties) -> tuple[str, str, str, float, str]:
    """The row of `copies` for a document that repeats another."""
    relation, reason = _relation(head, copy, ties)
    return head.report_id, copy.capture_id, relation, round(similarity(head.prose, copy.prose), LIKENESS_DIGITS), reason


def _relation(head: HeldReport, copy: HeldReport, ties: Ties) -> tuple[str, str]:
    known = sum(1 for _ in _common(head, copy))
    if head.payload_digest == copy.payload_digest:
        return "same_bytes", f"the same bytes at {copy.url}"
    agree = f"no number differs in the {known} cells that both are read in"
    if ties.are_attached(head, copy):
        return "attachment", f"page and attachment, or two attachments of a page; {agree}"
    if head.portal == copy.portal:
        return "other_page", f"another address of the same portal; {agree}"
    return "other_body", f"published by {copy.portal or 'another'} too; {agree}"


def _common(one: HeldReport, other: HeldReport) -> Iterator[tuple[Key, tuple[Printed, Printed]]]:
    for key, first in one.cells.items():
        second = other.cells.get(key)
        if second and first.is_known and second.is_known:
            yield key, (first, second)


def clusters(reports: Sequence[HeldReport], ties: Ties) -> list[list[HeldReport]]:
    """The versions of a report: documents that say the same, each list headed by the one that was read best.

    `reports` are in the order in which they were first fetched, and so are the versions.
    """
    found: list[list[HeldReport]] = []
    for report in reports:
        for cluster in found:
            if any(report.url == held.url for held in cluster):
                continue
            if say_the_same(cluster[0], report, ties):
                cluster.append(report)
                break
        else:
            found.append([report])
    return [sorted(cluster, key=_best_first) for cluster in found]


def _best_first(report: HeldReport) -> tuple[int, int, str, str]:
    return -report.cells_reported, report.cells_ambiguous, report.fetched_at, report.url
