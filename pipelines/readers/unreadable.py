"""What a reader raises when a file of its format can't be read."""


class Unreadable(Exception):
    """Raised by readers for a document that is damaged, locked, or holds nothing to read.

    `reason` is one word of a short list (damaged, encrypted, too_large, empty, scan, garbled_text); `detail` says for
    people what is wrong, where, and what to do.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
