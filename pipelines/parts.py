"""Documents that are one part of a report: what is not in them may stand in the others."""

from collections.abc import Mapping

from pipelines.report import Figure, Key, State

PAGED = "paged"  # the fact that a web page may be one of several of its article
PART = "part"  # the fact by which a reader says which part a document is, in words
LOST = "lost"  # the fact that says which parts of a report are not there, in words


def explain_absent(figures: Mapping[Key, Figure], facts: Mapping[str, str]) -> dict[Key, Figure]:
    """The figures; the absent ones say so where the document is known to be a part.

    Where a part of the report is lost, nobody knows whether it printed them: they are ambiguous.
    """
    if lost := facts.get(LOST):
        return {key: _lost(figure, lost) for key, figure in figures.items()}
    part = facts.get(PART)
    if not part:
        return dict(figures)
    return {key: f._replace(reason=part) if f.state is State.ABSENT else f for key, f in figures.items()}


def _lost(figure: Figure, lost: str) -> Figure:
    if figure.state is State.ABSENT:
        return figure._replace(state=State.AMBIGUOUS, reason=lost)
    if figure.state is State.AMBIGUOUS and not figure.place:  # words of it stand elsewhere, and no cell
        return figure._replace(reason=f"{figure.reason}; {lost}")
    return figure
