"""The encoding of a text is told from its bytes, whatever is declared."""

import pytest

from pipelines.encoding import decode, head
from pipelines.readers import text

SIMPLIFIED = "一、总体情况\n2023年，本机关主动公开政府信息12条，收到申请3件。\u3000一一答复，没有行政复议。\n" * 3
TRADITIONAL = "一、總體情況\n2023年，本機關主動公開政府信息12條，收到申請3件。沒有行政復議，為人民服務。\n" * 3
WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", [*WIDE, "gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("label", ["", "gb2312", "big5", "utf-8"])
def test_simplified_text(encoding: str, label: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), f"text/plain; charset={label}") == SIMPLIFIED


@pytest.mark.parametrize("encoding", [*WIDE, "gb18030", "big5", "utf-8"])
@pytest.mark.parametrize("label", ["", "gb2312", "big5", "utf-8"])
def test_traditional_text(encoding: str, label: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), f"text/plain; charset={label}") == TRADITIONAL


@pytest.mark.parametrize("encoding", WIDE)
def test_a_text_without_a_mark_that_breaks_off_is_read_to_its_end(encoding: str) -> None:
    data = SIMPLIFIED.encode(encoding)[:-1]
    assert text.recognises(data)
    assert decode(data).startswith(SIMPLIFIED[:-1])
    assert head(data, 40).decode("utf-8") in SIMPLIFIED


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>some latin text with a stray\0 zero byte" * 9,
        "一、总体情况\n2023年\0，本机关主动公开".encode() * 9,
        bytes(range(256)) * 20,
        b"\0" * 5000,
    ],
)
def test_zeros_alone_make_no_wide_text(data: bytes) -> None:
    assert head(data, 8192) == data[:8192]
    assert not text.recognises(data)
