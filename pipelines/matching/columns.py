"""The column headings of a matrix: which columns a table prints, in which order, and where."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipelines.blocks import Cell, Table
from pipelines.forms.form import Heading, HeadingPath, leaves
from pipelines.matching.lines import Line
from pipelines.words import words

_CAPTION_DEPTH = 2  # a caption over all columns may be missing, a group over some may not


class Slot(NamedTuple):
    """One printed column: the path of headings above it, outermost first, and its lowest heading cell.

    The path is empty where the words are none of the form's.
    """

    path: HeadingPath
    cell: Cell


@dataclass
class Columns:
    """Headings gathered line by line, from the outermost down. Groups give way to their own headings in their order.

    `width` is the grid column where the widest heading line ends; `expected` how many columns the form has.
    `orphaned` says that some heading stands under none of the form's, so that the order of the columns is not known.
    `has_own` says that a heading of the body's own stands beside the outermost ones.
    `beyond` says that a heading stands right of the group that it belongs to, which spans several columns.
    `repeated` says that headings are printed in every grid column they span, as converters do that know no spans.
    `first` are the headings of the same table that these repeat, further down.
    """

    tree: tuple[Heading, ...]
    table: Table
    slots: list[Slot] = field(default_factory=list)
    width: int = 0
    expected: int = 0
    orphaned: bool = False
    has_own: bool = False
    beyond: bool = False
    repeated: bool = False
    first: "Columns | None" = None

    @property
    def complete(self) -> bool:
        """Whether no group lacks its own headings and no column of the form is missing."""
        if self.orphaned or any(slot.path and slot.path[-1].children for slot in self.slots):
            return False
        return len(self.slots) >= max(self.expected, 1)

    @cached_property
    def all_printed(self) -> bool:
        """`complete`, asked for once all headings are there."""
        return self.complete

    @cached_property
    def in_order(self) -> bool:
        """Whether the headings, as they follow one another, stand from left to right. Asked for once all are there."""
        at = [slot.cell.column for slot in self.slots]
        return at == sorted(set(at))

    @cached_property
    def moved(self) -> bool:
        """Whether headings stand in other grid columns than they did in the same table before. Asked for last of all.

        Lines put into a table after it was made push its cells aside where others reach down over several rows.
        """
        if self.first is None:
            return False
        before = {id(path[-1]): cell.column for path, cell in self.first.slots if path}
        return any(path and before.get(id(path[-1]), cell.column) != cell.column for path, cell in self.slots)

    @cached_property
    def pushed_out(self) -> bool:
        """Whether a heading that is none of the form's has pushed another one out of its group. Asked for last of all."""
        return self.beyond and not self.in_order and not all(slot.path for slot in self.slots)

    @cached_property
    def in_form_order(self) -> bool:
        """Whether the headings follow one another as in the form. Asked for once all are there."""
        paths = list(leaves(self.tree))
        at = [paths.index(slot.path) for slot in self.slots if slot.path]
        return at == sorted(at)

    @cached_property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The row that each column names itself, "" where it names none, and its column key. Asked for last of all."""
        rows = (next((heading.row for heading in reversed(slot.path) if heading.row), "") for slot in self.slots)
        return tuple((row, slot.path[-1].key if slot.path else "") for row, slot in zip(rows, self.slots, strict=True))

    def add_line(self, cells: tuple[Cell, ...], labels: list[str]) -> None:
        """Take in one line of headings, given with their words."""
        self.width = max(self.width, cells[-1].column + cells[-1].colspan)
        under: dict[int, list[Slot]] = {}
        added: list[Slot] = []
        group = 0
        for cell, label in self._without_repeats(cells, labels):
            found = self._under(group, label, under)
            if found is not None:
                group, path = found
                under.setdefault(group, []).append(Slot(path, cell))
                above = self.slots[group].cell
                self.beyond |= above.column + above.colspan <= cell.column and above.colspan > 1
            elif paths := _paths(self.tree, label):
                self.orphaned |= len(paths) > 1 or len(paths[0]) > _CAPTION_DEPTH
                added.append(Slot(paths[0], cell))
            elif group in under:
                under[group].append(Slot((), cell))
            elif added:
                self.has_own = True
                added.append(Slot((), cell))
        self.slots = [new for i, slot in enumerate(self.slots) for new in under.get(i, [slot])] + added

    def _without_repeats(self, cells: tuple[Cell, ...], labels: list[str]) -> list[tuple[Cell, str]]:
        """The labelled cells; neighbours with the same label as one, without those that repeat the heading above."""
        above = {slot.cell.column: slot.path[-1].wordings for slot in self.slots if slot.path}
        kept: list[tuple[Cell, str]] = []
        for cell, label in zip(cells, labels, strict=True):
            if not label:
                continue
            if kept and kept[-1][1] == label and kept[-1][0].column + kept[-1][0].colspan == cell.column:
                self.repeated = True
                kept[-1] = (kept[-1][0]._replace(colspan=kept[-1][0].colspan + cell.colspan), label)
            elif not (self.repeated and label in above.get(cell.column, ())):
                kept.append((cell, label))
        return kept

    def add_block_line(self, cells: tuple[Cell, ...], labels: list[str], corner: str, known: frozenset[str]) -> None:
        """Take in the headings of one block: what follows the corner, or the label that stands in its place."""
        headings = self._without_repeats(cells, labels)
        printed = [label for _, label in headings]
        first = printed.index(corner) + 1 if corner in printed else int(len(printed) > 1 and printed[0] not in known)
        self.width = cells[-1].column + cells[-1].colspan
        self.slots = [Slot((), cell) for cell, _ in headings[first:]]

    def expect_printed_groups(self) -> None:
        """Ask for all the columns of those groups that are printed, for tables that a report prints group by group."""
        groups = {id(slot.path[-2]): len(slot.path[-2].children) for slot in self.slots if len(slot.path) > 1}
        self.expected = sum(groups.values())

    def add_caption(self, line: Line, labels: list[str]) -> None:
        """Take the one group that the paragraph above the table names, for tables that print no group themselves."""
        caption = words(line.caption)
        groups = _groups(self.tree)
        if any(label in path[-1].wordings for path in groups for label in labels):
            return
        groups = [path for path in groups if any(w in caption for w in path[-1].wordings)]
        named = [path for path in groups if not any(path[-1] in other[:-1] for other in groups)]
        if len(named) == 1 and not named[0][-1].children[0].children:
            self.slots = [Slot(named[0], line.cells[0])]
            self.expected = len(named[0][-1].children)

    def _under(self, start: int, label: str, under: dict[int, list[Slot]]) -> tuple[int, HeadingPath] | None:
        for i in range(start, len(self.slots)):
            path = self.slots[i].path
            for child in path[-1].children if path else ():
                if label in child.wordings and all(child not in slot.path for slot in under.get(i, ())):
                    return i, (*path, child)
        return None


def _paths(headings: tuple[Heading, ...], label: str, above: HeadingPath = ()) -> list[HeadingPath]:
    """Every place in the tree that bears the label."""
    found: list[HeadingPath] = []
    for heading in headings:
        if label in heading.wordings:
            found.append((*above, heading))
        found += _paths(heading.children, label, (*above, heading))
    return found


def _groups(headings: tuple[Heading, ...], above: HeadingPath = ()) -> list[HeadingPath]:
    """Every heading that groups others, as the path that leads to it."""
    found: list[HeadingPath] = []
    for heading in headings:
        if heading.children:
            found += [(*above, heading), *_groups(heading.children, (*above, heading))]
    return found
