"""One landing file becomes its raw file: one row for each of its lines, in one reading of a sound file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.landing import pseudonyms, records
from orchestration.lib.landing.assess import Assessment
from orchestration.lib.landing.convert import UNSETTLED, Conversion
from orchestration.lib.landing.files import FileFacts
from orchestration.lib.landing.headers import Match
from orchestration.lib.landing.manifest import FieldIssue
from orchestration.lib.sql import literal, parquet


@dataclass(frozen=True)
class Written:
    """What a raw file holds."""

    lines_in: int
    """Lines, or rows, of the landing file."""
    rows: int
    rejected: int
    """Those among `rows` that say why a line was rejected."""
    issues: tuple[FieldIssue, ...]


def write(
    readable: Path, facts: FileFacts, match: Match, assessment: Assessment, keys: Path, target: Path, raw_file: str
) -> Written | None:
    """Writes `target`; None when the file is not what was assumed of it.

    The rows of a sound file are written in its order by all threads: their place tells their line (views.py). Else
    DuckDB numbers them on the way, with one thread.
    """
    with tempfile.TemporaryDirectory(prefix="tiering-") as scratch, duckdb.connect() as connection:
        records.prepare(connection)
        # Unlimited, DuckDB holds whatever waits to be written. A column costs memory, filled or not.
        connection.execute(f"set memory_limit = '{1000 + 8 * len(match.names)}MB'")
        connection.execute(f"set temp_directory = {literal(scratch)}")
        if assessment.is_sound:
            found = records.sound(connection, readable, match, facts)
        else:
            found = records.read(connection, readable, match, facts, Path(scratch))
        conversion = Conversion(match, assessment, facts.has_spaces_alone)
        people = None
        if conversion.is_personal:
            people = pseudonyms.provide(connection, keys, conversion.personal_values(found.in_order or found.sql))
        if found.in_order and (people is None or people.are_few):
            query = conversion.raw(found.in_order, "_first_line", raw_file, people)
        else:
            query = conversion.raw(found.sql, "_line", raw_file, people)
        if found.unreadable:
            query += f" union all by name {conversion.unreadable(raw_file)}"
        copied = f"copy ({query}) to {literal(str(target))} (format parquet, compression zstd)"
        rows = connection.execute(copied).fetchall()[0][0]
        rejected, unsettled = connection.execute(
            f"select count(_reason), count(*) filter (where _reason = {literal(UNSETTLED)}) from {parquet(target)}"
        ).fetchall()[0]
        is_as_assumed = not unsettled and records.is_sound(connection, readable, match, facts, rows)
        if assessment.is_assumed and not is_as_assumed:
            return None
        return Written(found.lines_in, rows, rejected, _issues(connection, target))


def _issues(connection: duckdb.DuckDBPyConnection, target: Path) -> tuple[FieldIssue, ...]:
    """Cells below their minimum, which are missing in raw, by column."""
    found = connection.execute(
        "select column_name, count(*) from "
        f"(select unnest(string_split(_issues, ';')) as column_name from {parquet(target)} "
        "where _issues is not null) group by column_name order by column_name"
    ).fetchall()
    return tuple(FieldIssue(column_name=name, issue="below minimum", rows=rows) for name, rows in found)
