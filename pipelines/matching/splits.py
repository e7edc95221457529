"""Numbers that ran together: every way in which digits may be read as that many numbers."""

from collections.abc import Iterator

_MOST_DIGITS = 30  # longer runs are not tried


def splits(digits: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way to read the digits as `count` numbers; no number but 0 begins with a zero."""
    if count == 1:
        if _is_number(digits):
            yield (digits,)
        return
    for end in range(1, len(digits) - count + 2):
        if _is_number(digits[:end]):
            yield from ((digits[:end], *rest) for rest in splits(digits[end:], count - 1))


def only_split(digits: str, count: int) -> tuple[str, ...] | None:
    """The numbers where the digits can be read in one way only, though some of the `count` cells may be blank."""
    found = [split for most in range(1, count + 1) for split in splits(digits, most)]
    return found[0] if len(found) == 1 and len(found[0]) == count else None


def summing_splits(digits: str, sizes: tuple[int, ...]) -> list[tuple[str, ...]]:
    """Every way to read the digits as groups of so many numbers, the last of each being the sum of the others."""
    if len(digits) > _MOST_DIGITS:
        return []
    return [numbers for numbers, rest in _groups(digits, sizes) if not rest]


def _groups(digits: str, sizes: tuple[int, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if not sizes:
        yield (), digits
        return
    for numbers, rest in _group(digits, sizes[0] - 1, 0):
        for others, end in _groups(rest, sizes[1:]):
            yield (*numbers, *others), end


def _group(digits: str, parts: int, total: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every way to read so many parts and then their sum from the front of the digits, with what is left of them."""
    if parts == 0:
        if digits.startswith(str(total)):
            yield (str(total),), digits[len(str(total)) :]
        return
    for end in range(1, len(digits) - parts + 1):
        sum_so_far = total + int(digits[:end])
        if len(str(sum_so_far)) > len(digits) - end - parts + 1:
            return  # no room is left for the sum
        if _is_number(digits[:end]):
            for numbers, rest in _group(digits[end:], parts - 1, sum_so_far):
                yield (digits[:end], *numbers), rest


def _is_number(digits: str) -> bool:
    return digits.isdecimal() and (digits == "0" or digits[0] != "0")
