"""Worker processes that read captures out of the archive."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from archive.captures import locate_warc
from archive.errors import DamagedRecord, StorageError
from archive.insert import ReportRows
from archive.payload import Document, document_in
from archive.record import read_record
from pipelines.alone import call_alone, leave_with_parent
from pipelines.interrupts import interrupts_held_back
from pipelines.limits import Limits, limit_process, limits_in_force, memory_is_full
from pipelines.report import Unread
from pipelines.source import Source

CHUNK = 16  # tasks handed to a worker at once: the handing over then costs little beside the reading
CHUNKS_AHEAD = 3  # per worker: none waits for work, and results do not pile up


class HeldPart(NamedTuple):
    """A picture or a further page, as a page names it, and where its record stands."""

    url: str
    capture_id: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to read and where its record stands. `is_foreign` says that nobody took it for a report yet."""

    source: Source
    folder: Path
    warc_file: str
    warc_offset: int
    is_foreign: bool
    pictures: tuple[HeldPart, ...] | None = None  # of a web page that is read with them; None: they may still come
    pages: tuple[HeldPart, ...] = ()  # of the article that the page is one of


Result = ReportRows | Unread


def read_in_order(tasks: Iterable[Task], workers: int) -> Iterator[tuple[Task, Result]]:
    """Every task with what reading it gave, in the order of the tasks, whatever the number of worker processes.

    A document that kills its process, or takes more time or memory than the limits in force, is unread with that
    reason; those read beside it are read again. Raises LimitError.
    """
    tasks = iter(tasks)
    pool = _Pool(workers)
    waiting = deque[tuple[list[Task], "Future[list[Result]]"]]()
    try:
        while chunk := list(islice(tasks, CHUNK)):
            waiting.append((chunk, pool.submit(chunk)))
            if len(waiting) > workers * CHUNKS_AHEAD:
                yield from pool.results(*waiting.popleft())
        while waiting:
            yield from pool.results(*waiting.popleft())
    finally:
        pool.close()


def read_task(task: Task) -> Result:
    """What reading one capture gives, in whatever process this runs."""
    # The readers are slow to import, and only workers need them.
    from pipelines.read_source import Rest, read_source
    from pipelines.whole_article import HeldPage

    try:
        document = _document_at(task.folder, task.warc_file, task.warc_offset)
        rest = None
        if task.pictures is not None:
            pictures = {part.url: found.body for part, found in _documents(task.folder, task.pictures)}
            parts = _documents(task.folder, task.pages)
            pages = {part.url: HeldPage(part.capture_id, found.body, found.content_type) for part, found in parts}
            rest = Rest(pictures, pages)
    except StorageError:
        raise  # no fault of the document: the build waits until the storage answers, or has the file again
    except (OSError, DamagedRecord, ValueError) as error:
        return Unread("damaged", f"{task.warc_file} at offset {task.warc_offset}: {error}")
    except MemoryError:
        return memory_is_full()
    return read_source(task.source, document.body, document.content_type, rest)


def _document_at(folder: Path, warc_file: str, warc_offset: int) -> Document:
    return document_in(read_record(locate_warc(folder, warc_file), warc_offset))


def _documents(folder: Path, held: Iterable[HeldPart]) -> Iterator[tuple[HeldPart, Document]]:
    """The parts with what they hold; one whose record is damaged is as good as missing, and `nianbao verify` tells of it."""
    for part in held:
        with suppress(DamagedRecord, ValueError):
            yield part, _document_at(folder, part.warc_file, part.warc_offset)


def _read_chunk(chunk: list[Task]) -> list[Result]:
    return [read_task(task) for task in chunk]


class _Pool:
    """Processes that may die of a document. After a death each task that was under way gets a process to itself."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._limits = limits_in_force()
        self._pool = _start(workers, self._limits)

    def submit(self, chunk: list[Task]) -> "Future[list[Result]]":
        try:
            return self._pool.submit(_read_chunk, chunk)
        except BrokenProcessPool:
            self._pool = _start(self._workers, self._limits)
            return self._pool.submit(_read_chunk, chunk)

    def results(self, chunk: list[Task], future: "Future[list[Result]]") -> Iterator[tuple[Task, Result]]:
        try:
            results = future.result()
        except BrokenProcessPool:
            results = [call_alone(read_task, task, self._limits) for task in chunk]
        return zip(chunk, results, strict=True)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


def _start(workers: int, limits: Limits) -> ProcessPoolExecutor:
    """Processes that can read. Raises BrokenProcessPool where none comes up, which is no document's fault."""
    # default fork; a forked copy of a process that holds threads and an open database may hang.
    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.read_source"])
    pool = ProcessPoolExecutor(workers, context, _initialize, (limits,))
    with interrupts_held_back():  # the process that forks the others begins with the first task
        pool.submit(_import_readers).result()
    return pool


def _import_readers() -> None:
    import pipelines.read_source  # noqa: F401


def _initialize(limits: Limits) -> None:
    leave_with_parent()
    limit_process(limits)
