"""The registry of portals and the words that name them."""

from pathlib import Path

import pytest

from crawler.registry import Portal, RegistryError, load_registry, resolve
from crawler.registry.overlay import registry_with
from pipelines.registry.divisions import load_divisions

CODES_OF_LATER_DIVISIONS = 15  # corps cities and two zones, which the table of 2022 does not list


def test_every_portal_has_an_address_and_a_division() -> None:
    portals = load_registry().portals
    assert len(portals) == 3209
    assert sum(not portal.adcode for portal in portals) == CODES_OF_LATER_DIVISIONS
    assert {portal.adcode for portal in portals if portal.adcode} <= load_divisions().keys()
    assert sum(bool(portal.section_url) for portal in portals) == 31
    assert all(portal.key.endswith(".gov.cn") for portal in portals)


@pytest.mark.parametrize(("code", "prefix"), [("410000", "41"), ("411200", "4112"), ("411221", "411221")])
def test_a_division_code_names_all_portals_in_it(code: str, prefix: str) -> None:
    portals = resolve(code, load_registry())
    assert portals
    assert all(portal.adcode.startswith(prefix) for portal in portals)
    assert len(portals) == sum(portal.adcode.startswith(prefix) for portal in load_registry().portals)


def test_names_hosts_and_urls() -> None:
    (by_name,) = resolve("渑池县人民政府", load_registry())
    assert by_name.adcode == "411221"
    assert resolve(by_name.key, load_registry()) == [by_name]
    (by_url,) = resolve("http://127.0.0.1:8811/", load_registry())
    assert (by_url.key, by_url.adcode) == ("127.0.0.1:8811", "")


def test_a_name_that_several_portals_bear_is_refused_with_all_of_them() -> None:
    with pytest.raises(RegistryError, match=r"(?s)names 2 portals.*410106|names 2 portals"):
        resolve("西湖区", load_registry())


def overlay(folder: Path, text: str) -> str:
    """A registry file of the operator's."""
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_operators_file_adds_changes_and_leaves_out(tmp_path: Path) -> None:
    rows = """home_url,name,section_url,disabled
https://www.beijing.gov.cn/,,https://www.beijing.gov.cn/nb/,
http://www.bjchy.gov.cn/,,,yes
http://intranet.test:8080/,试验县,,
"""
    project, laid = load_registry(), registry_with(overlay(tmp_path, rows))
    assert len(laid.portals) == len(project.portals) + 1 - 1
    beijing = laid.by_key["www.beijing.gov.cn"]
    assert (beijing.section_url, beijing.name) == ("https://www.beijing.gov.cn/nb/", "北京市")
    assert "www.bjchy.gov.cn" not in laid.by_key
    assert resolve("试验县", laid) == [Portal("http://intranet.test:8080/", name="试验县", is_operators=True)]
    assert {portal.key for portal in laid.portals if portal.is_operators} == {
        "www.beijing.gov.cn",
        "intranet.test:8080",
    }


def test_no_file_is_the_projects_registry() -> None:
    assert registry_with("") is load_registry()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("adcode,home_url\n41122,http://a.gov.cn/\n", "mine.csv, line 2: '41122' is no division code"),
        ("home_url\na.gov.cn\n", "mine.csv, line 2: 'a.gov.cn' is no http or https address"),
        ("home_url,disabled\nhttp://a.gov.cn/,maybe\n", "mine.csv, line 2: disabled is 'maybe'; write yes or no"),
        ("home_url\nhttp://a.gov.cn/\nhttps://a.gov.cn/b\n", "line 3: a.gov.cn stands already in .*line 2"),
        ("name,url\n甲,http://a.gov.cn/\n", "line 1: there is no column home_url"),
        ("home_url,nmae\nhttp://a.gov.cn/,甲\n", "line 2: nmae is no column"),
        ("home_url,name\nhttp://a.gov.cn/\n", "line 2: it has not as many fields as the first line, 2"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RegistryError, match=words):
        registry_with(overlay(tmp_path, text))


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(b"home_url\n\xff\xfe\n")
    with pytest.raises(RegistryError, match=r"mine\.csv cannot be read"):
        registry_with(str(path))
