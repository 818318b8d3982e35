"""Several processes that extract side by side; the records come in the order of the documents.

Each process loads a parser, a gazetteer and a tagger of its own. It is given batches of documents, at most
two at a time, so that it never waits for the next, and sends the records of each document as soon as it has
them. Records that come early wait, pickled, for their turn. A process that is killed is replaced, and what it
had in hand is tried once more, each document by itself, so that one that kills its process is found.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import cast

from detente.model import Document, Extraction, RequestError
from detente.pipeline.extractor import Extractor, Failed

_log = logging.getLogger(__name__)
_BATCH = 8_000  # characters of the documents handed over together: more and the last process ends late
_IN_HAND = 2  # batches that a process has at most
_AHEAD = 12_000_000  # characters of the documents given out whose turn has not come
_READY = b""

Batch = deque[tuple[int, Document]]


class Workers:
    """Turns documents into records like an `Extractor`, in `number` processes.

    `make` makes the extractor of each process and must be importable there, as a function or a
    `functools.partial` of one. What is wrong with it is raised here at once.
    """

    def __init__(self, make: Callable[[], Extractor], number: int) -> None:
        self._make = make
        self._number = number
        self._versions = dict(make().versions)

    @property
    def versions(self) -> Mapping[str, str]:
        return self._versions

    def extract_all(
        self, documents: Iterable[Document], failed: Failed | None = None
    ) -> Iterator[Extraction]:
        """The records of each document, in order, as those of `Extractor.extract_all`.

        Documents are read ahead of the records that come out, so many as keep the processes busy. Raises
        RequestError where no process can be started.
        """
        with _Team(self._make, self._number).at_work() as team:
            for document, outcome in team.outcomes(documents):
                if isinstance(outcome, Extraction):
                    yield outcome
                elif failed is None:
                    raise RuntimeError(f"document {document.id}: {outcome}")
                else:
                    failed(document, outcome)


@dataclass(slots=True)
class _Worker:
    """A process, our end of the pipe to it, and the documents it has in hand."""

    process: BaseProcess
    connection: Connection
    ready: bool = False
    batches: deque[Batch] = field(default_factory=deque)


class _Team:
    """The processes at work on one series of documents, which are numbered from 0."""

    def __init__(self, make: Callable[[], Extractor], number: int) -> None:
        self._make = make
        self._number = number
        self._workers: list[_Worker] = []
        self._again: deque[Batch] = deque()  # was in hand when a process died
        self._alone: set[int] = set()  # documents that are tried by themselves, for that reason
        self._waiting: dict[int, Document] = {}  # given out, and not yet come out
        self._done: dict[int, bytes] = {}  # pickled outcomes whose turn has not come
        self._characters = 0  # of those waiting

    @contextmanager
    def at_work(self) -> Iterator[_Team]:
        try:
            yield self
        finally:
            for worker in self._workers:
                worker.process.kill()  # it has nothing to lose: what it did was sent
                worker.process.join()
                worker.connection.close()

    def outcomes(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Extraction | str]]:
        """Each document with its records, or with why it has none."""
        batches = _batches(documents)
        turn = 0
        while True:
            self._give(batches)
            if not self._waiting:
                return
            self._collect(patient=turn not in self._done)
            if turn in self._done:
                document = self._waiting.pop(turn)
                self._characters -= len(document.text)
                yield document, pickle.loads(self._done.pop(turn))  # noqa: S301  our own process wrote it
                turn += 1

    def _give(self, batches: Iterator[Batch]) -> None:
        """Hand out batches as long as a process can take one."""
        while (
            len(self._workers) < self._number or min(len(w.batches) for w in self._workers) < _IN_HAND
        ) and (batch := self._next(batches)):
            worker = self._least_busy()
            worker.batches.append(batch)
            with suppress(OSError):  # it has died, which is seen when its answer is awaited
                worker.connection.send([document for _, document in batch])

    def _next(self, batches: Iterator[Batch]) -> Batch | None:
        if self._again:
            return self._again.popleft()
        batch = next(batches, None) if self._characters < _AHEAD else None
        for number, document in batch or ():
            self._waiting[number] = document
            self._characters += len(document.text)
        return batch

    def _least_busy(self) -> _Worker:
        """The process with the least in hand; a new one where all have something and there may be more."""
        least = min(self._workers, key=lambda worker: len(worker.batches), default=None)
        if least is None or (least.batches and len(self._workers) < self._number):
            least = _start(self._make)
            self._workers.append(least)
        return least

    def _collect(self, *, patient: bool) -> None:
        """Take what the processes have sent; if `patient`, wait until there is something."""
        senders = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(senders), None if patient else 0):
            worker = senders[cast(Connection, connection)]
            try:
                message = worker.connection.recv_bytes()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                self._take(worker, message)

    def _take(self, worker: _Worker, message: bytes) -> None:
        if not worker.ready:
            worker.ready = message == _READY
            if not worker.ready:
                raise RequestError(f"a process of --workers cannot begin: {message.decode()}")
            return
        number, _ = worker.batches[0].popleft()
        self._done[number] = message
        if not worker.batches[0]:
            worker.batches.popleft()

    def _bury(self, worker: _Worker) -> None:
        """Take back what a dead process had in hand. Which of the documents of its batch killed it, if one
        did, it can no longer say."""
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        how = _ending(worker.process.exitcode)
        if not worker.ready:
            raise RequestError(f"a process of --workers {how} before it began; try with fewer of them")
        suspects = worker.batches.popleft() if worker.batches else Batch()
        self._again.extendleft(reversed(worker.batches))
        if len(suspects) == 1 and suspects[0][0] in self._alone:
            why = f"the process that extracted it {how}, twice; perhaps it wants more memory than there is"
            self._done[suspects[0][0]] = pickle.dumps(why)
            return
        self._alone.update(number for number, _ in suspects)
        self._again.extendleft(Batch([suspect]) for suspect in reversed(suspects))
        _log.warning("a process of --workers %s; its documents are tried once more in another", how)


def _batches(documents: Iterable[Document]) -> Iterator[Batch]:
    """Documents with their numbers, handed over together where they are short."""
    batch, characters = Batch(), 0
    for number, document in enumerate(documents):
        batch.append((number, document))
        characters += len(document.text)
        if characters >= _BATCH:
            yield batch
            batch, characters = Batch(), 0
    if batch:
        yield batch


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was killed (signal {-code})"
    return f"ended with exit code {code}"


def _start(make: Callable[[], Extractor]) -> _Worker:
    # Forking would copy the threads' locks of the libraries in whatever state they are.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(make, theirs), daemon=True)
    with _deaf():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started here ignore Ctrl-C from their first moment: we end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# In the processes


def _work(make: Callable[[], Extractor], connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given: SimpleQueue[list[Document]] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, given), daemon=True).start()
    try:
        extractor = make()
    except Exception as error:
        connection.send_bytes(" ".join(str(error).split()).encode() or b"unknown error")
        return
    connection.send_bytes(_READY)
    while True:
        for outcome in _outcomes(extractor, given.get()):
            connection.send_bytes(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))


def _receive(connection: Connection, given: SimpleQueue[list[Document]]) -> None:
    """Read what is handed over while the extractor works, so that nobody waits to hand it over."""
    try:
        while True:
            given.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)  # whoever started us has gone


def _outcomes(extractor: Extractor, documents: list[Document]) -> Iterator[Extraction | str]:
    """The records of each document, or why there are none."""
    whys: list[str] = []
    for extraction in extractor.extract_all(documents, lambda _, why: whys.append(why)):
        yield from whys
        whys.clear()
        yield extraction
    yield from whys
