"""`dbt build` by hand after a refresh: every model, data test and unit test, into a scratch release."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from orchestration.lib.settings import PROJECT, Settings


def test_a_plain_dbt_build_works_and_every_unit_test_passes(published_home: Settings, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch.duckdb"
    shutil.copyfile(published_home.warehouse, tmp_path / "warehouse.duckdb")
    dbt = Path(sys.executable).with_name("dbt")
    done = subprocess.run(
        [dbt, "build", "--target-path", tmp_path / "target", "--log-path", tmp_path / "logs", "--no-use-colors"],
        cwd=PROJECT,
        env={**os.environ, "TIERING_HOME": str(tmp_path)},
        text=True,
        capture_output=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    counted = re.search(r"(\d+) unit tests", done.stdout)
    assert counted and int(counted[1]) > 100
    with duckdb.connect(str(scratch), read_only=True) as connection:
        rows = "select count(*), sum(score) from marts.account_tiers"
        built = connection.execute(rows).fetchone()
    published = published_home.releases / "current" / "tiers.duckdb"
    with duckdb.connect(str(published.resolve()), read_only=True) as connection:
        assert connection.execute(rows).fetchone() == built
