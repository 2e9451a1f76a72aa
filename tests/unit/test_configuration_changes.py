"""What is said of a changed configuration: every cell, every row, and nothing when the hash is the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.lib import configuration
from orchestration.lib.configuration import Change, changes, read_changes, write_changes
from orchestration.lib.settings import PROJECT

TIERS, OVERRIDES = "tiering/tiers.csv", "tiering/tier_overrides.csv"
BEFORE = PROJECT / "seeds"


@pytest.fixture
def after(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(BEFORE, folder, ignore=shutil.ignore_patterns("*.yml"))
    return folder


def edit(folder: Path, file: str, change: Callable[[str], str]) -> None:
    path = folder / file
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode())


def test_nothing_where_the_configuration_hash_is_the_same(after: Path) -> None:
    edit(after, TIERS, lambda text: text.replace("\n", "\r\n"))
    assert configuration.load(after).hash == configuration.load(BEFORE).hash
    assert changes(BEFORE, after) == []


def test_a_changed_cell_is_named_by_file_key_and_column(after: Path) -> None:
    edit(after, TIERS, lambda text: text.replace("customers,1,Strategic,30,5,3,", "customers,1,Strategic,30,7,,"))
    found = changes(BEFORE, after)
    assert found == [
        Change(TIERS, "pool customers, tier 1", "capacity", "5", "7"),
        Change(TIERS, "pool customers, tier 1", "band", "3", None),
    ]
    assert [str(change) for change in found] == [
        "tiering/tiers.csv, pool customers, tier 1: capacity 5 -> 7",
        "tiering/tiers.csv, pool customers, tier 1: band 3 -> not set",
    ]


def test_rows_come_and_go(after: Path) -> None:
    edit(after, OVERRIDES, lambda text: text.rstrip("\n") + "\nA-1,1,pilot,Ada,2026-01-01,2026-06-01\n")
    told = "tier 1, reason pilot, approved_by Ada, expires_on 2026-06-01"
    key = "account_key a-1, effective_from 2026-01-01"
    assert changes(BEFORE, after) == [Change(OVERRIDES, key, None, None, told)]
    assert changes(after, BEFORE) == [Change(OVERRIDES, key, None, told, None)]
    assert str(changes(BEFORE, after)[0]).endswith(f": added ({told})")


def test_a_row_in_another_place_is_a_rewritten_file(after: Path) -> None:
    def swapped(text: str) -> str:
        header, *rows = text.splitlines()
        return "\n".join([header, *reversed(rows), ""])

    edit(after, TIERS, swapped)
    assert changes(BEFORE, after) == [Change(TIERS, "")]
    assert str(Change(TIERS, "")) == "tiering/tiers.csv: rewritten without changing a value"


def test_a_table_that_an_older_configuration_did_not_have(after: Path) -> None:
    (after / TIERS).unlink()
    found = changes(after, BEFORE)
    assert {change.file for change in found} == {TIERS}
    assert all(change.old is None and change.column is None for change in found) and len(found) > 2


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found = [Change(TIERS, "pool p", "capacity", "1", None), Change(OVERRIDES, "")]
    write_changes(tmp_path / "changes.json", "2026-01-31-00000000", found)
    assert read_changes(tmp_path / "changes.json") == found
