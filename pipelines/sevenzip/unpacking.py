"""Unpacks what a 7z container holds, with the decoders that come with Python."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from itertools import accumulate

from pipelines.readers.unreadable import Unreadable
from pipelines.sevenzip.streams import Coder, Folder

FOLDER_LIMIT = 256 << 20  # bytes that the files packed together may unpack to
LOCKED = b"\x06\xf1\x07\x01"
SMALLEST_DICTIONARY = 4096
BROKEN = (lzma.LZMAError, zlib.error, OSError, EOFError, ValueError, IndexError)


def unpack_folder(data: bytes, folder: Folder) -> bytes:
    """All that is packed in a folder. Raises `Unreadable`: damaged, encrypted, too_large, unsupported."""
    if any(coder.method == LOCKED for coder in folder.coders):
        raise Unreadable("encrypted", "locked with a 7z password; ask the publisher for an open copy")
    if not folder.is_simple:
        raise _unsupported("several streams at once")
    content = data[folder.start : folder.start + folder.length]
    for coder in folder.coders:
        if coder.size > FOLDER_LIMIT:
            raise Unreadable("too_large", f"packed with files of {coder.size} bytes, the limit is {FOLDER_LIMIT}")
        content = _unpack(coder, content)
    return content


def cut_file(content: bytes, folder: Folder, place: int) -> bytes:
    """The file at a place among those of a folder, tested with its CRC. Raises `Unreadable` (damaged)."""
    starts = list(accumulate(folder.sizes, initial=0))
    cut = content[starts[place] : starts[place + 1]]
    digest = folder.digests[place]
    if len(cut) < folder.sizes[place] or (digest is not None and zlib.crc32(cut) != digest):
        raise Unreadable("damaged", "the bytes don't fit the digest that the 7z container gives; fetch it again")
    return cut


def _unpack(coder: Coder, packed: bytes) -> bytes:
    decoder = DECODERS.get(coder.method)
    if decoder is None:
        raise _unsupported(NAMES.get(coder.method, coder.method.hex()))
    try:
        return decoder(coder, packed)
    except BROKEN as error:
        raise Unreadable("damaged", f"can't be unpacked ({error}); fetch the 7z container again") from error


def _unsupported(method: str) -> Unreadable:
    return Unreadable(
        "unsupported", f"packed by a method of 7z that is not read here ({method}); unpack it and import the files"
    )


def _copy(coder: Coder, packed: bytes) -> bytes:
    return packed[: coder.size]


def _lzma(coder: Coder, packed: bytes) -> bytes:
    """LZMA: lc, lp and pb in one byte, then the size of the dictionary."""
    rest, lc = divmod(coder.properties[0], 9)
    pb, lp = divmod(rest, 5)
    size = int.from_bytes(coder.properties[1:5], "little")
    return _raw_lzma(coder, packed, {"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb}, size)


def _lzma2(coder: Coder, packed: bytes) -> bytes:
    """LZMA2: the size of the dictionary as a half-logarithm."""
    exponent = coder.properties[0]
    return _raw_lzma(coder, packed, {"id": lzma.FILTER_LZMA2}, (2 | exponent & 1) << (exponent // 2 + 11))


def _raw_lzma(coder: Coder, packed: bytes, settings: dict[str, int], dictionary: int) -> bytes:
    # A dictionary larger than what it is to give is of no use, and its memory is claimed at once.
    size = max(min(dictionary, coder.size), SMALLEST_DICTIONARY)
    decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings | {"dict_size": size}])
    return decoder.decompress(packed, max_length=coder.size)


def _deflate(coder: Coder, packed: bytes) -> bytes:
    return zlib.decompressobj(-15).decompress(packed, coder.size) if coder.size else b""


def _bzip2(coder: Coder, packed: bytes) -> bytes:
    """bzip2, of which 7-Zip's threads write several streams one after another."""
    content = b""
    while packed and len(content) < coder.size:
        decoder = bz2.BZ2Decompressor()
        content += decoder.decompress(packed, max_length=coder.size - len(content))
        if not decoder.eof:
            break
        packed = decoder.unused_data
    return content


DECODERS: dict[bytes, Callable[[Coder, bytes], bytes]] = {
    b"\x00": _copy,
    b"\x21": _lzma2,
    b"\x03\x01\x01": _lzma,
    b"\x04\x01\x08": _deflate,
    b"\x04\x02\x02": _bzip2,
}
NAMES = {
    b"\x03\x04\x01": "PPMd",
    b"\x04\x01\x09": "Deflate64",
    b"\x03\x03\x01\x03": "BCJ",
    b"\x04\xf7\x11\x01": "Zstandard",
}
