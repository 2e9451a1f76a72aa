"""Dagster's run history: kept in SQLite, written a thousand times a run, and not what a release rests on."""

from __future__ import annotations

import sqlite3

from sqlalchemy import event
from sqlalchemy.engine import Engine


def without_waiting_for_the_disk() -> None:
    """Lets SQLite return before the disk has confirmed each event (docs/decisions/0006-run-history-stays-cheap.md).

    A killed process loses nothing; a power cut may lose the last events of the history, never anything of a release.
    """
    if not event.contains(Engine, "connect", _relax):
        event.listen(Engine, "connect", _relax)


def _relax(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
