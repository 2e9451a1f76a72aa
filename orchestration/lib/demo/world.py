"""The made-up world as temporary tables of a DuckDB connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

import duckdb

Crm = Literal["canonical", "salesforce"]
"""In whose shape the CRM's tables are exported."""
SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class World:
    """What decides every byte of a demo landing, its file format apart.

    accounts: target accounts; competitors and partners (2 %), duplicates (3 %) and companies unknown to the CRM (10 %)
    come on top. events: rows of engagement/events, met within 1 %; None means about 100 per account in 36 months.
    months: length of the exported past up to and including as_of.
    """

    as_of: date
    accounts: int = 1000
    events: int | None = None
    months: int = 36
    seed: int = 7


def tables(crm: Crm = "canonical") -> list[str]:
    """The tables that the demo writes, as `source/table`, in order; those of the CRM in the shape of its export."""
    canonical = _in_folder(SQL / "tables")
    if crm == "canonical":
        return canonical
    exported = [table for table in _in_folder(SQL / "crm") if table.startswith(f"{crm}/")]
    return sorted([*(table for table in canonical if not table.startswith("crm/")), *exported])


def table_sql(table: str) -> str:
    """The select statement behind `source/table`; it reads the tables and views of `build_world`."""
    folder = "crm" if table.split("/")[0] in get_args(Crm) else "tables"
    return (SQL / folder / f"{table}.sql").read_text(encoding="utf-8")


def _in_folder(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/*.sql"))


@contextmanager
def build_world(world: World, memory_limit: str = "3GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the macros and temporary tables of the world: companies, projects, customers, spells, machines.

    The canonical tables of the CRM are views `crm__<table>`, from which the exports of other CRMs are made.

    `companies.propensity` (0 to 1) is the hidden cause; `account_key(account_no)` gives the exported account_id.
    """
    with TemporaryDirectory(prefix="demo-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "threads": 1,  # with more, Parquet's pages, and so its bytes, depend on who is first
            "temp_directory": spill,
        }
        with duckdb.connect(config=config) as connection:
            _set_variables(connection, world)
            for script in ("macros", "vocabulary", "world"):
                connection.execute((SQL / f"{script}.sql").read_text(encoding="utf-8"))
            connection.execute(f"set variable events_rate = {_events_rate(connection, world.events)!r}")
            for table in (table for table in tables() if table.startswith("crm/")):
                connection.execute(f"create temp view {table.replace('/', '__')} as {table_sql(table)}")
            yield connection


def _set_variables(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    known = world.accounts + -(-world.accounts // 50)
    numbers = {
        "seed": world.seed,
        "accounts": world.accounts,
        "known": known,
        "companies": known + -(-world.accounts // 10),
    }
    for name, number in numbers.items():
        connection.execute(f"set variable {name} = {number}")
    connection.execute(f"set variable as_of = date '{world.as_of}'")
    connection.execute(f"set variable window_start = (date '{world.as_of}' - interval {world.months} month)::date")


def _events_rate(connection: duckdb.DuckDBPyConnection, events: int | None) -> float:
    """Events per unit of spell weight. Without a number asked for it is 1, so the past stays as it is on later days."""
    if events is None:
        return 1.0
    row = connection.execute((SQL / "events_expected.sql").read_text(encoding="utf-8")).fetchone()
    return events / row[0] if row and row[0] else 0.0
