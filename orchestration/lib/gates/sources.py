"""The source gate measures raw, by SQL made from the source contracts, before any model is built on it.

Great Expectations then holds the measurements against their thresholds (`evaluation`). One pass over a file, and a
second one where its table has a key, once in the file's life: what they find is kept.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.contracts import TableContract
from orchestration.lib.gates.results import SKIPPED
from orchestration.lib.gates.thresholds import SOURCE_CHECKS
from orchestration.lib.sql import literal

EVENT_TYPES = ("event_type", "activity_type")
"""Columns that name the type of a dated signal; types are listed in scoring/signal_types.csv."""

VERSIONS = ("updated_at", "observed_at", "last_modified_date", "system_modstamp", "fivetran_start", "fivetran_synced")
"""Dates that tell one version of a record from another, so that one file may hold several (a loader's history)."""

PLANNED = ("closed_at", "close_date", "decommissioned_at")
"""Dates that may have been entered long before their day: they do not show that the table is being kept."""

NO_PREVIOUS = f"{SKIPPED}no previous release"
NO_TABLE = f"{SKIPPED}no table to look at"

_TABLES = """
    create or replace table gates.source_profiles (
        source varchar, table_name varchar, lines_in bigint, rejects bigint, rows bigint, future_rows bigint,
        newest_on date, oldest_on date, repeated_rows bigint, conflicting_rows bigint
    );
    create or replace table gates.source_metrics (
        check_name varchar, source varchar, table_name varchar, pool varchar, tier integer, value double,
        basis decimal(18, 6), detail varchar
    );
    create table if not exists gates.kept_profiles (
        question varchar, raw_sha256 varchar, landings bigint, rows bigint, future_rows bigint, newest_on date,
        oldest_on date, next_on date, unlisted bigint, empty_cells bigint[]
    );
    create table if not exists gates.kept_duplicates (
        question varchar, raw_sha256 varchar, landings bigint, repeated_rows bigint, conflicting_rows bigint
    );
"""
"""One row per table that has landed now or in the previous release; one row per check and table; twice one row per raw
file that was ever counted, how often it landed, and the query that counted."""


@dataclass(frozen=True)
class Profile:
    """What one landing table looks like; None where the contract has nothing to look at."""

    source: str
    table: str
    lines_in: int
    rejects: int
    newest_file: str | None
    """Landing path of the file that landed last; None where none has."""
    rows: int
    future_rows: int
    """Rows with a date after as_of: they do not exist yet."""
    newest_on: date | None
    oldest_on: date | None
    repeated_rows: int | None
    """Rows that stand in one file before, word for word; harmless."""
    conflicting_rows: int | None
    """Rows that share file, key and version with a row of other content: one of them is wrong."""
    empty_cells: Mapping[str, int]
    """Required column (keys apart) to empty cells."""
    events: int | None
    unlisted_events: int | None
    previous_rows: int | None
    """Rows in the previous release; None without one."""


Measurement = tuple[str, float | None, str | None]
"""check, value, detail"""


def measure_sources(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[tuple[str, str], TableContract],
    config_dir: Path,
    as_of: date,
) -> None:
    """Writes gates.source_profiles and gates.source_metrics from the views in `raw` and `published`.

    A table is measured when it has landed, or had rows in the previous release. A check that finds nothing to look at
    in any table says so in one row of its own, so that the gate can tell "nothing to measure" from "not measured".
    """
    listed = _listed_types(config_dir)
    landed = _landed(connection)
    previous = _previous_rows(connection)
    is_reconstructed = connection.execute("select is_reconstructed from raw.refresh").fetchone() == (True,)
    connection.execute("create schema if not exists gates")
    connection.execute(_TABLES)
    profiles = [
        _profile(connection, contract, landed.get(name, (0, 0, None)), listed, as_of, previous)
        for name, contract in contracts.items()
        if name in landed or (previous or {}).get(name)
    ]
    measurements = [
        (check, profile.source, profile.table, value, detail)
        for profile in profiles
        for check, value, detail in _measurements(profile, as_of, is_reconstructed=is_reconstructed)
    ]
    seen = {check for check, *_ in measurements}
    nothing = [(check, None, None, None, NO_TABLE) for check in SOURCE_CHECKS if check not in seen]
    for profile in profiles:
        connection.execute(
            "insert into gates.source_profiles values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                profile.source,
                profile.table,
                profile.lines_in,
                profile.rejects,
                profile.rows,
                profile.future_rows,
                profile.newest_on,
                profile.oldest_on,
                profile.repeated_rows,
                profile.conflicting_rows,
            ],
        )
    for check, source, table, value, detail in [*measurements, *nothing]:
        connection.execute(
            "insert into gates.source_metrics values (?, ?, ?, null, null, ?, null, ?)",
            [check, source, table, value, detail],
        )


