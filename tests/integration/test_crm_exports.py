"""The same company, exported by another CRM, has the same accounts in the same tiers."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib import demo
from orchestration.lib.reading import query
from orchestration.lib.settings import Settings
from tests.conftest import AS_OF, REAL_DATA, tiering

SALESFORCE = REAL_DATA / "salesforce_export"


def tiers(home: Path) -> list[dict[str, Any]]:
    """What does not name a CRM's id, by account."""
    columns = "account_name, domain, account_type, team, country, pool, tier, tier_reason, score, open_pipeline_value"
    database = (home / "releases" / "current").resolve() / "tiers.duckdb"
    return query(database, f"select {columns} from marts.account_tiers order by all")


def test_salesforce_gives_the_tiers_of_the_canonical_export(published_home: Settings, tmp_path: Path) -> None:
    landing, home = tmp_path / "landing", tmp_path / "home"
    demo.write(landing, accounts=150, as_of=AS_OF, months=18, crm="salesforce", progress=lambda text: None)
    assert not (landing / "crm").exists()
    done = tiering("refresh", "--landing", landing, "--home", home, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    expected = tiers(published_home.home)
    assert len(expected) > 150
    assert tiers(home) == expected
    database = (home / "releases" / "current").resolve() / "tiers.duckdb"
    by_table = {row["source_table"]: row for row in query(database, "select * from marts.source_quality")}
    assert by_table["salesforce/contacts"]["coverage"] == 1
    assert by_table["crm/contacts"]["has_records"] and not by_table["crm/contacts"]["is_landed"]


@pytest.mark.skipif(not SALESFORCE.is_dir(), reason="the Salesforce export is not beside the checkout")
def test_a_real_salesforce_export_becomes_tiers_without_a_file_edited(tmp_path: Path) -> None:
    landing, home = tmp_path / "landing", tmp_path / "home"
    shutil.copytree(SALESFORCE, landing / "salesforce", copy_function=shutil.copyfile)
    waiver = ("--accept", "stale_source", "--reason", "an old sample")
    done = tiering("refresh", "--landing", landing, "--home", home, "--as-of", "2019-12-01", *waiver)
    assert done.returncode == 0, done.stderr
    database = (home / "releases" / "current").resolve() / "tiers.duckdb"
    accounts = query(database, "select account_id, account_name from marts.account_tiers")
    assert len(accounts) == 10
    assert {row["account_id"].partition(":")[0] for row in accounts} == {"salesforce"}
    landed = {
        row["source_table"]: (row["files"], row["rejects"])
        for row in query(database, "select * from marts.source_quality where is_landed")
    }
    assert landed == {
        "salesforce/accounts": (2, 0),
        "salesforce/contacts": (2, 0),
        "salesforce/events": (1, 0),
        "salesforce/leads": (1, 0),
        "salesforce/opportunities": (1, 0),
        "salesforce/opportunity_history": (1, 0),
        "salesforce/opportunity_line_items": (1, 0),
        "salesforce/products": (1, 0),
        "salesforce/tasks": (1, 0),
        "salesforce/users": (1, 0),
        "salesforce/user_roles": (1, 0),
    }
    assert "sf_order_data.csv" in done.stdout + done.stderr, "what has no place is said"
