"""A CRM's import file: the account records whose tier, score band or reasons differ from what the CRM was told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.lib.activation.ledger import HandedFile, HandOut, Written
from orchestration.lib.configuration import Row
from orchestration.lib.configuration.facts import marked_columns
from orchestration.lib.releases import content
from orchestration.lib.releases.files import sha256
from orchestration.lib.settings import PROJECT
from orchestration.lib.sql import literal, parquet, quoted
from orchestration.lib.words import counted

STATE = "release.marts.crm_tier_state"
ID = "crm_record_id"
TOLD = "told.parquet"
"""Beside the CSV, in our own words: what the records of that hand-out were told."""


def present(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The CRMs that have a record in the attached release."""
    rows = connection.execute(f"select distinct crm from {STATE} order by crm").fetchall()
    return [name for (name,) in rows]


def write(
    connection: duckdb.DuckDBPyConnection,
    crm: str,
    fields: Sequence[Row],
    told: Sequence[tuple[HandOut, Path]],
    folder: Path,
    *,
    anew: bool,
) -> Written:
    """Writes `<crm>_accounts.csv` in the CRM's words, and what it tells in ours; nothing when nothing differs.

    `anew` writes every record, whatever was told before. A record whose id a spreadsheet would run as a formula is left
    out: made safe, it would be another id.
    """
    columns = marked_columns(PROJECT / "models" / "marts" / "activation", "crm_tier_state", "told")
    before = f"select {ID}, {', '.join(columns)} from {STATE} where false"
    if told and not anew:
        tellings = parquet(*(place / TOLD for _, place in told), options="union_by_name = true, filename = true")
        before = f"""
            select * from (
                {before} union all by name
                select * from {tellings}
            )
            qualify row_number() over (partition by {ID} order by filename desc) = 1
        """
    differs = " or ".join(f"state.{name} is distinct from before.{name}" for name in columns)
    connection.execute(
        f"""
        create or replace temp table differing as
        select state.* from {STATE} as state
        left join ({before}) as before on state.{ID} = before.{ID}
        where state.crm = {literal(crm)} and (before.{ID} is null or {differs})
        """
    )
    connection.execute(
        f"create or replace temp table due as select * from differing where not {content.is_formula(ID)} order by {ID}"
    )
    ((differing, due),) = connection.execute(
        "select (select count(*) from differing), (select count(*) from due)"
    ).fetchall()
    unsafe = (
        f"{counted(differing - due, 'record')} whose id a spreadsheet would run as a formula"
        if differing > due
        else None
    )
    if not due:
        return Written({}, unsafe)
    cells = ", ".join(f"{_cell(field)} as {quoted(field.text('crm_field'))}" for field in fields)
    connection.execute(f"create or replace temp view import as select {cells} from due order by {ID}")
    file = folder / f"{crm}_accounts.csv"
    content.export_csv(connection, "import", file)
    connection.execute(
        f"copy (select {ID}, {', '.join(columns)} from due) to {literal(folder / TOLD)} (format parquet)"
    )
    return Written({file.name: HandedFile(rows=due, sha256=sha256(file))}, unsafe)


def _cell(field: Row) -> str:
    column, empty = field.text("field"), field.text("empty_value")
    return f"coalesce(cast({column} as varchar), {literal(empty)})" if empty else column
