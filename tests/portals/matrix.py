"""Every test portal. A module of families/ makes one or several: the file in the folder is the registration."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

from tests.portals import families
from tests.portals.site import Site

Maker = Callable[[Site], None]


@dataclass(frozen=True)
class Made:
    """A portal, the family it shows, and what was asked of it."""

    key: str
    family: str
    site: Site
    home: str
    is_named: bool
    asked: list[str] = field(default_factory=list)  # paths with query; behind # what was posted


def _makers() -> dict[str, tuple[str, Maker]]:
    found: dict[str, tuple[str, Maker]] = {}
    for module in iter_modules(families.__path__):
        made = import_module(f"tests.portals.families.{module.name}").PORTALS
        found |= {key: (module.name, maker) for key, maker in made.items()}
    return found


FAMILIES = _makers()
# A copy of a portal on a bought domain: linked, but neither registered, nor under .gov.cn, nor named by the operator.
CLONE = "clone"


def make(homes: dict[str, str]) -> Iterator[Made]:
    """Every portal, given the addresses at which they will be served."""
    for number, (key, (family, maker)) in enumerate(FAMILIES.items()):
        site = Site(key, f"{NAMES[number % len(NAMES)]}人民政府", homes)
        maker(site)
        yield Made(key, family, site, f"{homes[key]}/", key != CLONE)


NAMES = (
    "青禾县",
    "临泽区",
    "松岭县",
    "白水市",
    "东湾区",
    "云梦乡",
    "石桥县",
    "长林区",
    "丰乐县",
    "安平市",
    "望江区",
    "清源县",
)
