"""The one lock: whoever refreshes, publishes or rolls back holds it for the whole run.

It is an OS lock (`flock`) on `<home>/lock`, so it dies with its process, however that process ends; the text in the
file only says who holds it, or who died holding it. See docs/decisions/0020-one-lock.md.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.lib.errors import LockHeld
from orchestration.lib.settings import Settings

POLL_SECONDS = 0.1

_held: set[int] = set()


def _close_in_child() -> None:
    """A forked child shares its parent's lock until it closes the descriptor; it must not outlive the parent's."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_in_child)


@dataclass(frozen=True)
class Holder:
    """Who holds the lock: `owner` as the caller named it (a Dagster run id, "tiering rollback"), `since` in UTC."""

    pid: int
    since: str
    command: str
    owner: str

    def __str__(self) -> str:
        return f"{self.owner}, process {self.pid} since {self.since} ({self.command})"


def refresh_lock(
    settings: Settings, *, wait_seconds: float | None, owner: str
) -> AbstractContextManager[Holder | None]:
    """The home's lock, see `lock`."""
    return lock(settings.lock, wait_seconds=wait_seconds, owner=owner, what="refresh")


@contextmanager
def lock(file: Path, *, wait_seconds: float | None, owner: str, what: str) -> Iterator[Holder | None]:
    """Holds the lock on a file; waits at most `wait_seconds` for it (None: as long as it takes).

    Yields the previous holder when that one died without releasing the lock, else None. Raises LockHeld, naming the
    holder and `what` it is doing, when the lock could not be had in time.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    _held.add(descriptor)
    try:
        _acquire(descriptor, wait_seconds, what)
        dead = _read_holder(descriptor)
        _write(descriptor, json.dumps(asdict(_this_process(owner))))
        try:
            yield dead
        finally:
            _write(descriptor, "")
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _acquire(descriptor: int, wait_seconds: float | None, what: str) -> None:
    deadline = None if wait_seconds is None else time.monotonic() + wait_seconds
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if deadline is not None and time.monotonic() >= deadline:
                holder = _read_holder(descriptor) or "a process that has not said its name yet"
                raise LockHeld(f"another {what} holds the lock: {holder} -> wait until it has ended") from None
        time.sleep(POLL_SECONDS)


def _this_process(owner: str) -> Holder:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    # What follows the verb may name a person (`tiering forget`): it does not belong into a file that others read.
    return Holder(pid=os.getpid(), since=since, command=" ".join(sys.argv[:2]), owner=owner)


def _read_holder(descriptor: int) -> Holder | None:
    """None when the file is empty: nobody, or a holder about to write."""
    text = os.pread(descriptor, 1 << 16, 0).decode(errors="replace")
    try:
        return Holder(**json.loads(text)) if text.strip() else None
    except (ValueError, TypeError):  # cut short by a crash while it was written
        return None


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
