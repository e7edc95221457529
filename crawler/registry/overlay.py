"""The operator's own registry file, laid over the project's: it adds portals, changes them, and leaves some out."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from crawler.registry import Portal, Registry, RegistryError, load_registry, portal_in, rows_of

OVERLAY_COLUMNS = ("adcode", "name", "home_url", "section_url", "disabled")
DISABLED = {"": False, "no": False, "0": False, "yes": True, "1": True}


@cache
def registry_with(overlay: str) -> Registry:
    """The project's registry with the file at `overlay` laid over it; "" stands for none.

    A row is told by the host and port of its home_url. One that the registry has is changed where the row says
    something, or left out with `disabled` = yes; any other is added. Raises RegistryError, which names file and line.
    """
    registry = load_registry()
    if not overlay:
        return registry
    rows = dict(_rows(Path(overlay)))
    kept = [portal for portal in registry.portals if portal.key not in rows]
    laid = [_laid_over(registry.by_key.get(key), own) for key, own in rows.items() if own]
    return Registry((*laid, *kept))


def _rows(path: Path) -> Iterator[tuple[str, Portal | None]]:
    """The rows by portal, None where one is disabled. Raises RegistryError."""
    seen: dict[str, str] = {}
    for row, place in rows_of(path):
        if unknown := row.keys() - set(OVERLAY_COLUMNS):
            raise RegistryError(f"{place}: {', '.join(sorted(unknown))} is no column; use {', '.join(OVERLAY_COLUMNS)}")
        portal = portal_in(row, place)
        if portal.key in seen:
            raise RegistryError(f"{place}: {portal.key} stands already in {seen[portal.key]}; keep one of the two rows")
        seen[portal.key] = place
        disabled = DISABLED.get((row.get("disabled") or "").strip().lower())
        if disabled is None:
            raise RegistryError(f"{place}: disabled is {row['disabled']!r}; write yes or no, or nothing")
        yield portal.key, None if disabled else portal


def _laid_over(known: Portal | None, own: Portal) -> Portal:
    known = known or Portal(own.home_url)
    return replace(
        own,
        adcode=own.adcode or known.adcode,
        name=own.name or known.name,
        section_url=own.section_url or known.section_url,
        is_operators=True,
    )
