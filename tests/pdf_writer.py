"""Writes small PDF documents."""

FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>>>]>>"
)

MAPLESS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Own/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
    b"/BaseFont/Own/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor<<"
    b"/Type/FontDescriptor/FontName/Own/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120"
    b"/CapHeight 880/StemV 80>>>>]>>"
)


def make_pdf(*contents: str, page: str = "/MediaBox[0 0 600 800]", form: str = "") -> bytes:
    """A PDF with a page for each content stream; /F is a Chinese font whose letters are all one em wide, /X a form.

    /G is a font that doesn't say which characters its glyphs are.
    """
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = b"/Resources<</Font<</F 3 0 R/G %s>>/XObject<</X 4 0 R>>/ExtGState<</T<</ca 0>>>>>>" % MAPLESS
    x = form.encode()
    box = b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Matrix[1 0 0 1 0 100]/Length %d>>" % len(x)
    objects += [FONT, box + b"stream\n" + x + b"\nendstream"]
    kids = []
    for content in contents:
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(b"<</Type/Page/Parent 2 0 R%s%s/Contents %d 0 R>>" % (page.encode(), fonts, len(objects) + 2))
        stream = content.encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    data, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    return (
        data + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(data))
    )


def say(text: str, x: float, y: float, size: float = 10, mode: int = 0) -> str:
    return f"BT /F {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def lines(xs: tuple[float, ...], ys: tuple[float, ...]) -> str:
    across = "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys)
    return across + "".join(f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs)


BOXES = lines((50, 150, 200, 250), (700, 680, 660))

FIRST = say("行政许可", 52, 686) + say("12", 160, 686) + say("34", 210, 686)
