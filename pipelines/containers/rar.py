"""RAR containers, versions 1.5 to 5.

RAR's compression has no permissively licensed decoder that is kept up and installs as a wheel: those that there are wrap
the source of unrar, whose licence is no open one, or a libarchive of 2021. rarfile (ISC) reads the headers and stored
members by itself, and for compressed ones calls a program that is installed.
"""

import io
from functools import partial

import rarfile

from pipelines.containers.entry import Entry, shown_name
from pipelines.readers.unreadable import Unreadable

MAGICS = (b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00")
NEEDS_PROGRAM = (
    "compressed by RAR, which takes a program that is not installed: install unrar, unar or bsdtar "
    "(Debian: apt-get install unar), then run nianbao build --all"
)


def recognises(data: bytes) -> bool:
    """Whether the bytes are a RAR container."""
    return data.startswith(MAGICS)


def list_entries(data: bytes) -> list[Entry]:
    """The files in the container. Raises `Unreadable`: damaged, encrypted."""
    try:
        # Part by part: the other volumes of a set are other captures.
        package = rarfile.RarFile(io.BytesIO(data), charset="gb18030", errors="strict", part_only=True)
        infos = package.infolist()
    except (rarfile.PasswordRequired, rarfile.NoCrypto) as error:
        raise _locked() from error
    except (rarfile.Error, OSError, ValueError, LookupError, EOFError) as error:
        raise Unreadable(
            "damaged", f"the RAR container of {len(data)} bytes can't be opened ({error}); fetch it again"
        ) from error
    if package.needs_password() and not infos:
        raise _locked()
    return [
        Entry(shown_name(info.filename), info.file_size or 0, partial(_read, package, info))
        for info in infos
        if info.is_file()
    ]


def _read(package: rarfile.RarFile, info: rarfile.RarInfo) -> bytes:
    if info.needs_password():
        raise _locked()
    if info.file_size is None:
        raise Unreadable("damaged", "the RAR container doesn't say how long the member is; fetch it again")
    try:
        if info.compress_type != rarfile.RAR_M0:
            # Most 7z programs lack the module for RAR, and there is no telling before they fail.
            rarfile.tool_setup(sevenzip=False, sevenzip2=False)
        content: bytes = package.read(info)
    except rarfile.RarCannotExec as error:
        raise Unreadable("needs_unrar", NEEDS_PROGRAM) from error
    except (rarfile.Error, OSError, ValueError, LookupError, EOFError) as error:
        detail = f"can't be unpacked ({error}); fetch it again, with its other volumes where it has several"
        raise Unreadable("damaged", detail) from error
    return content


def _locked() -> Unreadable:
    return Unreadable("encrypted", "locked with a RAR password; ask the publisher for an open copy")
