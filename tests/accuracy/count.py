"""Runs the mutations and counts the cells."""

import json
from collections.abc import Iterable, Iterator
from multiprocessing import Pool
from typing import NamedTuple

from pipelines.read import Context, read_report
from tests.accuracy.judge import Tally, judge
from tests.accuracy.mutate import Mutation, mutate_all
from tests.accuracy.sources import SHARED, load_sources

BATCH = 50  # reports that a process takes at a time


class Batch(NamedTuple):
    """Mutations `start` up to `end` of a form in a format."""

    format_name: str
    form: str
    start: int
    end: int


def count_mutations(reports: dict[str, int], processes: int) -> Iterator[tuple[str, str, Tally]]:
    """Format, form and tally for every form, given how many reports to damage in each format."""
    batches = [
        Batch(name, form, start, min(start + BATCH, reports[name]))
        for name in reports
        for form in load_sources()
        for start in range(0, reports[name], BATCH)
    ]
    with Pool(processes) as pool:
        yield from _joined(zip(batches, pool.imap(count_batch, batches), strict=True))


def count_batch(batch: Batch) -> Tally:
    """Damages, reads and judges; every wrong cell is told with what makes it again."""
    sources = load_sources()[batch.form]
    tally = Tally()
    numbers = range(batch.start, batch.end)
    mutations = mutate_all(batch.format_name, sources, [f"{batch.format_name} {batch.form} {n}" for n in numbers])
    for number, mutation in zip(numbers, mutations, strict=True):
        found = _read_and_judge(batch.form, mutation)
        found.wrong = [f"{number} ({' + '.join(mutation.damages)}) {wrong}" for wrong in found.wrong]
        tally.add(found)
    return tally


def _read_and_judge(form: str, mutation: Mutation) -> Tally:
    try:
        read = read_report(mutation.data, Context(url=""))
    except Exception as error:  # a worker lists it as unread; here it is told among what is wrong
        return Tally(1, wrong=[f"reading crashed: {error!r}"])
    return judge(form, mutation.truth, read)


def count_as_served() -> Iterator[tuple[str, str, Tally]]:
    """The same for the real documents beside the checkout, as they were served."""
    for path in sorted(SHARED.glob("*/truth.json")):
        for name, expected in json.loads(path.read_text(encoding="utf-8")).items():
            truth = {
                key: ("" if value is None else str(value),)
                for key, value in expected["cells"].items()
                if key not in expected.get("ambiguous", ())
            }
            read = read_report((path.parent / expected["file"]).read_bytes(), Context(url=""))
            yield name, expected["form"], judge(expected["form"], truth, read)


def _joined(counted: Iterable[tuple[Batch, Tally]]) -> Iterator[tuple[str, str, Tally]]:
    """The batches of one format and form as one; they come in order."""
    current: tuple[str, str] | None = None
    total = Tally()
    for batch, tally in counted:
        if current not in (None, batch[:2]):
            yield *current, total
            total = Tally()
        current = batch[:2]
        total.add(tally)
    if current:
        yield *current, total
