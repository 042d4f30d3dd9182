"""Several processes on this computer, which answer in the order in which they are asked."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

_MOST_POOLS: Final = 4
"""So often new processes are begun for some that were ended; then the rest is done in this one."""


def in_processes(
    processes: int, function: Callable[[Asked], Answer], items: Iterable[Asked]
) -> Iterator[Answer]:
    """Yield what a function returns for each item, in order, worked out in so many processes.

    What a process was at when it was ended is done again by another, and at last in this process. The
    function, the items and the answers must be such that they can be sent.
    """
    work = _Work(processes, function)
    try:
        for item in items:
            work.begin(item)
            # So many at once that nobody waits; all of them would hold a second copy of the facts.
            if len(work.waiting) > 2 * processes:
                yield work.answer()
        while work.waiting:
            yield work.answer()
    finally:
        work.close()


class _Work(Generic[Asked, Answer]):
    """The processes of the moment, and what they have been asked and not answered yet."""

    def __init__(self, processes: int, function: Callable[[Asked], Answer]) -> None:
        self._processes, self._function = processes, function
        self._begun = 0
        self._pool: ProcessPoolExecutor | None = None
        self.waiting: deque[tuple[Asked, Future[Answer] | None]] = deque()
        self._renew()

    def begin(self, item: Asked) -> None:
        """Have an item worked on as soon as a process is free."""
        self.waiting.append((item, self._submitted(item)))

    def answer(self) -> Answer:
        """Return the answer to the first item that waits."""
        while self._pool is not None:
            try:
                future = self.waiting[0][1]
                if future is None:
                    break
                answer = future.result()
            except (_broken(), OSError):
                self._renew()
                self.waiting = deque((item, self._submitted(item)) for item, _ in self.waiting)
            else:
                self.waiting.popleft()
                return answer
        return self._function(self.waiting.popleft()[0])

    def close(self) -> None:
        """End the processes; what waits is not begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _submitted(self, item: Asked) -> Future[Answer] | None:
        try:
            return None if self._pool is None else self._pool.submit(self._function, item)
        except (_broken(), OSError):
            return None

    def _renew(self) -> None:
        """Begin processes in place of those there were, if any; none where that failed too often."""
        # Hardly any company is so large that these are worth loading.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        self.close()
        self._pool, self._begun = None, self._begun + 1
        if self._begun <= _MOST_POOLS:
            try:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._processes, context, _leave_keys)
            except (OSError, ValueError):
                self._pool = None


def _broken() -> type[Exception]:
    """Return what a pool raises whose process was ended."""
    from concurrent.futures.process import BrokenProcessPool

    return BrokenProcessPool


def _leave_keys() -> None:
    """Leave Ctrl-C to the process that somebody sits at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
