"""How a file's values are to be read, and whether its lines are its records: what decides the way it is converted.

Every value of a file tells. Of a large file the first rows are asked alone, and what they say is an assumption: the
conversion holds it against every row (land.py), so that a sound file is read once (docs/decisions/0055).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.landing import records
from orchestration.lib.landing.files import FileFacts
from orchestration.lib.landing.headers import Match
from orchestration.lib.landing.readings import Reading, decide, look, reads_one_way
from orchestration.lib.sql import literal

LARGE = 16 << 20
"""Bytes from which on the first rows of a file are asked alone, the `_FIRST`."""
_FIRST = 20_000


@dataclass(frozen=True)
class Assessment:
    """What is known of a file, or assumed, before it is converted."""

    readings: dict[str, Reading]
    """Contract column -> how its text is to be read."""
    is_sound: bool
    """Its rows are its lines after the header, one by one, as DuckDB reads them."""
    is_assumed: bool = False
    """By its first rows: each value reads one way, and the file is sound."""


def assess(path: Path, readable: Path, match: Match, facts: FileFacts, *, is_whole: bool = False) -> Assessment:
    """Looks at a file (`readable`; `path` is what the user knows it by), with `is_whole` at every row of it.

    Raises InputError for a column that can be read both ways.
    """
    is_large = readable.stat().st_size > LARGE and match.shape.kind != "jsonl"
    with duckdb.connect() as connection:
        records.prepare(connection)
        if is_large and not is_whole and _is_plain_at_first(connection, readable, match):
            return Assessment({}, is_sound=True, is_assumed=True)
    with duckdb.connect() as connection, tempfile.TemporaryDirectory(prefix="tiering-") as scratch:
        records.prepare(connection)
        connection.execute(f"set temp_directory = {literal(scratch)}")
        texts = records.ambiguous_texts(match)
        rows = records.plain(readable, match.shape, match.names, only_text=True)
        evidence, count = look(connection, rows, match, texts)
        is_sound = records.is_sound(connection, readable, match, facts, count)
        is_sound = is_sound and not records.has_wrapped(connection, readable, match)
        if not is_sound and match.shape.kind == "csv":
            # The lines that are repaired tell too: they may be all there are.
            found = records.read(connection, readable, match, facts, Path(scratch))
            evidence, _ = look(connection, f"({found.sql})", match, texts)
        return Assessment(decide(evidence, match, texts, path), is_sound)


def _is_plain_at_first(connection: duckdb.DuckDBPyConnection, readable: Path, match: Match) -> bool:
    """Whether the first rows have no damaged line, no line end in a cell, and no value with two readings."""
    rows = records.plain(readable, match.shape, match.names)
    connection.execute(f"create temp table first_rows as select * from {rows} limit {_FIRST}")
    texts = records.ambiguous_texts(match)
    evidence, _ = look(connection, "first_rows", match, texts)
    return reads_one_way(evidence, match, texts) and records.may_be_sound(connection, match, "first_rows")
