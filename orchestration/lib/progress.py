"""Who hears what a refresh is doing: the CLI listens while it runs a job in its own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """How a refresh ended: `published`, `proposed` (it waits for approval), or `unchanged` (the same inputs gave a
    release that is current, or was rolled back)."""

    state: str
    release_id: str
    message: str


@dataclass(frozen=True)
class Listener:
    """`say` takes one finished line; `step` the running step, how many parts are done and how many there are; `ended`
    how the refresh ended."""

    say: Callable[[str], None]
    step: Callable[[str, int, int], None]
    ended: Callable[[Outcome], None] = lambda outcome: None


_SILENT = Listener(say=lambda text: None, step=lambda name, done, total: None)
_listener: ContextVar[Listener] = ContextVar("listener", default=_SILENT)


def current() -> Listener:
    """Who listens now."""
    return _listener.get()


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Sends what `say` and `step` report to `listener` for the length of the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def say(text: str) -> None:
    """One line for people."""
    _listener.get().say(text)


def step(name: str, done: int, total: int) -> None:
    """The running step got `done` of `total` parts further."""
    _listener.get().step(name, done, total)


def ended(outcome: Outcome) -> None:
    """The refresh is over."""
    _listener.get().ended(outcome)
