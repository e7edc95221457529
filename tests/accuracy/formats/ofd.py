"""OFD: the same pages as those of PDF, rules and words in millimetres from the upper left corner."""

from itertools import pairwise
from random import Random

from tests.accuracy.drawn import HEIGHT, SIZE, WIDTH, Box, Words, draw_report
from tests.accuracy.printed import PrintedReport
from tests.ofd_writer import MILLIMETRES, Page, Rule, Run, Style, ofd, run

SHARE = 0.2  # of the reports: a page takes long to read
STYLES = (Style(), Style(by_letter=True), Style(filled_rules=True), Style(template=True, prefix=""))


def print_report(report: PrintedReport, random: Random) -> bytes:
    """The pages that `draw_report` lays out, written as one of the programs in use writes them."""
    pages = [
        Page(
            WIDTH * MILLIMETRES,
            HEIGHT * MILLIMETRES,
            tuple(_run(words) for words in page.words if words.text),
            tuple(rule for box in page.boxes for rule in _rules(box)),
        )
        for page in draw_report(report, random)
    ]
    return ofd(pages, random.choice(STYLES))


def _run(words: Words) -> Run:
    return run(words.text, words.x * MILLIMETRES, (HEIGHT - words.y) * MILLIMETRES, SIZE * MILLIMETRES)


def _rules(box: Box) -> tuple[Rule, ...]:
    left, right = box.left * MILLIMETRES, box.right * MILLIMETRES
    top, bottom = (HEIGHT - box.top) * MILLIMETRES, (HEIGHT - box.bottom) * MILLIMETRES
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return tuple(Rule(*one, *other) for one, other in pairwise(corners))
