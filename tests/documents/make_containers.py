"""Puts documents of this folder into zip, 7z and rar containers, with 7-Zip and bsdtar (Debian: 7zip, libarchive-tools).

Each folder gets the cells and the identity of the document that its container holds.

    python -m tests.documents.make_containers
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.rar_writer import file_block, rar

HERE = Path(__file__).parent
NAME = "青石县人民政府年度报告"


def main() -> None:
    """Writes all of them."""
    with TemporaryDirectory() as folder:
        inside = Path(folder)
        (inside / "附件").mkdir()
        (inside / "附件" / "说明.txt").write_text("报告见本压缩包内的文件。", encoding="utf-8")
        report = inside / f"{NAME}.docx"
        shutil.copy(_document("docx_merged_cells_2021"), report)
        _zip_with_gbk_names(inside, _folder("zip_gbk_names_2021", "docx_merged_cells_2021"))
        _seven_zip(inside, _folder("7z_packed_together_2021", "docx_merged_cells_2021") / "document.7z")
        stored = rar(*(file_block(path.name, path.read_bytes()) for path in (report, inside / "附件" / "说明.txt")))
        (_folder("rar_stored_2021", "docx_merged_cells_2021") / "document.rar").write_bytes(stored)
        shutil.copy(_document("pdf_blanks_2021"), inside / f"{NAME}.pdf")
        report.unlink()
        _seven_zip(inside, inside / "年报.zip")
        (inside / f"{NAME}.pdf").unlink()
        _zip_with_gbk_names(inside, _folder("zip_in_a_zip_2021", "pdf_blanks_2021"))


def _document(name: str) -> Path:
    return next((HERE / name).glob("document.*"))


def _folder(name: str, source: str) -> Path:
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    for expected in ("cells.json", "meta.json"):
        shutil.copy(HERE / source / expected, folder)
    return folder


def _zip_with_gbk_names(inside: Path, folder: Path) -> None:
    names = sorted(path.name for path in inside.iterdir())
    options = ["--format", "zip", "--options", "hdrcharset=GBK"]
    command = ["bsdtar", "-cf", str(folder / "document.zip"), *options, *names]
    subprocess.run(command, cwd=inside, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})


def _seven_zip(inside: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    subprocess.run(
        ["7zz", "a", "-bso0", str(target), *sorted(path.name for path in inside.iterdir())], cwd=inside, check=True
    )


if __name__ == "__main__":
    main()
