"""Damaged reports from seeds: which report, which damage, what it prints, what is true."""

from collections.abc import Iterable
from contextlib import suppress
from random import Random
from typing import NamedTuple

from tests.accuracy.damages import load_damages, load_stream_damages
from tests.accuracy.damages.choosing import DoesNotFit
from tests.accuracy.formats import load_formats
from tests.accuracy.printed import PrintedReport, print_tables
from tests.accuracy.sources import Source
from tests.accuracy.truth import truth_of, truth_of_sheet

SECOND, STREAM = 0.3, 0.1  # how many reports suffer a second damage, and one to their bytes


class Mutation(NamedTuple):
    """`damages` names what was done, in order; `truth` is what the page may be taken to say under each key."""

    damages: list[str]
    truth: dict[str, tuple[str, ...]]
    data: bytes


def mutate(format_name: str, sources: list[Source], seed: str) -> Mutation:
    """The same mutation for the same seed, on every machine."""
    return mutate_all(format_name, sources, [seed])[0]


def mutate_all(format_name: str, sources: list[Source], seeds: Iterable[str]) -> list[Mutation]:
    """The mutation of each seed; a format that another program writes is written by one run of it."""
    module = load_formats()[format_name]
    drafts = [_draft(sources, Random(seed)) for seed in seeds]
    files = [module.print_report(draft.report, draft.random) for draft in drafts]
    if convert := getattr(module, "convert", None):
        files = convert(files)
    is_sheet = getattr(module, "IS_SHEET", False)
    return [
        Mutation(
            draft.done,
            truth_of_sheet(draft.report, draft.whole) if is_sheet else truth_of(draft.report),
            _damaged(data, draft.random, draft.done),
        )
        for draft, data in zip(drafts, files, strict=True)
    ]


class _Draft(NamedTuple):
    """A report whole and damaged, before it is printed, what was done to it, and where the seed's numbers stand."""

    done: list[str]
    whole: PrintedReport
    report: PrintedReport
    random: Random


def _draft(sources: list[Source], random: Random) -> _Draft:
    whole = print_tables(*random.choice(sources))
    report = whole.copy()
    damages = load_damages()
    done = []
    for _ in range(2 if random.random() < SECOND else 1):
        name = random.choice(sorted(damages))
        with suppress(DoesNotFit):
            damages[name](report, random)
            done.append(name)
    return _Draft(done, whole, report, random)


def _damaged(data: bytes, random: Random, done: list[str]) -> bytes:
    """The file, now and then damaged itself, which is added to what was done."""
    if random.random() < STREAM:
        streams = load_stream_damages()
        name = random.choice(sorted(streams))
        with suppress(DoesNotFit):
            data = streams[name](data, random)
            done.append(name)
    return data
