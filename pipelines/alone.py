"""Calls a function in a process of its own, which it may not survive."""

import os
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import TypeVar

from pipelines.limits import Limits, limit_process, why_it_died
from pipelines.report import Unread

A = TypeVar("A")
R = TypeVar("R")


def call_alone(function: Callable[[A], R], item: A, limits: Limits) -> R | Unread:
    """What the function returns for the item, within the limits; why there is nothing if its process dies of it."""
    context = get_context("forkserver")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(sender, function, item, limits))
    process.start()
    sender.close()
    try:
        result: R = receiver.recv()
    except EOFError:
        process.join()
        return why_it_died(process.exitcode)
    process.join()
    return result


def _call(sender: Connection, function: Callable[[A], R], item: A, limits: Limits) -> None:
    leave_with_parent()
    limit_process(limits)
    sender.send(function(item))


def leave_with_parent() -> None:
    """Ends this process as soon as the one that began it is gone: who is killed can't tell it so."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
