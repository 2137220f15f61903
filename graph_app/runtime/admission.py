"""How much work is done at once, how much waits, and whose turn is next."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graph_app.model.errors import BusyError, CancelledError

#: Seconds between two looks whether the one who waits is still there.
_LOOK = 0.1


def always() -> bool:
    """Return True: somebody waits for the result, whatever happens."""
    return True


@dataclass(eq=False)
class _Ticket:
    number: int
    who: str
    runs: bool = False


class Admission:
    """Places for work of one sort, and a queue before them.

    Parameters
    ----------
    at_once : int
        How many have a place at the same time.
    waiting : int
        How many may wait.
    each : int
        How many one person may have, waiting or in a place.
    seconds : float
        How long one may wait.
    """

    def __init__(self, at_once: int, waiting: int, each: int, seconds: float):
        self.at_once, self.waiting, self.each, self.seconds = at_once, waiting, each, seconds
        self._changed = threading.Condition()
        self._tickets: list[_Ticket] = []
        self._numbers = itertools.count()

    @property
    def counts(self) -> tuple[int, int]:
        """Return how many have a place, and how many wait."""
        with self._changed:
            running = sum(ticket.runs for ticket in self._tickets)
            return running, len(self._tickets) - running

    @contextmanager
    def place(self, who: str, wanted: Callable[[], bool] = always) -> Iterator[None]:
        """Wait for a place, and keep it for the length of the block.

        The next is one of those who have the fewest places; among them, who came first.

        Parameters
        ----------
        who : str
            Names the person.
        wanted : callable
            Asked while waiting; False leaves the queue.

        Raises
        ------
        BusyError
            If the person has too many already, too many wait, or none became free in time.
        CancelledError
            If it is not wanted any more.
        """
        ticket = self._enter(who)
        try:
            self._wait(ticket, wanted)
            yield
        finally:
            with self._changed:
                self._tickets.remove(ticket)
                self._changed.notify_all()

    def _enter(self, who: str) -> _Ticket:
        with self._changed:
            own = sum(ticket.who == who for ticket in self._tickets)
            if own >= self.each:
                raise BusyError(
                    "Found {n} tasks of yours that run or wait, expected fewer than that. "
                    "Wait until one is done, or stop one, and try again.",
                    n=own,
                )
            if len(self._tickets) >= self.at_once + self.waiting:
                raise BusyError(
                    "Others have asked for so much that {n} tasks run or wait. "
                    "Try again in a few minutes.",
                    n=len(self._tickets),
                )
            ticket = _Ticket(next(self._numbers), who)
            self._tickets.append(ticket)
            return ticket

    def _wait(self, ticket: _Ticket, wanted: Callable[[], bool]) -> None:
        until = time.monotonic() + self.seconds
        with self._changed:
            while not self._is_next(ticket):
                if not wanted():
                    raise CancelledError("It was stopped before it began.")
                if time.monotonic() > until:
                    raise BusyError(
                        "No place became free in {seconds:g} seconds. Try again in a few minutes.",
                        seconds=self.seconds,
                    )
                self._changed.wait(_LOOK)
            ticket.runs = True
            self._changed.notify_all()

    def _is_next(self, ticket: _Ticket) -> bool:
        running = [one.who for one in self._tickets if one.runs]
        waiting = (one for one in self._tickets if not one.runs)
        first = min(waiting, key=lambda one: (running.count(one.who), one.number))
        return len(running) < self.at_once and first is ticket
