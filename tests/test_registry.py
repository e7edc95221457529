"""The registry of portals and the words that name them."""

from pathlib import Path

import pytest

from crawler.registry import RegistryError, load_registry, resolve
from pipelines.registry.divisions import load_divisions

CODES_OF_LATER_DIVISIONS = 15  # corps cities and two zones, which the table of 2022 does not list


def test_every_portal_has_an_address_and_a_division() -> None:
    portals = load_registry()
    assert len(portals) == 3209
    assert sum(not portal.adcode for portal in portals) == CODES_OF_LATER_DIVISIONS
    assert {portal.adcode for portal in portals if portal.adcode} <= load_divisions().keys()
    assert sum(bool(portal.section_url) for portal in portals) == 31
    assert all(portal.key.endswith(".gov.cn") for portal in portals)


@pytest.mark.parametrize(("code", "prefix"), [("410000", "41"), ("411200", "4112"), ("411221", "411221")])
def test_a_division_code_names_all_portals_in_it(code: str, prefix: str) -> None:
    portals = resolve(code)
    assert portals
    assert all(portal.adcode.startswith(prefix) for portal in portals)
    assert len(portals) == sum(portal.adcode.startswith(prefix) for portal in load_registry())


def test_names_hosts_and_urls() -> None:
    (by_name,) = resolve("渑池县人民政府")
    assert by_name.adcode == "411221"
    assert resolve(by_name.key) == [by_name]
    (by_url,) = resolve("http://127.0.0.1:8811/")
    assert (by_url.key, by_url.adcode) == ("127.0.0.1:8811", "")


def test_a_name_that_several_portals_bear_is_refused_with_all_of_them() -> None:
    with pytest.raises(RegistryError, match=r"(?s)names 2 portals.*410106|names 2 portals"):
        resolve("西湖区")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("41122,某县,http://a.gov.cn/,", "line 2: '41122' is no division code"),
        ("411221,某县,a.gov.cn,", "line 2: 'a.gov.cn' is no http or https address"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, words: str) -> None:
    file = tmp_path / "portals.csv"
    file.write_text(f"adcode,name,home_url,section_url\n{row}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=words):
        load_registry(file)
