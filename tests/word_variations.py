"""Word documents that vary in everything a reader has to see: merged cells, nested tables, lists, fields, changes.

Some are kept in tests/documents/word, as .docx and as LibreOffice makes .doc of them; this writes them anew:

    python -m tests.word_variations
"""

import io
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

KEPT = Path(__file__).parent / "documents" / "word"
SEEDS = range(4)  # of the variations that are kept
NAMES = """xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
xmlns:v="urn:schemas-microsoft-com:vml" """
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
<Override PartName="/word/footnotes.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>
<Override PartName="/word/footer1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"""
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{LINK}/officeDocument" Target="word/document.xml"/></Relationships>"""
DOCUMENT_LINKS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{LINK}/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="{LINK}/numbering" Target="numbering.xml"/>
<Relationship Id="r3" Type="{LINK}/footnotes" Target="footnotes.xml"/>
<Relationship Id="r4" Type="{LINK}/footer" Target="footer1.xml"/></Relationships>"""
STYLES = f"""<w:styles {NAMES}><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>"""
LEVELS = (("japaneseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
NUMBERING = (
    f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (style, pattern) in enumerate(LEVELS)
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
WIDTH = 8400  # twentieths of a point that a table is wide
WORDS = ("规章", "行政许可", "本年新收", "自然人", "结果维持", "不予公开", "Ａ", "其他", "𠮷", "①")
CHANGE = 'w:id="1" w:author="某" w:date="2024-01-01T00:00:00Z"'


def word_document(seed: int) -> bytes:
    """A .docx of prose and tables, drawn by the seed."""
    random = Random(seed)
    blocks: list[str] = []
    for _ in range(random.randint(2, 5)):
        blocks += [_paragraph(random) for _ in range(random.randint(1, 3))]
        blocks += [_table(random, WIDTH, depth=0), _prose(random)]
    return pack_document("".join(blocks))


def odd_document() -> bytes:
    """A .docx of what is rare: a text box, a footnote, a footer with the page number, deleted rows and paragraph ends,
    a symbol, raised digits, a row that begins late, and a frame around a paragraph."""
    box = f"""<w:pict><v:shape style="width:200pt;height:50pt"><v:textbox><w:txbxContent>{_line("框内")}
    </w:txbxContent></v:textbox></v:shape></w:pict>"""
    note = '<w:footnoteReference w:id="2"/>'
    end_deleted = f"<w:pPr><w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>"
    rows = (
        _plain_row(("规章", "12", "34")),
        _plain_row(
            ("旧", "9", "9"), f"<w:del {CHANGE}/>", f"<w:del {CHANGE}><w:r><w:delText>{{}}</w:delText></w:r></w:del>"
        ),
        _plain_row(("56", "78"), '<w:gridBefore w:val="1"/><w:wBefore w:w="2000" w:type="dxa"/>'),
        _plain_row(("甲", "5", "6"), "", _run("{}") + _run("1", '<w:vertAlign w:val="superscript"/>')),
    )
    return pack_document(
        f"<w:p>{_run('前')}<w:r>{box}</w:r></w:p>"
        f"<w:p>{_run('有注')}<w:r>{note}</w:r>{_run('的话')}</w:p>"
        f"<w:p>{end_deleted}{_run('新收')}</w:p>{_line('申请')}"
        f'<w:p>{_run("计")}<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
        f"{_fixed_table((2000, 2000, 2000), rows)}{_line('间')}"
        f"{_fixed_table((6000,), [_plain_row(('框中话',))])}{_line('后')}"
    )


def _line(text: str) -> str:
    return f"<w:p>{_run(text)}</w:p>"


def _plain_row(texts: Iterable[str], properties: str = "", run: str = "") -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr><w:p>{(run or _run("{}")).format(text)}</w:p></w:tc>'
        for text in texts
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _fixed_table(widths: Sequence[int], rows: Iterable[str]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    kind = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{kind}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def pack_document(body: str) -> bytes:
    section = '<w:sectPr><w:footerReference w:type="default" r:id="r4"/></w:sectPr>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": PACKAGE_LINKS,
        "word/_rels/document.xml.rels": DOCUMENT_LINKS,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": f'<w:footnotes {NAMES}><w:footnote w:id="2">{_line("脚注")}</w:footnote></w:footnotes>',
        "word/footer1.xml": f"<w:ftr {NAMES}><w:p>{_run('第')}{_field('PAGE', '3')}{_run('页')}</w:p></w:ftr>",
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}{section}</w:body></w:document>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()


def _words(random: Random) -> str:
    return "".join(random.choice(WORDS) for _ in range(random.randint(1, 4))) + str(random.randint(0, 99_999))


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _prose(random: Random) -> str:
    return f"<w:p>{_run(_words(random))}</w:p>"


def _paragraph(random: Random) -> str:
    """A paragraph of one of the kinds that readers stumble over."""
    text, more = _words(random), _words(random)
    list_level = f'<w:numPr><w:ilvl w:val="{random.randrange(3)}"/><w:numId w:val="1"/></w:numPr>'
    kinds = (
        _run(text),
        f'<w:pPr><w:pStyle w:val="h{random.randint(1, 2)}"/></w:pPr>{_run(text)}',
        f"<w:pPr>{list_level}</w:pPr>{_run(text)}",
        _run(text) + _run(more, "<w:vanish/>") + _run("尾"),
        f"{_run(text)}<w:del {CHANGE}><w:r><w:delText>{more}</w:delText></w:r></w:del>{_run('尾')}",
        f"{_run(text)}<w:ins {CHANGE}>{_run(more)}</w:ins>{_run('尾')}",
        _run(text) + _field("HYPERLINK &quot;a&quot;", more) + _run("尾"),
        f"{_run(text)}<w:r><w:tab/></w:r>{_run(more)}<w:r><w:br/></w:r>{_run('尾')}",
        "".join(_run(character, "<w:b/>") for character in text),
    )
    return f"<w:p>{random.choice(kinds)}</w:p>"


def _field(code: str, result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{_run(result)}{marks[2]}"


def _table(random: Random, width: int, depth: int) -> str:
    """A table whose cells are merged at random, each to a rectangle."""
    rows, columns = random.randint(1 + depth, 7), random.randint(2, 8 - 4 * depth)
    lines = sorted(random.sample(range(1, width // 150), columns - 1))
    edges = [0, *(150 * line for line in lines), width]
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in owner:
                _merge(random, owner, row, column, (rows, columns))
    body = "".join(_row(random, row, owner, edges, depth) for row in range(rows))
    grid = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    kind = f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{kind}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _merge(
    random: Random,
    owner: dict[tuple[int, int], tuple[int, int, int, int]],
    row: int,
    column: int,
    size: tuple[int, int],
) -> None:
    across = down = 1
    if random.random() < 0.25:
        while column + across < size[1] and (row, column + across) not in owner and random.random() < 0.6:
            across += 1
    if random.random() < 0.25:
        down = random.randint(1, size[0] - row)
    for line in range(row, row + down):
        for place in range(column, column + across):
            owner[line, place] = (row, column, down, across)


def _row(
    random: Random, row: int, owner: dict[tuple[int, int], tuple[int, int, int, int]], edges: list[int], depth: int
) -> str:
    cells = ""
    column = 0
    while column < len(edges) - 1:
        top, _, down, across = owner[row, column]
        width = edges[column + across] - edges[column]
        merge = "" if down == 1 else '<w:vMerge w:val="restart"/>' if top == row else "<w:vMerge/>"
        inside = _inside(random, width, depth) if top == row else "<w:p/>"
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{across}"/>{merge}'
        cells += f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"
        column += across
    return f"<w:tr>{cells}</w:tr>"


def _inside(random: Random, width: int, depth: int) -> str:
    chance = random.random()
    if chance < 0.1:
        return "<w:p/>"
    if chance < 0.3:
        return "".join(_paragraph(random) for _ in range(random.randint(1, 3)))
    if chance < 0.36 and depth == 0 and width > 1500:
        return f"{_prose(random)}{_table(random, width - 300, depth + 1)}{_prose(random)}"
    return _prose(random)


def convert(folder: Path, suffix: str, kind: str) -> None:
    """Makes a .doc of every file with that suffix in a folder, with LibreOffice, in one go."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    sources = sorted(str(path) for path in folder.glob(f"*{suffix}"))
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *sources]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Writes the documents that are kept."""
    documents = {str(seed): word_document(seed) for seed in SEEDS} | {"odd": odd_document()}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for key, data in documents.items():
            (folder / f"{key}.docx").write_bytes(data)
        convert(folder, ".docx", "doc:MS Word 97")
        KEPT.mkdir(exist_ok=True)
        for path in folder.glob("*.doc*"):
            (KEPT / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
