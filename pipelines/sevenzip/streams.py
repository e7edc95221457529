"""The packed streams of a 7z container and how to unpack them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate

from pipelines.readers.unreadable import Unreadable
from pipelines.sevenzip.numbers import expect, read_byte, read_count, read_digests, read_number, take

END, PACK_INFO, UNPACK_INFO, SUB_STREAMS = 0x00, 0x06, 0x07, 0x08
SIZE, CRC, FOLDER, UNPACK_SIZE, STREAM_COUNT = 0x09, 0x0A, 0x0B, 0x0C, 0x0D
ID_LENGTH, IS_COMPLEX, HAS_PROPERTIES, IS_UNKNOWN = 0x0F, 0x10, 0x20, 0x80
CODER_LIMIT = 4  # 7-Zip chains at most so many
SIGNATURE_HEADER = 32  # bytes before the packed streams


@dataclass(frozen=True, slots=True)
class Coder:
    """One step of unpacking: which method (its id), its settings, and how many bytes it gives."""

    method: bytes
    properties: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Folder:
    """Files packed as one stream: where it stands, how long it is, and the steps from packed to plain.

    `sizes` and `digests` are those of the files in it, in order. `is_simple` says that the steps make a chain.
    """

    start: int
    length: int
    coders: tuple[Coder, ...]
    sizes: tuple[int, ...]
    digests: tuple[int | None, ...]
    is_simple: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """A folder as its definition gives it, before sizes are known; each coder by method and settings, packed side first."""

    coders: tuple[tuple[bytes, bytes], ...]
    order: tuple[int, ...]
    packed: int
    outputs: int
    is_simple: bool


def read_streams(header: BytesIO) -> list[Folder]:
    """The folders of the container; the mark of the streams has been read."""
    start, lengths, steps = 0, list[int](), list[Steps]()
    sizes: list[list[int]] = []
    digests: list[int | None] = []
    files: tuple[list[tuple[int, ...]], list[tuple[int | None, ...]]] | None = None
    while (mark := read_byte(header)) != END:
        if mark == PACK_INFO:
            start, lengths = _read_packed(header)
        elif mark == UNPACK_INFO:
            steps, sizes, digests = _read_folders(header)
        elif mark == SUB_STREAMS:
            files = _read_files(
                header, [_plain_size(one, size) for one, size in zip(steps, sizes, strict=True)], digests
            )
        else:
            raise Unreadable("damaged", f"the 7z container's listing has the unknown mark {mark:#x}")
    if files is None:
        plain = [_plain_size(one, size) for one, size in zip(steps, sizes, strict=True)]
        files = [(size,) for size in plain], [(digest,) for digest in digests]
    return _folders(start, lengths, steps, sizes, files)


def _folders(
    start: int,
    lengths: list[int],
    steps: list[Steps],
    sizes: list[list[int]],
    files: tuple[list[tuple[int, ...]], list[tuple[int | None, ...]]],
) -> list[Folder]:
    if sum(one.packed for one in steps) != len(lengths):
        raise Unreadable("damaged", "the 7z container's listing names other streams than it holds")
    starts = list(accumulate(lengths, initial=SIGNATURE_HEADER + start))
    folders: list[Folder] = []
    place = 0
    for one, size, held, crcs in zip(steps, sizes, *files, strict=True):
        coders = tuple(Coder(*one.coders[n], size[n]) for n in one.order)
        folders.append(Folder(starts[place], lengths[place], coders, held, crcs, one.is_simple))
        place += one.packed
    return folders


def _plain_size(steps: Steps, sizes: Sequence[int]) -> int:
    return sizes[steps.order[-1]]


def _read_packed(header: BytesIO) -> tuple[int, list[int]]:
    start, count = read_number(header), read_count(header)
    lengths = [0] * count
    while (mark := read_byte(header)) != END:
        if mark == SIZE:
            lengths = [read_number(header) for _ in range(count)]
        elif mark == CRC:
            read_digests(header, count)
        else:
            raise Unreadable("damaged", f"the 7z container's listing has mark {mark:#x} among its streams")
    return start, lengths


def _read_folders(header: BytesIO) -> tuple[list[Steps], list[list[int]], list[int | None]]:
    expect(header, FOLDER)
    count = read_count(header)
    expect(header, 0)  # 1: defined elsewhere, which no program does
    steps = [_read_steps(header) for _ in range(count)]
    expect(header, UNPACK_SIZE)
    sizes = [[read_number(header) for _ in range(one.outputs)] for one in steps]
    digests: list[int | None] = [None] * count
    while (mark := read_byte(header)) != END:
        if mark != CRC:
            raise Unreadable("damaged", f"the 7z container's listing has mark {mark:#x} among its folders")
        digests = read_digests(header, count)
    return steps, sizes, digests


def _read_steps(header: BytesIO) -> Steps:
    coders: list[tuple[bytes, bytes]] = []
    inputs = outputs = 0
    count = read_number(header)
    if not 0 < count <= CODER_LIMIT:
        raise Unreadable("damaged", f"the 7z container's listing chains {count} compressions")
    for _ in range(count):
        flags = read_byte(header)
        method = take(header, flags & ID_LENGTH)
        is_complex = flags & IS_COMPLEX
        inputs += read_count(header) if is_complex else 1
        outputs += read_count(header) if is_complex else 1
        coders.append((method, take(header, read_number(header)) if flags & HAS_PROPERTIES else b""))
    bound = {read_number(header): read_number(header) for _ in range(outputs - 1)}  # input: output that feeds it
    packed = inputs - len(bound)
    firsts = (
        [read_number(header) for _ in range(packed)] if packed > 1 else [n for n in range(inputs) if n not in bound]
    )
    is_simple = inputs == outputs == count and packed == 1
    return Steps(tuple(coders), _order(firsts, bound) if is_simple else (count - 1,), packed, outputs, is_simple)


def _order(firsts: list[int], bound: dict[int, int]) -> tuple[int, ...]:
    """The coders of a chain from the packed side on."""
    after = {output: place for place, output in bound.items()}
    order = firsts[:1]
    while order and order[-1] in after and len(order) <= len(bound):
        order.append(after[order[-1]])
    if len(order) != len(bound) + 1 or len(set(order)) != len(order) or not all(0 <= n <= len(bound) for n in order):
        raise Unreadable("damaged", "the 7z container's listing chains its compressions in a circle")
    return tuple(order)


def _read_files(
    header: BytesIO, plain: list[int], digests: list[int | None]
) -> tuple[list[tuple[int, ...]], list[tuple[int | None, ...]]]:
    """Sizes and digests of the files in each folder; the last file of a folder has what the others leave."""
    counts = [1] * len(plain)
    sizes: list[tuple[int, ...]] | None = None
    given: list[int | None] | None = None
    while (mark := read_byte(header)) != END:
        if mark == STREAM_COUNT:
            counts = [read_count(header) for _ in plain]
        elif mark == SIZE:
            sizes = [_sizes(header, count, whole) for count, whole in zip(counts, plain, strict=True)]
        elif mark == CRC:
            given = read_digests(header, sum(counts) - sum(map(_is_told, counts, digests)))
        else:
            raise Unreadable("damaged", f"the 7z container's listing has mark {mark:#x} among its files")
    if sizes is None:
        sizes = [(whole,) * count for count, whole in zip(counts, plain, strict=True)]
    rest = iter(given or [None] * sum(counts))
    crcs = [
        (digest,) if _is_told(count, digest) else tuple(next(rest, None) for _ in range(count))
        for count, digest in zip(counts, digests, strict=True)
    ]
    return sizes, crcs


def _is_told(count: int, digest: int | None) -> bool:
    """Whether a folder's digest is that of its only file."""
    return count == 1 and digest is not None


def _sizes(header: BytesIO, count: int, whole: int) -> tuple[int, ...]:
    sizes = [read_number(header) for _ in range(count - 1)]
    if sum(sizes) > whole:
        raise Unreadable("damaged", "the 7z container's listing gives its files more bytes than it holds")
    return (*sizes, whole - sum(sizes)) if count else ()
