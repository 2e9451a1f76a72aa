"""Raw files of earlier formats stay readable (decision 0055): landing files that have left their folder are in force in
the format they landed in, and so are the releases made of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.lib.contracts import load_contracts
from orchestration.lib.landing import LandedFile, LoadManifest, create_raw_views
from orchestration.lib.landing.manifest import altered, raw_sha256
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.sql import literal
from tests.unit.releases_kit import settings_in

CONTRACTS = load_contracts(PROJECT / "models")

RAW = {
    # every row has its line and its key; rejected lines lie in a file beside it
    "one": """
        select account_id, 'Acme' as name, 'one' as _file, line as _line, account_id as _key,
            cast(null as varchar) as _issues
        from (values ('A', cast(2 as bigint)), ('B', 4)) as rows (account_id, line)
    """,
    # of a sound file, the place of a row tells its line
    "two": """
        select account_id, 'Acme' as name, 'two' as _file, account_id as _key, cast(null as varchar) as _issues,
            cast(2 as bigint) as _first_line
        from (values ('C'), ('D')) as rows (account_id)
    """,
    # a row for each line, the rejected one with its reason; the key that is a column is not held twice
    "four": """
        select account_id, case when reason is null then 'Acme' end as name, cast(null as varchar) as _key,
            cast(null as varchar) as _issues, 'four' as _file, cast(3 as bigint) as _first_line,
            case when reason is not null then 'name' end as _column_name, reason as _reason,
            case when reason is not null then '{}' end as _raw_text
        from (values ('E', null), (null, 'why four'), ('F', null)) as rows (account_id, reason)
    """,
}
REJECTS = {
    "one": "select cast(3 as bigint) as line, 'name' as column_name, 'why one' as reason, '{}' as raw_text",
}
KEPT = {"one": [("A", 2), ("B", 4)], "two": [("C", 2), ("D", 3)], "four": [("E", 3), ("F", 5)]}
REJECTED = {"one": [(3, "why one")], "two": [], "four": [(4, "why four")]}


def _landed(settings: Settings, name: str, order: int) -> LandedFile:
    """Writes a raw file as its format was, with its rejects."""
    folder = settings.raw / "crm" / "accounts"
    folder.mkdir(parents=True, exist_ok=True)
    parts = [folder / f"{name}.parquet", folder / f"{name}.rejects.parquet"]
    for query, part in zip((RAW[name], REJECTS.get(name)), parts, strict=True):
        if query:
            duckdb.execute(f"copy ({query}) to {literal(part)} (format parquet)")
    return LandedFile(
        source="crm",
        table="accounts",
        landing_path=f"crm/accounts_{name}.csv",
        raw_file=name,
        file_order=order,
        mode="append",
        lines_in=len(KEPT[name]) + len(REJECTED[name]),
        rows_kept=len(KEPT[name]),
        rows_rejected=len(REJECTED[name]),
        landed_bytes=1,
        raw_sha256=raw_sha256(*parts),
    )


@pytest.mark.parametrize("names", [["one"], ["two"], ["four"], ["one", "two", "four"]], ids="+".join)
def test_rows_lines_keys_and_rejects(tmp_path: Path, names: list[str]) -> None:
    settings = settings_in(tmp_path)
    files = [_landed(settings, name, order) for order, name in enumerate(names, start=1)]
    with duckdb.connect() as connection:
        create_raw_views(connection, LoadManifest(files=files), settings, CONTRACTS)
        kept = connection.execute(
            "select account_id, _key, _line, _file_order from raw.crm__accounts order by _file_order, _line"
        ).fetchall()
        rejected = connection.execute("select raw_file, line, reason from raw.rejects").fetchall()
    assert kept == [(key, key, line, order) for order, name in enumerate(names, start=1) for key, line in KEPT[name]]
    assert rejected == [(name, *told) for name in names for told in REJECTED[name]]


def test_rejects_beside_a_raw_file_are_part_of_its_bytes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    file = _landed(settings, "one", 1)
    load = LoadManifest(files=[file])
    assert altered(load, settings.raw) == []
    (settings.raw / file.rejects_path).unlink()
    assert altered(load, settings.raw) == [file]
