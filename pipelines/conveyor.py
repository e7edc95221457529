"""Takes fetched reports to the processes that read them, and what was read to the one that writes the database."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import ParamSpec, TypeVar

from archive.notes import Row
from pipelines import recorder
from pipelines.beside import map_beside, start_processes
from pipelines.limits import limit_process, limits_in_force
from pipelines.recorder import Batch, Fetched, Read
from pipelines.report import Unread
from pipelines.workers import Task

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")

# What waits is handed over together: one at a time when the crawl is slow, many when handing over would take longer
# than reading. The crawl waits when the queue is full.
MOST_AT_ONCE = 24
MOST_WAITING = 64
CHUNKS_AHEAD = 1


class Conveyor:
    """Reads and stores while the crawl goes on; `outcomes` counts by portal "new", "changed", "unchanged" and "unread".

    `take_batch` gives the rows that were learned since it was last called. When storing fails, which is our fault or the
    disk's, `failure` is set, `on_failure` is called, and nothing more is stored.
    """

    def __init__(
        self, readers: int, database: Path, take_batch: Callable[[], Batch], on_failure: Callable[[], None]
    ) -> None:
        self.outcomes = Counter[tuple[str, str]]()
        self.failure: Exception | None = None
        self._take_batch = take_batch
        self._on_failure = on_failure
        self._number = readers
        self._limits = limits_in_force()
        self._readers = start_processes(readers, limit_process, self._limits)
        for _ in range(readers):
            self._readers.submit(
                recorder.read_nothing
            )  # a process begins, and imports its readers, with its first task
        self._writer = start_processes(1, recorder.start, database)
        self._waiting = asyncio.Queue[Fetched | None](MOST_WAITING)
        # More than there are processes: while some chunks are being written, the next ones are at the readers'.
        self._movers = [asyncio.create_task(self._move()) for _ in range(readers + CHUNKS_AHEAD)]

    async def begin(self, run: Row) -> None:
        """Writes the row of a run that starts."""
        await self._call_writer(recorder.begin, run)

    async def put(self, fetched: Fetched) -> None:
        """Takes a report over, as soon as there is room."""
        await self._waiting.put(fetched)

    async def write(self, batch: Batch) -> None:
        """Writes rows."""
        await self._call_writer(recorder.record, batch, [])

    async def drain(self) -> None:
        """Waits until all that was put is stored."""
        for _ in self._movers:
            await self._waiting.put(None)
        await asyncio.gather(*self._movers)

    async def read_with_the_rest(self, folder: Path) -> None:
        """Reads again, out of the archive, the pages that are a part of their report; for when all the parts are there."""
        try:
            await self.write(self._take_batch())
            tasks = await self._call_writer(recorder.awaiting_the_rest, folder)
            await asyncio.gather(*(self._read_again(tasks[first :: self._number]) for first in range(self._number)))
        except Exception as error:  # as while the crawl goes on
            self.failure = error

    async def _read_again(self, tasks: Sequence[Task]) -> None:
        for task in tasks:  # one by one: each takes seconds
            read = await self._map(recorder.read_again, [task], recorder.lost_again)
            self.outcomes.update(await self._call_writer(recorder.record, Batch(), read))

    async def finish(self, run: Row) -> None:
        """Writes the closing row of the run, completes the database, and ends the processes."""
        await self._call_writer(recorder.finish, run)
        self.close()

    def close(self) -> None:
        """Ends the processes."""
        self._readers.shutdown()
        self._writer.shutdown()

    async def _call_writer(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.wrap_future(self._writer.submit(function, *args, **kwargs))

    async def _move(self) -> None:
        while (first := await self._waiting.get()) is not None:
            chunk = [first]
            while len(chunk) < MOST_AT_ONCE and not self._waiting.empty():
                following = self._waiting.get_nowait()
                if following is None:
                    self._waiting.put_nowait(None)
                    break
                chunk.append(following)
            if self.failure is None:
                await self._read_and_store(chunk)

    async def _read_and_store(self, chunk: list[Fetched]) -> None:
        try:
            held = [fetched.source for fetched in chunk if fetched.is_held]
            known = await self._call_writer(recorder.known, held) if held else {}
            unread = [each for each in chunk if each.source.report_id not in known]
            for source in (each.source for each in chunk if each.source.report_id in known):
                self.outcomes[source.portal, known[source.report_id]] += 1
            read = await self._map(recorder.read, unread, recorder.lost)
            self.outcomes.update(await self._call_writer(recorder.record, self._take_batch(), read))
        except Exception as error:  # nothing is hidden: the crawl stops, and raises it then
            self.failure = self.failure or error
            self._on_failure()

    async def _map(
        self, read: Callable[[A], Read], chunk: Sequence[A], lost: Callable[[A, Unread], Read]
    ) -> list[Read]:
        try:
            return await map_beside(self._readers, read, chunk, lost)
        except BrokenProcessPool:  # of a document in another chunk, which is being looked for
            self._readers = start_processes(self._number, limit_process, self._limits)
            return await map_beside(self._readers, read, chunk, lost)
