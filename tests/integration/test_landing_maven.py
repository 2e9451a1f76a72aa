"""The guide's example as it stands there: a real CRM export lands unchanged, with the figures others published."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.lib.landing import LoadManifest
from orchestration.lib.reading import query
from orchestration.lib.settings import PROJECT
from tests.conftest import tiering
from tests.integration.landing_kit import Place

DATA = PROJECT.parent / "shared" / "data" / "maven_crm"
GUIDE = PROJECT / "docs" / "guides" / "bring-your-own-exports.md"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the Maven CRM export is not beside the checkout")


def columns_yml() -> str:
    """The first YAML block of the guide."""
    found = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, LoadManifest]:
    place = Place(tmp_path_factory.mktemp("maven")).put({"columns.yml": columns_yml()})
    shutil.copytree(DATA, place.settings.landing / "crm", copy_function=shutil.copyfile)
    return place, place.land()


def test_every_line_lands(landed: tuple[Place, LoadManifest]) -> None:
    files = {file.table: (Path(file.landing_path).name, file.rows_kept, file.rows_rejected) for file in landed[1].files}
    assert files == {
        "accounts": ("accounts.csv", 85, 0),
        "opportunities": ("sales_pipeline.csv", 8_800, 0),
        "products": ("products.csv", 7, 0),
        "owners": ("sales_teams.csv", 35, 0),
    }


def test_opportunities(landed: tuple[Place, LoadManifest]) -> None:
    place, manifest = landed
    rows = place.query(
        """
        select stage, is_closed, is_won, count(*), count(account_id), sum(amount), count(created_at)
        from raw.crm__opportunities group by all order by stage
        """,
        manifest,
    )
    assert rows == [
        ("Engaging", False, False, 1_589, 501, None, 1_589),
        ("Lost", True, False, 2_473, 2_473, Decimal("0.00"), 2_473),
        ("Prospecting", False, False, 500, 163, None, 0),
        ("Won", True, True, 4_238, 4_238, Decimal("10005534.00"), 4_238),
    ]


def test_every_opportunity_has_its_product_and_its_owner(landed: tuple[Place, LoadManifest]) -> None:
    place, manifest = landed
    query = """
        select sum(products.list_price) filter (where not is_closed), count(*), count(owners.name)
        from raw.crm__opportunities as opportunities
        inner join raw.crm__products as products using (product_id)
        left join raw.crm__owners as owners on opportunities.owner_id = owners.owner_id
    """
    assert place.query(query, manifest) == [(Decimal("4966215.00"), 8_800, 8_800)]


def test_accounts(landed: tuple[Place, LoadManifest]) -> None:
    place, manifest = landed
    query = (
        "select count(distinct parent_account_id), count(parent_account_id), min(annual_revenue) from raw.crm__accounts"
    )
    assert place.query(query, manifest) == [(7, 15, Decimal("4540000.00"))]


def test_a_crm_export_alone_becomes_tiers_that_make_sense(landed: tuple[Place, LoadManifest]) -> None:
    """The guide's command: every stage, both gates, and a report that says what is missing."""
    settings = landed[0].settings
    done = tiering("refresh", "--landing", settings.landing, "--home", settings.home, "--as-of", "2017-12-31")
    assert done.returncode == 0, done.stderr
    current = settings.releases / "current"
    database = current.resolve() / "tiers.duckdb"
    tiers = query(database, "select tier, count(*) as accounts from marts.account_tiers group by tier order by tier")
    assert sum(row["accounts"] for row in tiers) == 85
    assert [row["tier"] for row in tiers] == [1, 2, 3], "each tier has somebody, nobody is out"
    staged = query(
        settings.warehouse,
        "select stage, count(*) as n from staging.stg_crm__opportunities group by stage order by stage",
    )
    assert {row["stage"].lower(): row["n"] for row in staged} == {
        "engaging": 1_589,
        "lost": 2_473,
        "prospecting": 500,
        "won": 4_238,
    }
    won = query(
        settings.warehouse,
        """
        select tops.account_name, cast(sum(deals.amount) as bigint) as won_value
        from intermediate.int_account_ancestors as ancestors
        inner join intermediate.int_opportunities_resolved as deals on ancestors.account_id = deals.account_id
        inner join intermediate.int_accounts_resolved as tops on ancestors.ancestor_account_id = tops.account_id
        where deals.is_won and tops.parent_account_id is null
        group by tops.account_name order by won_value desc
        """,
    )
    assert won[0] == {"account_name": "Acme Corporation", "won_value": 519_349}
    assert sum(row["won_value"] for row in won) == 10_005_534, "every deal counts in one hierarchy"
    assert query(database, "select components_off from marts.release_info") == [
        {"components_off": "engagement, intent"}
    ]
    page = (current / "quality.html").read_text(encoding="utf-8")
    assert "engagement" in page and "intent/surges" in page
