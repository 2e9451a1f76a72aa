"""Where two builds of a release differ: the first row, its nearest counterpart, and the columns."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.lib.releases import TableFacts, differing_marts, first_difference


def build(file: Path, *statements: str) -> Path:
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        for statement in statements:
            connection.execute(statement)
    return file


def mart(rows: str, columns: str = "account_id, tier, score") -> str:
    return f"create table marts.t as select * from (values {rows}) as t ({columns})"


def test_the_same_rows_in_another_order_do_not_differ(tmp_path: Path) -> None:
    one = build(tmp_path / "one.duckdb", mart("('A', 1, 9), ('B', null, 8), ('B', null, 8)"))
    two = build(tmp_path / "two.duckdb", mart("('B', null, 8), ('A', 1, 9), ('B', null, 8)"))
    assert first_difference(one, two, "t") is None


def test_the_first_row_that_differs_is_paired_with_the_one_about_the_same_account(tmp_path: Path) -> None:
    one = build(tmp_path / "one.duckdb", mart("('A', 1, 9), ('B', 2, 8), ('C', null, 7)"))
    two = build(tmp_path / "two.duckdb", mart("('A', 1, 9), ('C', 2, 8), ('B', 3, 8.5)"))
    found = first_difference(one, two, "t")
    assert found is not None
    assert (found.rows_published, found.rows_replayed) == (2, 2)
    assert found.published is not None and found.published["account_id"] == "B"
    assert found.replayed is not None and found.replayed["account_id"] == "B"
    assert found.columns == ["tier", "score"]


def test_a_row_that_is_missing_or_there_twice_is_found(tmp_path: Path) -> None:
    once, twice = mart("('A', 1, 9)"), mart("('A', 1, 9), ('A', 1, 9)")
    one, two = build(tmp_path / "one.duckdb", once), build(tmp_path / "two.duckdb", twice)
    more, fewer = first_difference(one, two, "t"), first_difference(two, one, "t")
    assert more is not None and more.published is None and more.replayed is not None
    assert fewer is not None and fewer.replayed is None and fewer.published is not None
    assert more.columns == fewer.columns == ["account_id", "tier", "score"]


def test_columns_that_came_or_went_are_named_and_the_others_still_compared(tmp_path: Path) -> None:
    one = build(tmp_path / "one.duckdb", mart("('A', 1, 9)"))
    two = build(tmp_path / "two.duckdb", mart("('A', 1, 'x')", "account_id, tier, reason"))
    found = first_difference(one, two, "t")
    assert found is not None
    assert found.columns_added == ("reason (VARCHAR)",)
    assert found.columns_removed == ("score (INTEGER)",)
    assert found.published is None and found.replayed is None


def test_a_mart_that_only_one_build_has_differs(tmp_path: Path) -> None:
    one, two = build(tmp_path / "one.duckdb", mart("('A', 1, 9)")), build(tmp_path / "two.duckdb")
    gone, new = first_difference(one, two, "t"), first_difference(two, one, "t")
    assert gone is not None and len(gone.columns_removed) == 3
    assert new is not None and len(new.columns_added) == 3


def test_marts_differ_by_rows_hash_or_being_there() -> None:
    same, rows, digest = (TableFacts(rows=n, content_hash=h) for n, h in ((1, "a"), (2, "a"), (1, "b")))
    published = {"a": same, "b": same, "c": same, "d": same}
    assert differing_marts(published, {"a": same, "b": rows, "c": digest, "e": same}) == ["b", "c", "d", "e"]
