"""LibreOffice, which writes the formats that need a real program: many files in one run."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAM = "soffice"
MISSING = "" if shutil.which(PROGRAM) else "LibreOffice is not installed"


def convert_all(files: list[bytes], suffix: str, kind: str) -> list[bytes]:
    """Each file, whose name would end in `suffix`, as `kind` says: the suffix to give it, a colon, LibreOffice's filter."""
    with TemporaryDirectory(prefix="accuracy-") as name:
        folder = Path(name)
        sources = [folder / f"{number}.{suffix}" for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        made = folder / "made"
        command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", kind, "--outdir", str(made), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True)
        return [(made / f"{source.stem}.{kind.partition(':')[0]}").read_bytes() for source in sources]
