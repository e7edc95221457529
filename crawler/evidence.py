"""What a response holds, told from its bytes and words, not from its name."""

from crawler.page import Page
from crawler.rules import RULES

_DOCUMENT_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
_PICTURE_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
# The table of 2014 to 2018: its title may be that of a link in a list, too; two of its words are no link's.
OLD_TITLE = "政府信息公开情况统计表"
OLD_ROWS = ("主动公开政府信息数", "统计指标")


def is_document(body: bytes) -> bool:
    """Whether the bytes are a file of an office format, a PDF, a picture or an archive of files, rather than a page."""
    return body.startswith(_PICTURE_MAGIC) or body[:1024].lstrip().startswith(_DOCUMENT_MAGIC)


def holds_tables(page: Page) -> bool:
    """Whether the statutory tables stand in the page itself."""
    if "<table" not in page.html and "<TABLE" not in page.html:
        return False
    # The words are mostly whole in the markup; taking the tags out costs ten times as much.
    if any(word in page.html for word in RULES.statutory_words):
        return True
    rows = OLD_ROWS if OLD_TITLE in page.html else ()
    return any(word in page.text for word in (*RULES.statutory_words, *rows))


def speaks_of_report(page: Page) -> bool:
    """Whether the prose reads like a report's, tables or not."""
    return sum(word in page.text for word in RULES.prose_words) >= 2