def _listed_types(config_dir: Path) -> set[str]:
    """The signal types that score, as SCORING compares text."""
    with (config_dir / "scoring" / "signal_types.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["signal_type"].strip(" ").lower() for row in csv.DictReader(file)}


Landed = tuple[int, int, str | None]
"""lines in, lines rejected, path of the newest file"""


def _landed(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Landed]:
    """(source, table) -> what has landed of it, of the tables with a file in the manifest."""
    rows = connection.execute(
        """
        select source, table_name, sum(lines_in), sum(rows_rejected), max_by(landing_path, file_order)
        from raw.landed_files
        group by all
        """
    ).fetchall()
    return {(source, table): (int(lines), int(rejects), newest) for source, table, lines, rejects, newest in rows}


def _previous_rows(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int] | None:
    """(source, table) -> rows in the previous release; None when this is the first release."""
    facts = connection.execute("select previous_release_id from raw.refresh").fetchone()
    if facts is None or facts[0] is None:
        return None
    rows = connection.execute("select source_table, rows from published.source_quality").fetchall()
    return {_name(source_table): int(count) for source_table, count in rows}


def _name(source_table: str) -> tuple[str, str]:
    source, _, table = source_table.partition("/")
    return source, table


def _profile(
    connection: duckdb.DuckDBPyConnection,
    contract: TableContract,
    landed: Landed,
    listed: set[str],
    as_of: date,
    previous: Mapping[tuple[str, str], int] | None,
) -> Profile:
    required = [column.name for column in contract.columns if column.required and not column.key]
    event_type = next((column.name for column in contract.columns if column.name in EVENT_TYPES), None)
    seen = _seen(connection, contract, required, event_type, sorted(listed), as_of)
    doubles = _duplicates(connection, contract) if contract.keys else {}
    return Profile(
        source=contract.source,
        table=contract.table,
        lines_in=landed[0],
        rejects=landed[1],
        newest_file=landed[2],
        rows=seen["rows"],
        future_rows=seen["future_rows"],
        newest_on=seen["newest_on"],
        oldest_on=seen["oldest_on"],
        repeated_rows=doubles.get("repeated"),
        conflicting_rows=doubles.get("conflicting"),
        empty_cells={name: seen[f"empty_{index}"] for index, name in enumerate(required, start=1)},
        events=seen["rows"] if event_type else None,
        unlisted_events=seen["unlisted"],
        previous_rows=None if previous is None else previous.get((contract.source, contract.table), 0),
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return dict(zip(names, cursor.fetchone() or (), strict=True))


def _of_files(
    connection: duckdb.DuckDBPyConnection,
    contract: TableContract,
    kept: str,
    *,
    question: str,
    query: Callable[[str], str],
    holds: str = "true",
) -> str:
    """SQL: what table `kept` of schema gates knows of every file of a landing table; files counted before are not read.

    A file is known by its content, by how often it lies in landing (then each of its rows is there so often), and by
    the question, which tells the contract. `query`: the SQL that counts, by `_file`, the files that fulfil a condition;
    `holds`: SQL, whether what was counted still holds.
    """
    asked = literal(hashlib.sha256(question.encode()).hexdigest())
    files = f"""(
        select raw_file, raw_sha256, count(*) as landings from raw.landed_files
        where source = {literal(contract.source)} and table_name = {literal(contract.table)}
        group by raw_file, raw_sha256
    )"""
    known = f"(select * from gates.{kept} where question = {asked} and {holds})"
    new = f"(from {files} anti join {known} using (raw_sha256, landings))"
    names = ", ".join(literal(name) for (name,) in connection.execute(f"select raw_file from {new}").fetchall())
    if names:
        connection.execute(
            f"""
            insert into gates.{kept} by name
            select {asked} as question, new.raw_sha256, new.landings, counted.* exclude (_file)
            from {new} as new left join ({query(f"_file in ({names})")}) as counted on new.raw_file = counted._file
            """
        )
    return f"{files} inner join {known} using (raw_sha256, landings)"


def _seen(
    connection: duckdb.DuckDBPyConnection,
    contract: TableContract,
    required: list[str],
    event_type: str | None,
    listed: list[str],
    as_of: date,
) -> dict[str, Any]:
    """The sums over a table. What was seen in a file for one day holds for all up to the next day that it knows of."""
    day = f"date '{as_of}'"
    files = _of_files(
        connection,
        contract,
        "kept_profiles",
        question=_profile_query(contract, required, event_type, listed, "as_of", "true"),
        query=partial(_profile_query, contract, required, event_type, listed, day),
        holds=f"coalesce(newest_on <= {day}, true) and coalesce(next_on > {day}, true)",
    )
    sums = [
        "coalesce(sum(rows), 0) as rows",
        "coalesce(sum(future_rows), 0) as future_rows",
        "max(newest_on) as newest_on",
        "min(oldest_on) as oldest_on",
        "coalesce(sum(unlisted), 0) as unlisted",
        *(f"coalesce(sum(empty_cells[{index}]), 0) as empty_{index}" for index in range(1, len(required) + 1)),
    ]
    return _one(connection, f"select {', '.join(sums)} from {files}")


def _profile_query(
    contract: TableContract,
    required: list[str],
    event_type: str | None,
    listed: list[str],
    last_day: str,
    files: str,
) -> str:
    """One pass over the files of a table that fulfil a condition: a row for each that has any."""
    days = [f'cast("{name}" as date)' for name in _date_columns(contract)]
    newest = ", ".join(f"max(case when {day} <= {last_day} then {day} end)" for day in days)
    oldest = ", ".join(f"min(case when {day} <= {last_day} then {day} end)" for day in days)
    later = ", ".join(f"min(case when {day} > {last_day} then {day} end)" for day in days)
    future = " or ".join(f"{day} > {last_day}" for day in days) or "false"
    types = f"[{', '.join(map(literal, listed))}]::varchar[]"
    unlisted = f"""count(*) filter (where not list_contains({types}, lower(trim("{event_type}"))))"""
    empty = (f"""count(*) filter (where coalesce(trim(cast("{name}" as varchar)), '') = '')""" for name in required)
    columns = [
        "_file",
        "count(*) as rows",
        f"count(*) filter (where {future}) as future_rows",
        f"{f'greatest({newest})' if days else 'cast(null as date)'} as newest_on",
        f"{f'least({oldest})' if days else 'cast(null as date)'} as oldest_on",
        f"{f'least({later})' if days else 'cast(null as date)'} as next_on",
        f"{unlisted if event_type else 'cast(null as bigint)'} as unlisted",
        f"[{', '.join(empty)}]::bigint[] as empty_cells",
    ]
    return f"select {', '.join(columns)} from {contract.view} where {files} group by _file"


def _date_columns(contract: TableContract) -> list[str]:
    """Columns that tell when a record was made or what it records happened."""
    return [column.name for column in contract.columns if column.is_date and column.name not in PLANNED]


def _duplicates(connection: duckdb.DuckDBPyConnection, contract: TableContract) -> dict[str, Any]:
    """`repeated` and `conflicting` rows of a table, each counted within its file."""
    query = partial(_duplicates_query, contract)
    files = _of_files(connection, contract, "kept_duplicates", question=query("true"), query=query)
    return _one(
        connection,
        "select coalesce(sum(repeated_rows), 0) as repeated, coalesce(sum(conflicting_rows), 0) as conflicting "
        f"from {files}",
    )


def _duplicates_query(contract: TableContract, files: str) -> str:
    """Of the files that fulfil a condition and have any: rows that share key and version with another of their file.

    Most rows share them with none, which numbers tell in a quarter of the time and memory that the keys would take.
    """
    names = [column.name for column in contract.columns]
    version = [name for name in VERSIONS if name in names]
    place = ", ".join(["_file", "_key", *(f'"{name}"' for name in version)])
    content = ", ".join(f'"{name}"' for name in names)
    return f"""
        with repeated as (
            select hash({place}) as _place from {contract.view} where {files} group by _place having count(*) > 1
        ), groups as (
            select _file, count(*) as rows, min(content) <> max(content) as is_conflict
            from (
                select {place}, hash({content}) as content
                from {contract.view}
                where {files} and hash({place}) in (select _place from repeated)
            )
            group by {place}
            having count(*) > 1
        )
        select
            _file,
            coalesce(sum(rows - 1) filter (where not is_conflict), 0) as repeated_rows,
            coalesce(sum(rows) filter (where is_conflict), 0) as conflicting_rows
        from groups
        group by _file
    """


def _measurements(profile: Profile, as_of: date, *, is_reconstructed: bool) -> Iterator[Measurement]:
    """The measurements of one table; shares are 0 to 1 and rounded to six decimals."""
    yield _stale(profile, as_of, is_reconstructed=is_reconstructed)
    yield _dropped(profile)
    yield "reject_share", _share(profile.rejects, profile.lines_in), f"{profile.rejects} of {profile.lines_in} lines"
    if profile.conflicting_rows is not None:
        detail = f"{profile.conflicting_rows} conflicting rows; {profile.repeated_rows} exact repeats (harmless)"
        yield "duplicate_keys", _share(profile.conflicting_rows, profile.rows), detail
    if profile.events is not None and profile.unlisted_events is not None:
        detail = f"{profile.unlisted_events} of {profile.events} events"
        yield "unlisted_signals", _share(profile.unlisted_events, profile.events), detail
    if profile.empty_cells:
        column = max(profile.empty_cells, key=lambda name: (profile.empty_cells[name], name))
        empty = profile.empty_cells[column]
        yield "missing_required", _share(empty, profile.rows), f"{empty} empty cells in {column}"


def _stale(profile: Profile, as_of: date, *, is_reconstructed: bool) -> Measurement:
    """A past that is reconstructed reads exports of later days, whose records were touched again since."""
    if is_reconstructed and profile.future_rows:
        return "stale_source", 0.0, f"exported later: {profile.future_rows} rows are dated after {as_of}"
    if profile.newest_on is None:
        return "stale_source", None, f"{SKIPPED}no dated rows up to {as_of}"
    return "stale_source", float((as_of - profile.newest_on).days), f"newest record {profile.newest_on}"


def _dropped(profile: Profile) -> Measurement:
    before = profile.previous_rows
    if before is None:
        return "volume_drop", None, NO_PREVIOUS
    if before == 0:
        return "volume_drop", None, f"{SKIPPED}no rows in the previous release"
    newest = f" (newest file: {profile.newest_file})" if profile.newest_file else ""
    detail = f"{before} rows before, {profile.rows} now{newest}"
    return "volume_drop", _share(max(before - profile.rows, 0), before), detail


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
