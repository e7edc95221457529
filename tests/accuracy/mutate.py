"""One damaged report from a seed: which report, which damage, what it prints, what is true."""

from contextlib import suppress
from random import Random
from typing import NamedTuple

from tests.accuracy.damages import load_damages, load_stream_damages
from tests.accuracy.damages.choosing import DoesNotFit
from tests.accuracy.formats import load_formats
from tests.accuracy.printed import print_tables, truth_of
from tests.accuracy.sources import Source

SECOND, STREAM = 0.3, 0.1  # how many reports suffer a second damage, and one to their bytes


class Mutation(NamedTuple):
    """`damages` names what was done, in order; `truth` is what the page may be taken to say under each key."""

    damages: list[str]
    truth: dict[str, tuple[str, ...]]
    data: bytes


def mutate(format_name: str, sources: list[Source], seed: str) -> Mutation:
    """The same mutation for the same seed, on every machine."""
    random = Random(seed)
    source = random.choice(sources)
    report = print_tables(*source)
    damages = load_damages()
    done = []
    for _ in range(2 if random.random() < SECOND else 1):
        name = random.choice(sorted(damages))
        with suppress(DoesNotFit):
            damages[name](report, random)
            done.append(name)
    data = load_formats()[format_name].print_report(report, random)
    if random.random() < STREAM:
        streams = load_stream_damages()
        name = random.choice(sorted(streams))
        with suppress(DoesNotFit):
            data = streams[name](data, random)
            done.append(name)
    return Mutation(done, truth_of(report), data)
