"""The configuration as the models read it: the rows that its rules were checked on."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from orchestration.lib import configuration, warehouse
from orchestration.lib.engines import DuckDB
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF

EXCLUSIONS = (
    "field,value,reason\n"
    "account_type,competitor,'Competitor\r\n"  # one line edited on Windows
    "account_type,partner,Partner\n"
    "lifecycle_stage,out_of_business,Out'\n"
    "is_deleted,true,Deleted\n"
)
PART = {"select": ("resource_type:seed",), "exclude": ("resource_type:test", "resource_type:unit_test")}


def test_every_row_and_cell_is_read_as_its_rules_read_it(tmp_path: Path) -> None:
    """Apostrophes are letters, and line ends may be mixed."""
    settings = Settings(tmp_path / "landing", tmp_path / "home", tmp_path / "config")
    shutil.copytree(PROJECT / "seeds", settings.config)
    (settings.config / "tiering" / "exclusion_rules.csv").write_text(EXCLUSIONS, encoding="utf-8", newline="")
    checked = configuration.load(settings.config)
    warehouse.prepare_run_folder(settings)
    built = warehouse.build(
        settings,
        PART,
        as_of=AS_OF,
        policy="daily",
        release_id="seeds",
        candidate=tmp_path / "candidate.duckdb",
        engine=DuckDB(settings),
    )
    assert [result for result in built if result.is_bad] == []
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for table in checked.tables.values():
            [(rows,)] = connection.execute(f"select count(*) from config.{table.name}").fetchall()
            assert rows == len(table.rows), table.name
        reasons = connection.execute("select reason from config.exclusion_rules order by all").fetchall()
    assert [reason for (reason,) in reasons] == ["'Competitor", "Deleted", "Out'", "Partner"]
