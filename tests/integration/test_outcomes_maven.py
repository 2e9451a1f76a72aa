"""A real CRM export that says nothing about who wins: every published figure comes out, and no tier is said to pay."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib.reading import query
from orchestration.lib.settings import PROJECT
from tests.conftest import tiering
from tests.integration.test_landing_maven import DATA, columns_yml

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the Maven CRM export is not beside the checkout")


def rewrite(file: Path, changed: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
    """Every row of a CSV as `changed` returns it; None drops it."""
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        header, rows = list(reader.fieldnames or []), [row for line in reader if (row := changed(dict(line)))]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def tiers_by_revenue(config: Path) -> None:
    """A configuration whose tiers are thirds of the 85 accounts by revenue: 29, 28 and 28."""
    shutil.copytree(PROJECT / "seeds", config, ignore=shutil.ignore_patterns("*.yml"))
    seats = {"1": ("0.2", "29"), "2": ("0.1", "28"), "3": ("", "")}
    rewrite(
        config / "scoring" / "scoring_components.csv", lambda r: r | {"weight": str(int(r["component"] == "icp_fit"))}
    )
    rewrite(
        config / "scoring" / "scoring_factors.csv",
        lambda r: (
            r
            if r["component"] != "icp_fit"
            else r
            | {"weight": str(int(r["factor"] == "annual_revenue"))}
            | ({"lower": "0", "upper": "100000000000"} if r["factor"] == "annual_revenue" else {})
        ),
    )
    rewrite(config / "tiering" / "tier_criteria.csv", lambda r: None)
    rewrite(
        config / "tiering" / "tiers.csv",
        lambda r: r | dict(zip(("min_score", "capacity"), seats[r["tier"]], strict=True)),
    )


@pytest.fixture(scope="module")
def performance(tmp_path_factory: pytest.TempPathFactory) -> dict[int | None, dict[str, Any]]:
    """The rows of tier_performance over all pools and all time, by the tiers of today."""
    place = tmp_path_factory.mktemp("maven")
    shutil.copytree(DATA, place / "landing" / "crm", copy_function=shutil.copyfile)
    (place / "landing" / "columns.yml").write_text(columns_yml(), encoding="utf-8")
    tiers_by_revenue(place / "config")
    folders = ("--landing", place / "landing", "--home", place / "home", "--config", place / "config")
    done = tiering("refresh", *folders, "--as-of", "2017-12-31")
    assert done.returncode == 0, done.stderr
    rows = query(
        (place / "home" / "releases" / "current").resolve() / "tiers.duckdb",
        """
        select * from marts.tier_performance
        where pool is null and period_type = 'all_time' and tier_basis = 'current'
        """,
    )
    return {row["tier"]: row for row in rows}


def test_every_tertile_has_its_published_figures(performance: dict[int | None, dict[str, Any]]) -> None:
    columns = ("accounts", "won_value", "median_sales_cycle_days")
    assert {tier: tuple(row[c] for c in columns) for tier, row in performance.items() if tier} == {
        1: (29, Decimal("4441636.00"), Decimal("59.0")),
        2: (28, Decimal("3157742.00"), Decimal("55.5")),
        3: (28, Decimal("2406156.00"), Decimal("56.0")),
    }
    rates = {1: "0.631061", 2: "0.629647", 3: "0.634483"}
    for tier, rate in rates.items():
        assert performance[tier]["win_rate"] == round(Decimal(rate), 4)
        assert performance[tier]["win_rate_low"] < performance[tier]["win_rate"] < performance[tier]["win_rate_high"]


def test_the_book_as_a_whole_has_its_published_figures(performance: dict[int | None, dict[str, Any]]) -> None:
    rows = performance.values()
    total = {c: sum(row[c] for row in rows) for c in ("won", "lost", "open_opportunities", "won_value")}
    assert total == {"won": 4_238, "lost": 2_473, "open_opportunities": 2_089, "won_value": Decimal("10005534.00")}
    assert round(total["won"] / (total["won"] + total["lost"]), 6) == 0.631501
    assert round(total["won_value"] / total["won"], 3) == Decimal("2360.909")
    assert sum(row["open_pipeline_value"] for row in rows) == Decimal("4966215.00")
    assert sum(row["open_list_price_value"] for row in rows) == Decimal("4966215.00"), "no open deal has an amount"
    assert performance[None]["opportunities_without_account"] == performance[None]["opportunities"] == 1_425


def test_no_tier_is_said_to_win_more(performance: dict[int | None, dict[str, Any]]) -> None:
    assert "no evidence of a difference (n = " in performance[1]["verdict"]
    assert "no evidence of a difference (n = " in performance[2]["verdict"]
    assert "too few" not in performance[1]["verdict"] + performance[2]["verdict"]
    assert performance[3]["verdict"] is performance[None]["verdict"] is None


def test_what_never_landed_is_unknown(performance: dict[int | None, dict[str, Any]]) -> None:
    for row in performance.values():
        assert (row["spend"], row["cost_per_account"], row["return_on_spend"]) == (None, None, None)
