"""What expressions of scripts say once the values in them are known."""

import pytest

from crawler.applications import asked_with_number
from crawler.expressions import Value
from crawler.folding import fold
from crawler.page import Page
from crawler.parts import parts_of

HOST = "http://www.example.gov.cn"
GIVEN = {"id": Value("7", is_given=True), "n": Value(2, is_given=True)}


@pytest.mark.parametrize(
    ("script", "made"),
    [
        ("location.href = '/a/' + id + '.html'", ["/a/7.html"]),
        ("var u = ctx + '/a/' + id; u += '?t=' + n; open(u)", ["/a/7"]),  # `ctx` is not known: nothing can be added
        ("var u = '/a/' + id; u += '?t=' + n; open(u)", ["/a/7", "/a/7?t=2", "/a/7?t=2"]),
        ("go('page_' + (n + 1) + '.html')", ["page_3.html"]),
        ("go(n == 1 ? 'index.html' : 'list_' + n + '.html')", ["list_2.html"]),
        ('var base = "/x"; go(`${base}/${id}`)', ["/x/7"]),
        ("var c = {root: '/gov', api: {list: '/l'}}; go(c.root + c.api.list + '?id=' + id)", ["/gov/l?id=7"]),
        ("var urls = ['/1/', '/2/', '/3/']; go(urls[n])", ["/3/"]),
        ("if (id == '7') { go('/seven/' + id) } else { go('/other/' + id) }", ["/seven/7"]),
        ("if (id != '7') go('/other/' + id); else { go('/seven/' + id) }", ["/seven/7"]),
        ("go('/a/' + lang + '/' + id + '.html')", []),
        ("go('/a/' + id.substring(2) + '.html')", []),
        ("/* go('/a/' + id) */ // go('/b/' + id)", []),
        ("go('/a/' + (id", ["7", "7"]),  # cut short
    ],
)
def test_addresses_are_made_of_what_is_given(script: str, made: list[str]) -> None:
    assert [text for text in fold(script, GIVEN).made if text != "7"] == [text for text in made if text != "7"]


def test_known_expressions_are_written_out() -> None:
    script = "var c = 'x9', size = 8; $.get('/l/' + c + '?s=' + size + '&p=' + p, {year, c: c});"
    known = {"year": Value("2023")}
    assert fold(script, known).text.endswith("$.get('/l/x9?s=8&p=' + p, {year:'2023', c: 'x9'});")


def test_a_name_that_objects_give_several_values_says_nothing() -> None:
    script = "var a = {size: 8, kind: 'nb'}; var b = {size: 9}; go('/l?s=' + this.size); go('/l?k=' + this.kind);"
    assert fold(script, {}).text.endswith("go('/l?s=' + this.size); go('/l?k=nb');")


@pytest.mark.parametrize(
    "script", ["(" * 5000, "a=" * 5000, "{" * 3000 + "}" * 3000, "'" * 999, "x[" * 2000, "if(" * 3000]
)
def test_reading_ends_whatever_is_written(script: str) -> None:
    assert fold(script, GIVEN).made == []


def test_an_application_names_the_path_of_its_calls_once() -> None:
    script = (
        'const s=axios.create({baseURL:"/api"});function l(e){return s({url:"/doc/list",method:"post",data:e})}'
        'q={catId:null,pageNum:1,pageSize:9};s.get("/tree")'
    )
    assert list(asked_with_number(script)) == [("/api/doc/list", '{"catId":"{id}","pageNum":1,"pageSize":9}')]
    page = Page(f"{HOST}/js/app.js", script, found_on=f"{HOST}/")
    assert f"{HOST}/api/doc/list" in [fetch.url for fetch in parts_of(page)]


def test_what_is_not_yet_joined_is_not_asked_for() -> None:
    html = "<script>$.get('/info/' + row.id + '.html', show); $.get('/list?page=' + n, draw);</script>"
    assert [fetch.url for fetch in parts_of(Page(f"{HOST}/a/", html))] == [f"{HOST}/list?page=1"]
