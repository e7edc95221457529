"""Archived bytes as words."""

import codecs
import re
import unicodedata

_DECLARED = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_DECLARATION_WITHIN = 2048  # bytes from the start of a page


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page: in the charset that the server names, else the page, else UTF-8, else GB18030.

    A declared charset in which the bytes are no text is passed over, for mislabelled pages are common.
    """
    declared = _DECLARED.findall(content_type) + _DECLARED.findall(body[:_DECLARATION_WITHIN].decode("latin-1"))
    for charset in (*declared, "utf-8-sig"):
        try:
            return body.decode(_widest(charset))
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("gb18030", "replace")


def _widest(charset: str) -> str:
    # Pages that say gb2312 or gbk use characters of GB18030, which holds both.
    name = codecs.lookup(charset).name
    return {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "utf-8-sig"}.get(name, name)


def squeezed(text: str) -> str:
    """The text without white space, full-width forms made plain: fit for comparing what is printed."""
    return "".join(unicodedata.normalize("NFKC", text).split())
