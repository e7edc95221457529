"""The demonstration portals: their made-up figures add up, their bytes stay the same."""

from importlib import import_module

import pytest

from demo.figures import APPLICANTS, OUTCOMES, Figures, _printed, figures_of
from demo.portal import Body, Portal, load_portals

BODIES = {entry.body.key: entry.body for portal in load_portals() for entry in portal.entries if entry.body}
INVENTED = [(body, year) for body in BODIES.values() for year in body.years if (body.key, year) not in _printed()]


def number(figures: Figures, row: str, column: str) -> int:
    return int(figures.get(f"requests.{row}.{column}", figures["*"]) or 0)


@pytest.mark.parametrize(("body", "year"), INVENTED, ids=lambda value: getattr(value, "key", value))
def test_made_up_figures_add_up(body: Body, year: int) -> None:
    figures = figures_of(body.key, year, body.years)
    for column in APPLICANTS:
        outcomes = sum(number(figures, row, column) for row in OUTCOMES)
        assert outcomes == number(figures, "outcome_total", column)
        handled = outcomes + number(figures, "carried_out", column)
        assert number(figures, "received", column) + number(figures, "carried_in", column) == handled
        if year + 1 in body.years:
            following = figures_of(body.key, year + 1, body.years)
            assert number(figures, "carried_out", column) == number(following, "carried_in", column)


@pytest.mark.parametrize("portal", load_portals(), ids=lambda portal: portal.key)
def test_pages_are_the_same_bytes_each_time(portal: Portal) -> None:
    cms = import_module(f"demo.cms.{portal.cms}")
    assert cms.pages(portal) == cms.pages(portal)
