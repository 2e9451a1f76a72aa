"""Writes the demo company's exports into a landing folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb

from orchestration.lib.demo.dirt import BROKEN_OFF, with_unreadable_cells
from orchestration.lib.demo.world import Crm, World, build_world, table_sql, tables
from orchestration.lib.errors import InputError
from orchestration.lib.sql import literal

Format = Literal["csv", "parquet"]

MARKER = "DEMO"
NOTICE = """\
Everything in this folder is made up: Packwell Machinery, its accounts, people, deals, machines and news exist nowhere.
Written by `tiering demo`. The domains end in .example, which nobody can register; the people's names are jokes.
"""
README = f"""{NOTICE}
One folder per source, one file per table, as a maker of packaging machines would export them from its CRM, its data
vendors and its own systems. The files are dirty on purpose: duplicates, gaps, two spellings, broken lines.
"""
ROW_GROUP_SIZE = 122_880


@dataclass(frozen=True)
class DemoSummary:
    """What lies in the folder: rows per `source/table` (header and broken-off lines not counted)."""

    out: Path
    rows: dict[str, int]
    is_new: bool
    """False when the same arguments had been written before and no file was touched."""


def write(
    out: Path,
    *,
    as_of: date,
    accounts: int = 1000,
    events: int | None = None,
    months: int = 36,
    seed: int = 7,
    format: Literal["csv", "parquet"] = "csv",
    crm: Crm = "canonical",
    memory_limit: str = "3GB",
    progress: Callable[[str], None],
) -> DemoSummary:
    """Write every canonical table of INPUTS.md to `out/<source>/<table>.<format>`, and the marker `out/DEMO`.

    `crm`: those of the CRM as this vendor exports them, the same records in its own words. The same arguments give the same bytes, and nothing is touched when they are already there. Arguments as in `World`.
    Raises InputError for arguments out of range, and for a folder that holds files but no marker: they may be real.
    """
    _check(out, accounts, events, months, as_of)
    world = World(as_of=as_of, accounts=accounts, events=events, months=months, seed=seed)
    stamp = _stamp(world, format, crm)
    before = _read_marker(out)
    if before.get("stamp") == stamp and _is_intact(out, before["files"]):
        progress(f"The demo landing {out} is up to date: nothing written.")
        return DemoSummary(out, before["rows"], is_new=False)

    out.mkdir(parents=True, exist_ok=True)
    names = {table: f"{table}.{format}" for table in tables(crm)}
    old_files = dict(before.get("files", {}))
    _write_marker(out, {"files": {**old_files, **dict.fromkeys(names.values())}})
    rows: dict[str, int] = {}
    with build_world(world, memory_limit) as connection:
        for table, name in names.items():
            rows[table] = _write_table(connection, table, out / name, format)
            progress(f"{table}: {rows[table]:,} made-up rows")
    for name in old_files.keys() - set(names.values()):
        (out / name).unlink(missing_ok=True)
    (out / "README.txt").write_text(README, encoding="utf-8")
    sizes = {name: (out / name).stat().st_size for name in names.values()}
    arguments = {**asdict(world), "as_of": as_of.isoformat(), "format": format, "crm": crm}
    _write_marker(out, {"arguments": arguments, "stamp": stamp, "files": sizes, "rows": rows})
    return DemoSummary(out, rows, is_new=True)


def _check(out: Path, accounts: int, events: int | None, months: int, as_of: date) -> None:
    for name, number, low, high in (
        ("accounts", accounts, 1, 10_000_000),
        ("events", events, 0, 10_000_000_000),
        ("months", months, 1, 120),
        ("year of as_of", as_of.year, 2005, 2095),
    ):
        if number is not None and not low <= number <= high:
            raise InputError(f"{name} is {number}", remedy=f"choose a number from {low} to {high}")
    if out.exists() and not out.is_dir():
        raise InputError("not a folder", file=out, remedy="name a folder for the demo landing")
    if out.is_dir() and not (out / MARKER).is_file() and any(out.iterdir()):
        raise InputError(
            f"the folder holds files but no {MARKER} marker, so they may be real exports",
            file=out,
            remedy="name an empty or a new folder with --out",
        )


def _stamp(world: World, file_format: str, crm: Crm) -> str:
    """SHA-256 over the arguments, DuckDB's version and this package: what the bytes of the files depend on."""
    package = Path(__file__).parent
    digest = hashlib.sha256(repr((world, file_format, crm, duckdb.__version__)).encode())
    for path in sorted([*package.glob("*.py"), *package.glob("sql/**/*.sql")]):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _read_marker(out: Path) -> dict[str, Any]:
    """The last line of the marker; nothing when there is none that we could have written."""
    path = out / MARKER
    if not path.is_file():
        return {}
    last = path.read_text(encoding="utf-8").rstrip("\n").rsplit("\n", 1)[-1]
    try:
        content = json.loads(last)
    except json.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _write_marker(out: Path, content: dict[str, Any]) -> None:
    partial = out / f".{MARKER}.partial"
    arguments = json.dumps(content, sort_keys=True)
    partial.write_text(f"{NOTICE}The last line says with which arguments.\n{arguments}\n", encoding="utf-8")
    partial.replace(out / MARKER)


def _is_intact(out: Path, sizes: dict[str, int]) -> bool:
    return all((out / name).is_file() and (out / name).stat().st_size == size for name, size in sizes.items())


def _write_table(connection: duckdb.DuckDBPyConnection, table: str, path: Path, file_format: str) -> int:
    """Stream one table into its file, which appears complete or not at all; returns its rows."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    if file_format == "parquet":
        options = f"format parquet, compression zstd, row_group_size {ROW_GROUP_SIZE}"
        rows = _copy(connection, table_sql(table), partial, options)
    elif table == "finance/orders":
        rows = _write_german_csv(connection, table, partial)
    else:
        rows = _copy(connection, _csv_select(connection, table), partial, _csv_options(","))
        if table in BROKEN_OFF:
            with partial.open("a", encoding="utf-8") as file:
                file.write(f"{BROKEN_OFF[table]}\n")
    partial.replace(path)
    return rows


def _write_german_csv(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> int:
    """As a German spreadsheet saves it: byte-order mark, semicolons, decimal commas."""
    plain = path.with_name(f"{path.name}.plain")
    amounts = "replace(revenue::varchar, '.', ',') as revenue, replace(gross_margin::varchar, '.', ',') as gross_margin"
    select = f"select * replace ({amounts}) from ({_csv_select(connection, table)})"
    rows = _copy(connection, select, plain, _csv_options(";"))
    with plain.open("rb") as source, path.open("wb") as target:
        target.write(b"\xef\xbb\xbf")
        shutil.copyfileobj(source, target)
    plain.unlink()
    return rows


def _csv_select(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    select = table_sql(table)
    columns = [row[0] for row in connection.execute(f"describe {select}").fetchall()]
    return with_unreadable_cells(table, select, columns)


def _csv_options(delimiter: str) -> str:
    return f"format csv, header, delimiter '{delimiter}', timestampformat '%Y-%m-%d %H:%M:%S'"


def _copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path, options: str) -> int:
    row = connection.execute(f"copy ({select}) to {literal(path)} ({options})").fetchone()
    return int(row[0]) if row else 0
