"""Runs functions in processes beside this one, from asyncio."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Beside:
    """That many processes, begun anew when one has died; each calls `initializer` with `arguments` first."""

    def __init__(self, processes: int, initializer: Callable[..., None] | None = None, *arguments: object) -> None:
        self._processes = processes
        self._initialization = (initializer, arguments)
        self._alone = asyncio.Lock()
        self._pool = self._start(processes)

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function returns there. Calls are begun in order.

        Raises BrokenProcessPool when the process dies of this call. Calls that were under way beside it are made again,
        one at a time, so that it is known which one it was.
        """
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except BrokenProcessPool:
            if pool is self._pool:  # else another of these calls has begun a new one
                self._pool = self._start(self._processes)
        async with self._alone:
            with self._start(1) as single:
                return await asyncio.wrap_future(single.submit(function, *args, **kwargs))

    def close(self) -> None:
        """Ends the processes after the calls that they have."""
        self._pool.shutdown(wait=True)

    def _start(self, processes: int) -> ProcessPoolExecutor:
        # default fork; a forked copy of a process that holds threads and open sockets may hang.
        return ProcessPoolExecutor(processes, get_context("spawn"), _initialize, self._initialization)


def _initialize(initializer: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the crawl finishes what is under way, then stops us
    Thread(target=_leave_with_parent, daemon=True).start()
    if initializer:
        initializer(*arguments)


def _leave_with_parent() -> None:
    """Ends this process when the crawl is killed, which can't tell it so."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
