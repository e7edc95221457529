"""Worker processes that read captures out of the archive."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from archive.captures import locate_warc
from archive.errors import DamagedRecord
from archive.insert import ReportRows
from archive.payload import document_in
from archive.record import read_record
from pipelines.report import Unread
from pipelines.source import Source

CHUNK = 16  # tasks handed to a worker at once: the handing over then costs little beside the reading
CHUNKS_AHEAD = 3  # per worker: none waits for work, and results do not pile up


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to read and where its record stands. `is_foreign` says that nobody took it for a report yet."""

    source: Source
    folder: Path
    warc_file: str
    warc_offset: int
    is_foreign: bool


Result = ReportRows | Unread


def read_in_order(tasks: Iterable[Task], workers: int) -> Iterator[tuple[Task, Result]]:
    """Every task with what reading it gave, in the order of the tasks, whatever the number of worker processes.

    A document that kills its process is unread with the reason "crashed"; those read beside it are read again.
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
    from pipelines.read_source import read_source  # the readers are slow to import, and only workers need them

    try:
        record = read_record(locate_warc(task.folder, task.warc_file), task.warc_offset)
        document = document_in(record)
    except (OSError, DamagedRecord, ValueError) as error:
        return Unread("damaged", f"{task.warc_file} at offset {task.warc_offset}: {error}")
    return read_source(task.source, document.body, document.content_type)


def _read_chunk(chunk: list[Task]) -> list[Result]:
    return [read_task(task) for task in chunk]


class _Pool:
    """Processes that may die of a document. After a death each task that was under way gets a process to itself."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool = _start(workers)
        self._single: ProcessPoolExecutor | None = None

    def submit(self, chunk: list[Task]) -> "Future[list[Result]]":
        try:
            return self._pool.submit(_read_chunk, chunk)
        except BrokenProcessPool:
            self._pool = _start(self._workers)
            return self._pool.submit(_read_chunk, chunk)

    def results(self, chunk: list[Task], future: "Future[list[Result]]") -> Iterator[tuple[Task, Result]]:
        try:
            results = future.result()
        except BrokenProcessPool:
            results = [self._read_alone(task) for task in chunk]
        return zip(chunk, results, strict=True)

    def close(self) -> None:
        for pool in (self._pool, self._single):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)

    def _read_alone(self, task: Task) -> Result:
        self._single = self._single or _start(1)
        try:
            return self._single.submit(read_task, task).result()
        except BrokenProcessPool:
            self._single = None
            return Unread("crashed", "the process that read it died: the document crashes a reader or fills the memory")


def _start(workers: int) -> ProcessPoolExecutor:
    """Processes that can read. Raises BrokenProcessPool where none comes up, which is no document's fault."""
    # default fork; a forked copy of a process that holds threads and an open database may hang.
    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.read_source"])
    pool = ProcessPoolExecutor(workers, context, initializer=_leave_interrupts_to_parent)
    pool.submit(_import_readers).result()
    return pool


def _import_readers() -> None:
    import pipelines.read_source  # noqa: F401


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
