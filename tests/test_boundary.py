"""Which addresses may be fetched."""

import pytest

from crawler.boundary import Boundary, refusal

BOUNDARY = Boundary(
    named=frozenset({"127.0.0.1:8811", "www.example.org"}), registered=frozenset({"www.beijing.gov.cn"})
)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8811/nb/",
        "https://www.example.org/",
        "https://www.beijing.gov.cn/",
        "http://sub.county.gov.cn/nb/",
    ],
)
def test_named_registered_and_government_hosts_may_be_fetched(url: str) -> None:
    assert refusal(url, BOUNDARY) == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:8812/", "private network"),
        ("http://127.0.0.1/", "private network"),
        ("http://localhost:8811/", "private network"),
        ("http://10.1.2.3/nb/", "private network"),
        ("http://[::1]/", "private network"),
        ("http://169.254.169.254/latest/", "private network"),
        ("http://www.gov.cn.example.com/", "not under .gov.cn"),
        ("http://fakegov.cn/", "not under .gov.cn"),
        ("http://119.29.241.216:8082/", "not under .gov.cn"),
        ("ftp://www.beijing.gov.cn/", "neither http nor https"),
        ("http://[", "malformed"),
        ("http://www.beijing.gov.cn:port/", "malformed"),
    ],
)
def test_everything_else_is_refused_with_the_reason(url: str, words: str) -> None:
    assert words in refusal(url, BOUNDARY)
