"""The guide's further examples as they stand there: machines, news and technologies reach the factors of accounts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from orchestration.lib.landing import LoadManifest
from orchestration.lib.reading import query
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import tiering
from tests.integration.landing_kit import Place

DATA = PROJECT.parent / "shared" / "data"
FOLDERS = {"azure_machines": "installed_base", "company_events": "company_events", "technographics": "technographics"}
GUIDE = PROJECT / "docs" / "guides" / "bring-your-own-exports.md"
SHOP = "morganite.com.pk"
ACCOUNTS = f"""account_id,name,domain,account_type,country
PLANT-1,First Plant,first-plant.example,customer,DE
PLANT-2,Second Plant,second-plant.example,customer,DE
PLANT-3,Third Plant,third-plant.example,customer,DE
SHOP,Irha Fatima,{SHOP},prospect,PK
NEWS,Pulse Secure LLC,pulse.example,prospect,US
"""

pytestmark = pytest.mark.skipif(
    not all((DATA / folder).is_dir() for folder in FOLDERS), reason="the public data sets are not beside the checkout"
)


def columns_yml() -> str:
    """The three YAML blocks of the guide's section on further examples, one after the other."""
    section = GUIDE.read_text(encoding="utf-8").split("## More examples")[1].split("\n## ")[0]
    blocks = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert [list(yaml.safe_load(block)) for block in blocks] == [[source] for source in FOLDERS.values()]
    return "".join(blocks)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, LoadManifest]:
    place = Place(tmp_path_factory.mktemp("public"))
    place.put({"columns.yml": columns_yml(), "crm/accounts.csv": ACCOUNTS})
    for folder, source in FOLDERS.items():
        shutil.copytree(DATA / folder, place.settings.landing / source, copy_function=shutil.copyfile)
    return place, place.land()


@pytest.fixture(scope="module")
def refreshed(landed: tuple[Place, LoadManifest], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A release of 2021-01-01, the day of the last machine event, with Shopify as a technology that fits."""
    config = tmp_path_factory.mktemp("config") / "seeds"
    shutil.copytree(PROJECT / "seeds", config)
    with (config / "reference" / "technologies.csv").open("a", encoding="utf-8") as technologies:
        technologies.write("Shopify,software,5,Sells online\n")
    settings = landed[0].settings
    done = tiering(
        "refresh", "--landing", settings.landing, "--home", settings.home, "--config", config, "--as-of", "2021-01-01"
    )
    assert done.returncode == 0, done.stderr
    return settings


def test_every_line_lands(landed: tuple[Place, LoadManifest]) -> None:
    files = {Path(file.landing_path).name: (file.table, file.rows_kept, file.rows_rejected) for file in landed[1].files}
    assert files == {
        "accounts.csv": ("accounts", 5, 0),
        "PdM_machines.csv": ("machines", 100, 0),
        "PdM_errors.csv": ("machine_events", 3_919, 0),
        "PdM_failures.csv": ("machine_events", 761, 0),
        "PdM_maint.csv": ("machine_events", 3_286, 0),
        "layoffs.csv": ("events", 2_361, 0),
        "tech_stack.csv": ("installs", 500, 0),
    }


def test_each_file_of_a_table_has_its_own_words(landed: tuple[Place, LoadManifest]) -> None:
    place, manifest = landed
    counted = """
        select event_type, count(*), count(distinct _key) from raw.installed_base__machine_events group by 1 order by 1
    """
    assert place.query(counted, manifest) == [("error", 3_919, 3_919), ("failure", 761, 761), ("service", 3_286, 3_286)]


def test_every_record_is_staged_once(refreshed: Settings) -> None:
    machines = query(refreshed.warehouse, "select count(*) as n from staging.stg_installed_base__machines")
    happened = query(
        refreshed.warehouse,
        "select event_type, count(*) as n from staging.stg_installed_base__machine_events group by all order by all",
    )
    shops = query(
        refreshed.warehouse,
        """
        select count(distinct install_key) as shops, count(*) as technologies
        from staging.stg_technographics__technologies
        """,
    )
    assert [row["n"] for row in machines] == [100]
    assert {row["event_type"]: row["n"] for row in happened} == {"error": 3_919, "failure": 761, "service": 3_286}
    assert [(row["shops"], row["technologies"]) for row in shops] == [(500, 10_812)]


def test_machines_news_and_technologies_reach_the_factors_of_accounts(refreshed: Settings) -> None:
    database = (refreshed.releases / "current").resolve() / "tiers.duckdb"
    found = query(
        database,
        """
        select account_id, factor, value from marts.account_score_factors
        where is_observed and value is not null
            and factor in ('installed_base_need', 'company_momentum', 'technology_fit')
        order by account_id, factor
        """,
    )
    values = {(row["account_id"], row["factor"]): float(row["value"]) for row in found}
    assert all(values[plant, "installed_base_need"] > 0 for plant in ("PLANT-1", "PLANT-2", "PLANT-3"))
    assert values["SHOP", "technology_fit"] == 5
    assert values["NEWS", "company_momentum"] < 0, "by name alone, with another legal form"
    signals = query(
        database,
        "select account_id, signal_type, sum(events) as events from marts.account_signals group by all order by all",
    )
    assert ("PLANT-1", "failure") in {(row["account_id"], row["signal_type"]) for row in signals}
