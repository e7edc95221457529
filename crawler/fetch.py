"""A page to ask for."""

from dataclasses import dataclass

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Fetch:
    """A page to ask for; with `posted`, by POST and with this body."""

    url: str
    posted: str = ""
    content_type: str = FORM
