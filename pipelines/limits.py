"""How much time and memory reading one document may take, in processes that do nothing but read."""

import gc
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path
from time import process_time
from types import FrameType

from pipelines.report import Unread

SECONDS_VARIABLE, MEGABYTES_VARIABLE = "NIANBAO_READ_SECONDS", "NIANBAO_READ_MEGABYTES"
# A report takes milliseconds as a page and some minutes as a scan of many pages.
MOST_SECONDS = 300
MOST_MEGABYTES = 3072
_NEARLY = 0.8  # of the memory: who asks for the rest at once gets nothing and leaves no peak
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of processor time for one document, `megabytes` of address space above what a process starts with."""

    seconds: int
    megabytes: int


class LimitError(ValueError):
    """Raised for a limit in the environment that is none."""


class OutOfTime(BaseException):
    """Raised where the time for a document is over. No Exception, so that no library takes it for one of its own."""


def limits_in_force() -> Limits:
    """The limits that the operator set in the environment, else the usual ones. Raises LimitError."""
    return Limits(_whole(SECONDS_VARIABLE, MOST_SECONDS), _whole(MEGABYTES_VARIABLE, MOST_MEGABYTES))


def limit_process(limits: Limits) -> None:
    """Sets the limits of this process, whose documents are then read inside `timed`."""
    # default 700: reading makes thousands of values a page, none in a circle, and a tenth of the time went into looking.
    gc.set_threshold(20_000)
    _Process.seconds = limits.seconds
    signal.signal(signal.SIGPROF, _raise_out_of_time)
    if not _STATUS.exists():
        return  # this system does not tell how much is taken already
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = _address_space("VmSize") + (limits.megabytes << 20)
    _Process.bytes = most if hard == resource.RLIM_INFINITY else min(most, hard)
    _Process.peak = _address_space("VmPeak")
    resource.setrlimit(resource.RLIMIT_AS, (_Process.bytes, hard))


@contextmanager
def timed() -> Iterator[None]:
    """Raises OutOfTime in the block when the time for a document is over, MemoryError for whatever full memory raises.

    In a process without limits it does nothing. Code that does not come back to Python for as long again is ended by the
    kernel, with its process.
    """
    if not _Process.seconds:
        yield
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + 2 * _Process.seconds + 1, hard))
    signal.setitimer(signal.ITIMER_PROF, _Process.seconds)
    try:
        yield
    except Exception as error:
        if _has_filled_memory():  # parsers in C have errors of their own for memory that they don't get
            raise MemoryError from error
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def time_is_over() -> Unread:
    """Why a document is unread that took too long."""
    detail = f"reading it took more than the {_Process.seconds or limits_in_force().seconds} s of processor time"
    return Unread("time_limit", f"{detail} that a document may take; {SECONDS_VARIABLE} sets another limit")


def memory_is_full() -> Unread:
    """Why a document is unread that took too much memory."""
    detail = "reading it took more memory than a document may take"
    return Unread("memory_limit", f"{detail}; {MEGABYTES_VARIABLE} sets another limit than {MOST_MEGABYTES}")


def why_it_died(exit_code: int | None) -> Unread:
    """Why a document is unread that ended the process which read it; `exit_code` is negative for a signal."""
    if exit_code == -signal.SIGXCPU:
        return time_is_over()
    if exit_code == -signal.SIGKILL:  # what the kernel sends when the machine has no memory left
        return memory_is_full()
    cause = signal.Signals(-exit_code).name if exit_code and exit_code < 0 else f"exit code {exit_code}"
    return Unread("crashed", f"the process that read it died ({cause}): the document crashes a reader")


class _Process:
    """What holds in this process."""

    seconds = 0
    bytes = 0  # of address space
    peak = 0  # bytes, when last looked at


def _raise_out_of_time(number: int, frame: FrameType | None) -> None:
    raise OutOfTime


def _whole(variable: str, otherwise: int) -> int:
    text = environ.get(variable) or str(otherwise)
    if not text.isdecimal() or not int(text):
        raise LimitError(f"{variable}={text} is no limit; give a whole number above 0")
    return int(text)


def _has_filled_memory() -> bool:
    """Whether the memory was nearly full since this was last asked."""
    if not _Process.bytes:
        return False
    before, _Process.peak = _Process.peak, _address_space("VmPeak")
    return before < _Process.peak and _Process.peak > _NEARLY * _Process.bytes


def _address_space(line: str) -> int:
    """Bytes that a line of this process's status gives: VmSize, what is mapped now, or VmPeak, the most that ever was."""
    status = _STATUS.read_text(encoding="ascii")
    return int(status.partition(f"{line}:")[2].split(maxsplit=1)[0]) << 10
