"""A home inside the home, for work that publishes nothing: own warehouse, own lock, the same raw
(docs/decisions/0026-a-replay-has-a-home-of-its-own.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.lib.locking import refresh_lock
from orchestration.lib.releases.files import remove
from orchestration.lib.settings import Settings

FIRST_LOOK = "init"
"""The one that has raw and keys of its own."""
KEPT = "lock"
"""What stays in a scratch home: a lock file that is removed could be held by two."""


@contextmanager
def scratch_home(settings: Settings, name: str, *, wait_seconds: float, shares_raw: bool = True) -> Iterator[Settings]:
    """An empty home `<home>/<name>` that shares raw with the real one, or has its own where something is to land;
    emptied again, unless an error ended the work: then what it left stays for a look until the next time.

    Raises LockHeld while another process works there.
    """
    home = _home(settings, name)
    with refresh_lock(home, wait_seconds=wait_seconds, owner=f"tiering {name}"):
        _empty(home)
        if shares_raw:
            home.raw.symlink_to(settings.raw, target_is_directory=True)
        yield home
        _empty(home)


def clear(settings: Settings, name: str, *, wait_seconds: float, owner: str) -> None:
    """Removes what an error or a kill has left in `<home>/<name>`. Raises LockHeld while a process works there."""
    home = _home(settings, name)
    if home.home.is_dir():
        with refresh_lock(home, wait_seconds=wait_seconds, owner=owner):
            _empty(home)


def _home(settings: Settings, name: str) -> Settings:
    return Settings(landing=settings.landing, home=settings.home / name, config=settings.config)


def _empty(home: Settings) -> None:
    for path in home.home.iterdir():
        if path.name != KEPT:
            remove(path)
