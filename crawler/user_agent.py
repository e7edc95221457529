"""How the crawler names itself to portals: its name, its version, its home and whom to write to."""

import re

from archive.software import VERSION

NAME = "nianbao"  # what the groups of a robots.txt call us
PROJECT_HOME = "https://github.com/nianbao/nianbao"
_CONTACT = re.compile(r"https?://[!-'*-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class ContactError(ValueError):
    """Raised for a contact that nobody could write to."""


def user_agent(contact: str = "") -> str:
    """The User-Agent header. `contact` is the operator's mail address or web page, "" where none is set.

    Raises ContactError for anything else.
    """
    if contact and not _CONTACT.fullmatch(contact):
        raise ContactError(
            f"{contact!r} is neither a mail address nor a web page; portals must be able to write to you"
        )
    return f"{NAME}/{VERSION} (+{PROJECT_HOME}{f'; {contact}' if contact else ''})"
