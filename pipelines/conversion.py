"""Has LibreOffice convert documents in formats that no reader of ours knows. The only reading that starts a program.

Readers are pure and never call this: they raise `Unreadable` with the reason needs_libreoffice, and who reads captures
passes `convert` on (`pipelines.read.Context`). A report read so says so (`reports.read_by`).
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.readers.unreadable import Unreadable

REASON = "needs_libreoffice"
CONVERTED_BY = "libreoffice"
PROGRAMS = ("soffice", "libreoffice")
PATIENCE = 120  # seconds; a start takes one or two
FILTERS = ("docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML")  # of texts, and of sheets
REMEDY = "install LibreOffice (on Debian: apt install libreoffice-writer) and run nianbao build --all"
# A document may name pictures elsewhere and hold macros: neither is followed.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""


def convert(data: bytes) -> bytes:
    """The document as .docx, a spreadsheet as .xlsx.

    Raises `Unreadable`: needs_libreoffice where that is not installed, damaged where it can't open the document,
    too_slow where it takes too long.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Unreadable(REASON, REMEDY)
    with TemporaryDirectory(prefix="nianbao-") as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        source = folder / "document.doc"  # LibreOffice tells the format from the bytes
        source.write_bytes(data)
        for kind in FILTERS:
            said = _run(program, folder, source, kind)
            made = source.with_suffix(f".{kind.partition(':')[0]}")
            if made.exists():
                return made.read_bytes()
        raise Unreadable("damaged", f"LibreOffice can't convert the document: {said or 'it says nothing'}")


def _run(program: str, folder: Path, source: Path, filter_name: str) -> str:
    """Runs LibreOffice with a profile of its own, and returns what it says."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = ["--convert-to", filter_name, "--outdir", str(folder)]
    process = subprocess.Popen(
        [program, profile, "--headless", "--norestore", *kind, str(source)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # default False; the program starts others, which must end with it
    )
    try:
        said = process.communicate(timeout=PATIENCE)[1]
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Unreadable(
            "too_slow", f"LibreOffice took more than {PATIENCE} seconds to convert the document"
        ) from error
    return said.decode("utf-8", "replace").strip().splitlines()[-1] if said.strip() else ""
