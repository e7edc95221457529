"""What a spreadsheet shows of a date or time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipelines.docx.numbering import DIGITS, write_chinese
from pipelines.sheets.format_code import Section, Token

UNSHOWN = "#####"  # what programs show of a number that is no date
_LAST_DAY = 2_958_465  # 31 December 9999
_DAYS_1904 = 1_462  # between the two beginnings of time
_NO_LEAP_DAY = 60  # 29 February 1900, which the programs count and the calendar does not
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = "一二三四五六日"


def show_date(serial: float, section: Section, from_1904: bool) -> str:
    """The day or time that a number counts, as the section writes it."""
    days = serial + _DAYS_1904 if from_1904 else serial
    if not 0 <= days <= _LAST_DAY:
        return UNSHOWN
    days += 1 if days < _NO_LEAP_DAY else 0
    has_fraction = any(token.kind == "mark" and token.text == "." for token in section.tokens)
    seconds = round(days * 86_400, 3 if has_fraction else 0)
    moment = datetime(1899, 12, 30) + timedelta(seconds=seconds)  # noqa: DTZ001 - a printed date has no time zone
    tokens = section.tokens
    shown = (_show(token, _is_minute(tokens, at), moment, serial, section) for at, token in enumerate(tokens))
    return "".join(shown).strip()


def _is_minute(tokens: Sequence[Token], at: int) -> bool:
    """Whether an m stands for minutes: it follows hours or precedes seconds."""
    if tokens[at].text not in ("m", "mm"):
        return False
    timed = [token.text[0] for token in tokens[:at] if token.kind in ("date", "elapsed")]
    following = [token.text[0] for token in tokens[at + 1 :] if token.kind in ("date", "elapsed")]
    return timed[-1:] == ["h"] or following[:1] == ["s"]


def _show(token: Token, is_minute: bool, moment: datetime, serial: float, section: Section) -> str:
    if token.kind == "elapsed":
        return str(int(serial * {"h": 24, "m": 1440, "s": 86400}[token.text[0]]))
    if token.kind == "noon":
        names = token.text.split("/")
        return names[moment.hour >= 12]
    if token.kind == "mark":
        return "" if token.text == "@" else token.text
    if token.kind == "digit":
        return f"{moment.microsecond // 1000:03}"[:1]
    if token.kind != "date":
        return token.text
    hour = moment.hour % 12 or 12 if section.has("noon") else moment.hour
    if is_minute:
        return _counted(moment.minute, token, section)
    match token.text[0]:
        case "y" | "e" | "b":
            return _year(moment.year, token, section)
        case "m":
            return _MONTHS[moment.month - 1] if len(token.text) > 2 else _counted(moment.month, token, section)
        case "d" if len(token.text) < 3:
            return _counted(moment.day, token, section)
        case "h":
            return _counted(hour, token, section)
        case "s":
            return _counted(moment.second, token, section)
        case _:
            return ("星期" if len(token.text) > 3 else "") + _WEEKDAYS[moment.weekday()]


def _year(year: int, token: Token, section: Section) -> str:
    text = f"{year % 100:02}" if token.text in ("y", "yy") else str(year)
    return "".join(DIGITS[int(digit)] for digit in text) if section.chinese else text


def _counted(number: int, token: Token, section: Section) -> str:
    if section.chinese:
        return write_chinese(number)
    return f"{number:0{len(token.text)}}"
