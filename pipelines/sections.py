"""Splits a report's prose into the sections of the form, by the words of their headings whatever their numbers."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.blocks import Paragraph
from pipelines.forms.form import Form, FormSection
from pipelines.report import Section
from pipelines.words import words

_LONGEST_HEADING = 40  # characters; longer lines that hold the words are prose about the section
_NUMERALS = "〇一二三四五六"
_NUMBERED = re.compile(rf"(?:第\s*)?([{_NUMERALS[1:]}])\s*(?:[、.．,]|部分)")
_ANY_NUMBER = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.．,:：\s]|附[表件：:])")
_PROSE_ENDS = ("。", "；", ";")
_HEADING_ENDS = ("情况", "事项", "措施", "概述", "问题", "打算", "计划")


def read_sections(paragraphs: Iterable[Paragraph], form: Form) -> tuple[Section, ...]:
    """The sections that are printed, in order. `text` is the section's prose, a line a paragraph, without its tables.

    Headings that follow one another without prose up to the first one again are a table of contents.
    """
    if form.any_order:
        return _in_any_order((paragraph.text for paragraph in paragraphs), form)
    sections: list[Section] = []
    current: FormSection | None = None
    heading, prose = "", [""]
    for text in _split_glued((paragraph.text for paragraph in paragraphs), form):
        found = section_of(text, form, after=current.number if current else 0)
        if found is None and current and not prose and not any(section.text for section in sections):
            again = section_of(text, form)
            if again and again.number == (sections[0].number if sections else current.number):
                found, current, sections = again, None, []
        if found is None:
            prose.append(text)
            continue
        if current:
            sections.append(Section(current.number, heading, "\n".join(prose)))
        current, heading, prose = found, text.strip(), []
    if current:
        sections.append(Section(current.number, heading, "\n".join(prose)))
    return tuple(sections)


def _in_any_order(texts: Iterable[str], form: Form) -> tuple[Section, ...]:
    """The sections as they are printed, whatever their order and number; what stands before them has number 0.

    A heading that is none of the form's, or names a section for the second time, stays in the text that it follows. The
    headings of a table of contents are those that have no prose before the next one.
    """
    found: dict[int, tuple[str, list[str]]] = {0: ("", [])}
    current = 0
    for text in texts:
        section = _heading_of(text, form)
        if section is None or (section.number in found and any(found[section.number][1])):
            found[current][1].append(text)
        else:
            current = section.number
            found.pop(current, None)
            found[current] = (text.strip(), [])
    printed = [Section(number, heading, "\n".join(prose)) for number, (heading, prose) in found.items()]
    return tuple(section for section in printed if section.number or section.text)


def _heading_of(text: str, form: Form) -> FormSection | None:
    """The section that a line of a report in free order is the heading of: its number, or its bare words, say so."""
    line = text.strip()
    if not 2 < len(line) <= _LONGEST_HEADING or "，" in line or line.endswith(_PROSE_ENDS):
        return None
    numbered = _ANY_NUMBER.match(line)
    label = words(line[numbered.end() :] if numbered else line)
    ends = label.endswith(_HEADING_ENDS) and line[0] not in "(（0123456789"
    for section in form.sections:
        if (numbered and any(word in label for word in section.numbered)) or (
            ends and all(word in label for word in section.core)
        ):
            return section
    return None


def section_of(text: str, form: Form, after: int = 0) -> FormSection | None:
    """The section that a line is the heading of, if it comes after section number `after`."""
    line = text.strip()
    if len(line) > _LONGEST_HEADING or "，" in line:
        return None
    label = words(line)
    numbered = _NUMBERED.match(line) if line[-1:] not in _PROSE_ENDS else None
    ends = label.endswith(_HEADING_ENDS)
    for section in form.sections:
        if section.number <= after:
            continue
        own = numbered is not None and _NUMERALS.index(numbered[1]) == section.number
        if (ends and all(word in label for word in section.core)) or (
            own and any(w in label for w in section.numbered)
        ):
            return section
    return None


def _split_glued(texts: Iterable[str], form: Form) -> Iterator[str]:
    """Lines; where a converter glued everything together, the standard headings are cut out of the run."""
    headings = [f"、{section.zh}" for section in form.sections]
    pattern = _glued_heading(tuple(section.zh for section in form.sections))
    for text in texts:
        if len(text) <= _LONGEST_HEADING or "、" not in text or not any(heading in text for heading in headings):
            yield text
        else:
            yield from (part.strip() for part in pattern.split(text) if part.strip())


@cache
def _glued_heading(headings: tuple[str, ...]) -> re.Pattern[str]:
    """A numbered heading that stands at the start of a text or after the end of a sentence."""
    return re.compile(rf"(?:(?<=[。；）)\s\d])|^)([一二三四五六]、(?:{'|'.join(map(re.escape, headings))}))")
