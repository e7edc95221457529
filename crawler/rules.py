"""The crawler's rules, as rules.yml holds them."""

import re
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

Patterns = re.Pattern[str]


@dataclass(frozen=True)
class Lookalike:
    """A pattern of titles that are no reports, and why."""

    pattern: Patterns
    reason: str


@dataclass(frozen=True)
class Rules:
    """The rules with their patterns compiled; lists of patterns are one alternation each."""

    report_sections: Patterns
    disclosure_sections: Patterns
    disclosure_paths: Patterns
    tree_sections: Patterns
    site_maps: Patterns
    subsections: Patterns
    yearly_sections: Patterns
    bodies: Patterns
    fellow_bodies: Patterns
    next_page: Patterns
    more: Patterns
    short_sections: Patterns
    shown_files: Patterns
    document_frames: Patterns
    entrances: Patterns
    report_titles: Patterns
    bare_titles: Patterns
    resembling: Patterns
    attachment_servlets: Patterns
    attachment_words: Patterns
    session_parameters: Patterns
    report_paths: Patterns
    pagers: Patterns
    idle_frames: Patterns
    loading_calls: Patterns
    telling_scripts: Patterns
    paging_scripts: Patterns
    page_parameters: tuple[str, ...]
    statutory_words: tuple[str, ...]
    prose_words: tuple[str, ...]
    attachment_suffixes: tuple[str, ...]
    viewer_parameters: tuple[str, ...]
    lookalikes: tuple[Lookalike, ...]


def load_rules(path: Path) -> Rules:
    """The rules of a file in the shape of rules.yml."""
    raw = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    lookalikes = tuple(Lookalike(re.compile(rule["pattern"]), rule["reason"]) for rule in raw.pop("lookalikes"))
    values = {field.name: _value(field.type, raw[field.name]) for field in fields(Rules) if field.name in raw}
    return Rules(lookalikes=lookalikes, **values)


def _value(kind: object, raw: str | list[str]) -> object:
    if kind is Patterns:
        return re.compile(raw if isinstance(raw, str) else "|".join(raw), re.IGNORECASE)
    return tuple(raw)


RULES = load_rules(Path(__file__).parent / "rules.yml")
