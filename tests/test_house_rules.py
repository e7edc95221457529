"""The rules that keep the house in order: which way imports go, who may use which library, how long things get."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("archive", "pipelines", "crawler", "demo", "nianbao")
MAY_IMPORT = {
    "archive": set(),
    "pipelines": {"archive"},
    "crawler": {"archive", "pipelines"},
    "demo": set(),
    "nianbao": {"archive", "pipelines", "crawler", "demo"},
}
MODULES = sorted(path for package in OURS for path in (ROOT / package).rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40  # lines


def imports_of(path: Path) -> Iterator[str]:
    """The full names a module imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_follow_the_data(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    foreign = {name.split(".")[0] for name in imports_of(path)} & set(OURS) - {package}
    assert foreign <= MAY_IMPORT[package]


@pytest.mark.parametrize(
    ("library", "places"),
    [
        ("scrapy", ("crawler/", "pipelines/", "nianbao/")),
        ("warcio", ("archive/",)),
        ("sqlite3", ("archive/", "pipelines/", "nianbao/", "crawler/")),
        ("datasette", ("archive/site/",)),
    ],
)
def test_a_library_is_used_in_its_own_place(library: str, places: tuple[str, ...]) -> None:
    users = [name_of(path) for path in MODULES if library in {name.split(".")[0] for name in imports_of(path)}]
    assert users == [user for user in users if user.startswith(places)]


def test_reading_is_free_of_scrapy() -> None:
    adapters = {name_of(p) for p in MODULES if "scrapy" in {n.split(".")[0] for n in imports_of(p)}} - {
        name_of(path) for path in MODULES if name_of(path).startswith("crawler/")
    }
    assert len(adapters) <= 3, adapters


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_grows_too_long(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    too_long = [f.name for f in functions if f.end_lineno and f.end_lineno - f.lineno >= LONGEST_FUNCTION]
    assert too_long == []


def test_no_module_without_a_meaning() -> None:
    assert [name_of(path) for path in MODULES if path.stem in {"utils", "helpers", "common", "base", "misc"}] == []
