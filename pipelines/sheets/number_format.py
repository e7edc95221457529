"""What a spreadsheet shows of a number or a text, by the format of its cell."""

from decimal import ROUND_HALF_UP, Decimal

from pipelines.docx.numbering import write_chinese
from pipelines.sheets.date_format import show_date
from pipelines.sheets.format_code import Section, Token, sections_of

GENERAL = "General"
# The formats that have a number and no code (ECMA-376 part 1, 18.8.30), dates as the Chinese editions show them.
BUILT_IN = {
    0: GENERAL,
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    **{14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm"},
    **{21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00"},
    **{40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
    **dict.fromkeys((5, 6), "¥#,##0;¥-#,##0"),
    **dict.fromkeys((7, 8), "¥#,##0.00;¥-#,##0.00"),
    **dict.fromkeys((41, 42), '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '),
    **dict.fromkeys((43, 44), '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '),
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **{30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'},
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
_TEXT_SECTION = 4
_CHARACTERS = 10  # digits that "General" shows of a number with decimals
_LEAST = 1e-9  # what is smaller is shown with an exponent
_MOST = 1e15  # from here on a double is no longer exact
_LONGEST_CHINESE = 10_000


def show_number(value: float, code: str = GENERAL, from_1904: bool = False) -> str:
    """The number as the cell shows it, without the white space around it; "" where the format hides it.

    Fractions (# ?/?) are shown as decimals, and a decimal point that no digit follows is left out. `from_1904` says from
    when the workbook counts days.
    """
    section, shown = _choose(value, sections_of(code))
    if section.has("date", "elapsed", "noon"):
        return show_date(value, section, from_1904)
    return _write(shown, section).strip()


def show_text(text: str, code: str = GENERAL) -> str:
    """The text as the cell shows it: most formats leave it as it is."""
    sections = sections_of(code)
    section = sections[-1]
    if len(sections) >= _TEXT_SECTION:
        section = sections[_TEXT_SECTION - 1]
    elif Token("mark", "@") not in section.tokens:
        return text
    return "".join(text if token.text == "@" else token.text for token in section.tokens if token.text.strip())


def _choose(value: float, sections: tuple[Section, ...]) -> tuple[Section, float]:
    """The section that shows the value, and the value that it shows: a section for negative numbers writes the sign."""
    sections = sections[: _TEXT_SECTION - 1]
    if any(section.condition for section in sections):
        section = next((section for section in sections if section.holds(value)), sections[-1])
        return section, value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _write(value: float, section: Section) -> str:
    tokens = section.tokens
    sign = "-" if value < 0 else ""
    if section.chinese and value == int(value) and abs(value) < _LONGEST_CHINESE:
        return sign + write_chinese(abs(int(value)))
    if Token("mark", "/") in tokens:
        return sign + _general(abs(value))
    if section.has("general") or Token("mark", "@") in tokens:
        general = _general(abs(value))
        return sign + "".join(general if t.kind == "general" or t.text == "@" else _literal(t) for t in tokens)
    if section.has("exponent"):
        return _with_exponent(value, tokens)
    if not section.has("digit"):
        return sign * bool(tokens) + "".join(_literal(token) for token in tokens)
    text = _fill(abs(value), tokens).removesuffix(".")
    return sign + text.lstrip() if any(digit in text for digit in "123456789") else text


def _literal(token: Token) -> str:
    return token.text if token.kind == "literal" or token.text == "%" else ""


def _general(value: float) -> str:
    """Up to ten digits, as far as they say something; whole numbers in full."""
    if value == int(value) and value < _MOST:
        return str(int(value))
    if value < _LEAST or value >= _MOST:
        return f"{value:.5E}"
    decimals = max(0, _CHARACTERS - len(str(int(value))))
    text = f"{round(Decimal(repr(value)), decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_exponent(value: float, tokens: tuple[Token, ...]) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    before = "".join(token.text for token in tokens[:at] if token.kind in ("digit", "mark"))
    return f"{value:.{len(before.partition('.')[2])}E}"


def _fill(value: float, tokens: tuple[Token, ...]) -> str:
    """The digits put into their places, from the decimal point outwards; what stands between them stays."""
    point = next((index for index, token in enumerate(tokens) if token == Token("mark", ".")), len(tokens))
    last = max((index for index in range(point) if tokens[index].kind == "digit"), default=-1)
    scaled = sum(token.text == "," for token in tokens[last + 1 : point])
    grouped = last >= 0 and any(token == Token("mark", ",") for token in tokens[:last])
    percent = sum(token == Token("mark", "%") for token in tokens)
    decimals = sum(token.kind == "digit" for token in tokens[point:])
    number = Decimal(repr(value)).scaleb(2 * percent - 3 * scaled)
    number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{number:f}".partition(".")
    return _fill_whole(whole, tokens[:point], grouped) + _fill_fraction(fraction, tokens[point:])


def _fill_whole(digits: str, tokens: tuple[Token, ...], grouped: bool) -> str:
    digits = "" if digits == "0" else digits
    left = sum(token.kind == "digit" for token in tokens)
    pieces: list[str] = []
    written = 0
    for token in reversed(tokens):
        if token.kind != "digit":
            pieces.append(_literal(token))
            continue
        left -= 1
        take = len(digits) if not left else min(1, len(digits))
        taken, digits = digits[len(digits) - take :], digits[: len(digits) - take]
        for digit in reversed(taken or {"0": "0", "?": " "}.get(token.text, "")):
            if grouped and written and written % 3 == 0 and digit != " ":
                pieces.append(",")
            pieces.append(digit)
            written += 1
    return "".join(reversed(pieces))


def _fill_fraction(digits: str, tokens: tuple[Token, ...]) -> str:
    """The decimals; # and ? leave out zeros at the end."""
    pieces: list[str] = []
    rest = digits
    for token in tokens:
        if token.kind == "digit":
            digit, rest = rest[:1], rest[1:]
            optional = token.text != "0" and not (digit + rest).strip("0")
            pieces.append("" if optional else digit)
        else:
            pieces.append("." if token.text == "." and token.kind == "mark" else _literal(token))
    return "".join(pieces)
