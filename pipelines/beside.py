"""Processes beside this one, from asyncio."""

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from typing import TypeVar

from pipelines.alone import call_alone, leave_with_parent
from pipelines.interrupts import interrupts_held_back
from pipelines.limits import limits_in_force
from pipelines.report import Unread

PIPE_SIZE = 1 << 20  # bytes
NICENESS = 5  # of the processes: what this one does all others wait for

A = TypeVar("A")
R = TypeVar("R")


def start_processes(
    number: int, initializer: Callable[..., None] | None = None, *arguments: object
) -> ProcessPoolExecutor:
    """That many processes that hear no SIGINT; each calls `initializer` with `arguments` first."""
    # default fork; a forked copy of a process that holds threads and open sockets may hang.
    processes = ProcessPoolExecutor(number, get_context("spawn"), _initialize, (initializer, arguments))
    # The pipe to them holds one page as it is made, and the thread that fills it would wait for its turn after each.
    with suppress(AttributeError, OSError):  # of systems whose pipes have one size
        fcntl.fcntl(processes._call_queue._writer.fileno(), fcntl.F_SETPIPE_SZ, PIPE_SIZE)  # type: ignore[attr-defined]
    with interrupts_held_back():
        for _ in range(number):
            processes.submit(_begin)  # a process is begun for a task that none is idle for
    return processes


async def map_beside(
    processes: ProcessPoolExecutor, function: Callable[[A], R], items: Iterable[A], lost: Callable[[A, Unread], R]
) -> list[R]:
    """What the function returns for each item, all called in one process; for one that kills it, what `lost` makes of it.

    After a death each item gets a process to itself, so that it is known which one it was. Raises BrokenProcessPool
    where the processes were broken before, as after such a death: the caller begins new ones.
    """
    items = list(items)
    future = processes.submit(_map, function, items)
    try:
        return await asyncio.wrap_future(future)
    except BrokenProcessPool:
        results = [await asyncio.to_thread(call_alone, function, item, limits_in_force()) for item in items]
        return [lost(item, r) if isinstance(r, Unread) else r for item, r in zip(items, results, strict=True)]


def _map(function: Callable[[A], R], items: list[A]) -> list[R]:
    return [function(item) for item in items]


def _begin() -> None:
    """Nothing, in a process that has begun."""


def _initialize(initializer: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    os.nice(NICENESS)
    leave_with_parent()
    if initializer:
        initializer(*arguments)
