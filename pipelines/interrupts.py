"""Keeps Ctrl-C from processes beside the one that heeds it: a terminal and systemd send it to all of them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """While this lasts SIGINT waits, and processes that are begun never hear it: their parent ends them.

    To ignore it once they run would be too late: it comes while they import what they need, and a pool of processes
    that lost one then may wait for it for ever.
    """
    resource_tracker.ensure_running()  # which else lets SIGINT through when it begins
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
