"""Two tiny books compared: every figure can be counted on one hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib.simulation import Simulated, simulation_page
from orchestration.lib.simulation.comparison import TABLES, Comparison, compare

NAMES = ("account_id", "pool", "tier", "score", "owner_id", "team", "open_pipeline_value")
BEFORE = [
    ("A", "new", 1, 60, "O1", "East", 500),
    ("B", "new", 2, 50, "O1", None, 70),
    ("C", "new", 2, 40, "O2", "East", None),
    ("D", "new", None, 30, "O2", "East", 9),
    ("E", "old", 1, 20, "O2", "East", 1),
]
SEATS = {"B": 1, "C": None}
"""Other tiers at the scores of BEFORE: what a change of seats, limits or rules alone does."""
AFTER = [
    ("A", "new", 2, 48, "O1", "East", 500),
    ("B", "new", 1, 55, "O1", None, 70),
    ("C", "new", 2, 40, "O2", "East", None),
    ("D", "new", None, 30, "O2", "East", 9),
    ("F", "new", 2, 10, None, "East", 3),
]
CHANGES = [("A", -12, "Down"), ("B", 5, "Up"), ("F", None, "New")]


def book(file: Path, accounts: list[tuple[Any, ...]], changes: list[tuple[Any, ...]]) -> Path:
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.account_tiers (account_id varchar, account_name varchar, pool varchar, tier integer,
                tier_reason varchar, rank_in_tier bigint, score decimal(7, 4), owner_id varchar, owner_name varchar,
                team varchar, region varchar, open_pipeline_value decimal(18, 2));
            create table marts.account_tier_changes (account_id varchar, delta_decay decimal(7, 4),
                delta_data decimal(7, 4), delta_config decimal(7, 4), delta_code decimal(7, 4), explanation varchar)
            """
        )
        marks = ", ".join("?" for _ in NAMES)
        connection.executemany(f"insert into marts.account_tiers ({', '.join(NAMES)}) values ({marks})", accounts)
        connection.execute("update marts.account_tiers set owner_name = 'Ben' where owner_id = 'O2'")
        for account_id, delta, told in changes:
            rest = None if delta is None else 0
            row = [account_id, rest, rest, delta, rest, told]
            connection.execute("insert into marts.account_tier_changes values (?, ?, ?, ?, ?, ?)", row)
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("comparison")


@pytest.fixture(scope="module")
def found(folder: Path) -> Comparison:
    before = book(folder / "before.duckdb", BEFORE, [])
    return compare(before, book(folder / "after.duckdb", AFTER, CHANGES), folder / "out")


def test_moves_and_the_pipeline_that_moves(found: Comparison) -> None:
    assert (found.accounts, found.moved, found.rescored, found.tiers) == (6, 4, 2, (1, 2))
    places = ("pool_before", "tier_before", "pool_after", "tier_after")
    moves = {tuple(row[name] for name in places): (row["accounts"], row["open_pipeline_value"]) for row in found.moves}
    assert moves == {
        ("new", 1, "new", 2): (1, Decimal(500)),
        ("new", 2, "new", 1): (1, Decimal(70)),
        ("new", 2, "new", 2): (1, None),
        ("new", None, "new", None): (1, Decimal(9)),
        ("old", 1, None, None): (1, Decimal(1)),
        (None, None, "new", 2): (1, Decimal(3)),
    }


def test_seats_before_and_after(found: Comparison) -> None:
    seats = {
        (row["dimension"], row["name"], row["pool"], row["tier"]): (row["accounts_before"], row["accounts_after"])
        for row in found.seats
        if row["dimension"] in {"owner", "team"}
    }
    assert seats == {
        ("owner", "O1", "new", 1): (1, 1),
        ("owner", "O1", "new", 2): (1, 1),
        ("owner", "O2", "new", 2): (1, 1),
        ("owner", "O2", "old", 1): (1, 0),
        ("owner", None, "new", 2): (0, 1),
        ("team", "East", "new", 1): (1, 0),
        ("team", "East", "new", 2): (1, 3),
        ("team", "East", "old", 1): (1, 0),
        ("team", None, "new", 1): (0, 1),
        ("team", None, "new", 2): (1, 0),
    }


def test_owners_are_called_by_their_names(found: Comparison, folder: Path) -> None:
    called = {row["name"]: row["called"] for row in found.seats if row["dimension"] == "owner"}
    assert called == {"O1": None, "O2": "Ben", None: None}
    simulated = Simulated("id", "current", "daily", date(2026, 1, 1), "daily", "EUR", (), (), None, found, folder)
    (seats,) = [table for table in simulation_page(simulated).tables if table.title == "Seats by owner"]
    assert seats.rows == [["Ben (O2)", "1 -> 0"]]


def test_ranks_and_tier_1(found: Comparison) -> None:
    """A, B, C are ranked both times: one of three pairs turns round."""
    everything, new = found.stability
    assert (everything["pool"], new["pool"]) == (None, "new")
    assert everything["kendall_tau_b"] == new["kendall_tau_b"] == pytest.approx(1 / 3)
    assert [new[name] for name in ("accounts", "tier_1_before", "tier_1_after", "tier_1_both")] == [3, 1, 1, 0]
    assert (everything["tier_1_before"], everything["tier_1_jaccard"]) == (2, 0.0)


def test_who_gains_and_loses_with_why_and_by_what(found: Comparison, folder: Path) -> None:
    assert [(row["account_id"], row["score_change"], row["explanation"]) for row in found.gains] == [
        ("B", Decimal(5), "Up")
    ]
    assert [row["account_id"] for row in found.losses] == ["A"]
    accounts = duckdb.sql(f"select account_id, delta_config from '{folder / 'out' / 'accounts.parquet'}'").fetchall()
    assert accounts == [("A", -12), ("B", 5), ("C", 0), ("D", 0), ("E", None), ("F", None)]
    assert {file.stem for file in (folder / "out").iterdir()} == set(TABLES)


def test_who_moves_at_the_same_score_gains_and_loses_too(tmp_path: Path) -> None:
    """B comes up and C goes out while no score changes."""
    moved = [(row[0], row[1], SEATS.get(row[0], row[2]), *row[3:]) for row in BEFORE]
    changes = [("B", 0, "Up"), ("C", 0, "Out")]
    found = compare(
        book(tmp_path / "before.duckdb", BEFORE, []), book(tmp_path / "after.duckdb", moved, changes), tmp_path / "out"
    )
    assert [(row["account_id"], row["explanation"]) for row in found.gains] == [("B", "Up")]
    assert [(row["account_id"], row["explanation"]) for row in found.losses] == [("C", "Out")]
