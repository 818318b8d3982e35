"""Answers kept for as long as the archive they came from stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The `most` answers last asked for, of one state of the archive; of another state none is known.

    Safe for threads. Two who ask for the same at once may both work it out.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._state: Hashable = None
        self._answers: OrderedDict[Hashable, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, state: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for `key` in this `state`, made where it is not known.

        The caller reads `state` before: what is made during a write is then known under the older state, and
        forgotten with it.
        """
        with self._lock:
            self._turn_to(state)
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = make()
        with self._lock:
            if self._state == state:
                self._answers[key] = answer
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer

    def _turn_to(self, state: Hashable) -> None:
        if state != self._state:
            self._state = state
            self._answers.clear()
