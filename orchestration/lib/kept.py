"""Rows that the warehouse keeps from refresh to refresh, and when they may not be kept (docs/decisions/0063).

A kept model (materialized by macro `kept_rows`) reads only files that landed after those it is made of. That gives the
rows that all files at once would give as long as today's files are the ones read before, and later ones. Otherwise it
is dropped here, and dbt builds it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from orchestration.lib.words import counted


@dataclass(frozen=True)
class KeptModel:
    """A model of schema staging, and the source table whose rows it keeps."""

    model: str
    source: str
    table: str


MODELS = (
    KeptModel("stg_engagement__events_kept", "engagement", "events"),
    KeptModel("stg_intent__surges_kept", "intent", "surges"),
    KeptModel("stg_crm__activities_kept", "crm", "activities"),
)


def drop_stale(connection: duckdb.DuckDBPyConnection, say: Callable[[str], None]) -> None:
    """Drops kept rows that today's files do not continue, and says why. Reads raw.landed_files and raw.refresh."""
    columns = set(connection.execute("select table_name, column_name from duckdb_columns()").fetchall())
    for kept in MODELS:
        if kept.model not in {table for table, _ in columns}:
            continue
        is_known = (f"{kept.model}_files", "raw_sha256") in columns
        reason = _stale(connection, kept) if is_known else "what they are made of is not known"
        if reason:
            say(f"{kept.source}/{kept.table}: all files are read again ({reason})")
            connection.execute(f"drop table staging.{kept.model}")


def _stale(connection: duckdb.DuckDBPyConnection, kept: KeptModel) -> str | None:
    """Why the rows cannot be kept; None when they can."""
    [(by_other_code, gone, rewritten, older)] = connection.execute(
        f"""
        with

        before as (select raw_file, file_order, raw_sha256, code_version from staging.{kept.model}_files),

        now as (
            select raw_file, file_order, raw_sha256
            from raw.landed_files
            where source = $1 and table_name = $2
        )

        select
            (select count(*) from before where code_version is distinct from (select code_version from raw.refresh)),
            (select count(*) from before anti join now using (raw_file, file_order) where raw_file is not null),
            (
                select count(*)
                from before inner join now using (raw_file, file_order)
                where before.raw_sha256 <> now.raw_sha256
            ),
            (
                select count(*)
                from now anti join before using (raw_file, file_order)
                where file_order <= (select max(file_order) from before)
            )
        """,
        [kept.source, kept.table],
    ).fetchall()
    if by_other_code:
        return "the program changed"
    if gone:
        return f"{counted(gone, 'file')} read before {'is' if gone == 1 else 'are'} gone"
    if rewritten:
        return f"{counted(rewritten, 'file')} read before {'was' if rewritten == 1 else 'were'} written anew"
    return f"{counted(older, 'file')} came back from before" if older else None
