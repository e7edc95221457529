"""Reads one source whatever happens: a report's rows, or why it could not be read."""

import traceback
from collections.abc import Mapping
from typing import NamedTuple

from archive.insert import ReportRows
from pipelines.conversion import convert
from pipelines.limits import OutOfTime, memory_is_full, time_is_over, timed
from pipelines.read import Context, read_reports
from pipelines.report import Unread
from pipelines.source import Source
from pipelines.store import rows_of_reading
from pipelines.whole_article import HeldPage


class Rest(NamedTuple):
    """What a report consists of besides the page that is read: pictures and further pages of the article, by address."""

    pictures: Mapping[str, bytes]
    pages: Mapping[str, HeldPage]


def read_source(source: Source, body: bytes, declared_type: str, rest: Rest | None = None) -> ReportRows | Unread:
    """The rows of the report that `body` holds, or why there are none. `body` has its Content-Encoding undone.

    Of the reports in a container the first is the source's, the others come with it. `rest` is what else the archive has
    of a report whose page is only a part of it; without it such a page is an Unread that awaits it.
    """
    context = Context(
        url=source.url,
        declared_type=declared_type,
        link_text=source.link_text,
        published_on=source.published_on,
        adcode=source.adcode,
        convert=convert,
        pictures=rest.pictures if rest else {},
        pages=rest.pages if rest else {},
        awaits_rest=rest is None,
    )
    try:
        with timed():
            return rows_of_reading(source, read_reports(body, context))
    except OutOfTime:
        return time_is_over()
    except MemoryError:
        return memory_is_full()
    except Exception as error:
        # The one place: a defect that a single document lays bare must not end a run over 140,000 of them. It is
        # published with its place in the code, so it cannot hide either.
        return Unread("crashed", _crash(error))


def _crash(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} (at {frame.filename.rpartition('/')[2]}, line {frame.lineno})"
