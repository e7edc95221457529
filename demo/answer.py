"""What a demonstration portal answers to one request."""

from dataclasses import dataclass, field
from gzip import compress
from pathlib import Path

from demo.portal import DOCUMENTS

FILE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True)
class Answer:
    """Status, headers and body bytes; Date, Server and Content-Length are the server's."""

    body: bytes
    content_type: str = "text/html"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Pages = dict[str, Answer]  # path with query → answer


def page(
    text: str, encoding: str = "utf-8", content_type: str = "text/html; charset=utf-8", status: int = 200
) -> Answer:
    """A page of text. `encoding` is that of its bytes, whatever the content type claims."""
    return Answer(text.encode(encoding), content_type, status)


def gzipped(answer: Answer) -> Answer:
    """The same answer compressed, with the same bytes each time it is made."""
    headers = answer.headers | {"Content-Encoding": "gzip"}
    return Answer(compress(answer.body, mtime=0), answer.content_type, answer.status, headers)


def document(name: str, download_as: str = "") -> Answer:
    """A file of documents/. `download_as` is the name that Content-Disposition gives it, "" for none."""
    headers = {"Content-Disposition": f'attachment; filename="{download_as}"'} if download_as else {}
    content_type = "application/octet-stream" if download_as else FILE_TYPES[Path(name).suffix]
    return Answer((DOCUMENTS / name).read_bytes(), content_type, headers=headers)


def robots(*disallowed: str) -> Answer:
    """A robots.txt that closes the paths named."""
    rules = "".join(f"Disallow: {path}\n" for path in disallowed) or "Disallow:\n"
    return Answer(f"User-agent: *\n{rules}".encode(), "text/plain")
