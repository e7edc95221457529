"""What stands in the crawler's way is told from pages with content of their own."""

from pathlib import Path

import pytest

from crawler.obstacles import obstacle_in, obstacle_of_status
from crawler.page import Page
from pipelines.encoding import decode

URL = "http://www.example.gov.cn/nb/1.html"


@pytest.mark.parametrize(("number", "code"), [("48", "soft_404"), ("49", "soft_404"), ("51", "soft_404")])
def test_real_not_found_pages(shared: Path, number: str, code: str) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    obstacle = obstacle_in(Page(URL, decode(path.read_bytes())))
    assert obstacle is not None
    assert obstacle.code == code


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "05", "08", "09", "10", "11", "40", "42", "45", "46"])
def test_real_pages_with_content_are_no_obstacles(shared: Path, number: str) -> None:
    (path,) = (shared / "portals" / "pages").glob(f"{number}_*")
    assert obstacle_in(Page(URL, decode(path.read_bytes()))) is None


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<meta content='x' r='m'><script>$_ts=window['$_ts'];</script>", "blocked_js_challenge"),
        ("<script>document.cookie='__jsl_clearance_s=1'</script>", "blocked_js_challenge"),
        ("<body>请输入验证码</body>", "captcha"),
        ("<body>系统提示 您无权访问此页面</body>", "denied_soft"),
        ("<body><div id=app></div><script src=app.js></script></body>", "empty_shell"),
    ],
)
def test_pages_that_hold_no_content(html: str, code: str) -> None:
    obstacle = obstacle_in(Page(URL, html))
    assert obstacle is not None
    assert obstacle.code == code


@pytest.mark.parametrize(
    ("status", "code", "is_block"),
    [
        (403, "blocked_403", True),
        (412, "blocked_412", True),
        (521, "blocked_521", True),
        (429, "throttled_429", True),
        (404, "not_found", False),
        (503, "http_5xx", False),
    ],
)
def test_statuses(status: int, code: str, is_block: bool) -> None:
    obstacle = obstacle_of_status(status)
    assert obstacle is not None
    assert (obstacle.code, obstacle.blocked) == (code, is_block)


def test_success_is_no_obstacle() -> None:
    assert obstacle_of_status(200) is None
