"""The statements that show raw files to the cluster."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import sql
from orchestration.lib.contracts import load_contracts
from orchestration.lib.landing import LandedFile, raw_columns
from orchestration.lib.releases import Release
from orchestration.lib.settings import PROJECT
from orchestration.lib.spark import Cluster
from orchestration.lib.spark.inputs import Inputs
from orchestration.lib.spark.sql import literal, quoted
from tests.unit.releases_kit import manifest, settings_in

CONTRACT = load_contracts(PROJECT / "models")["crm", "accounts"]
FILE = LandedFile.model_construct(source="crm", table="accounts", raw_file="abc", file_order=3)
WANTED = {name for name, _ in raw_columns(CONTRACT)}


def inputs(tmp_path: Path, columns: list[str], file: Path) -> Inputs:
    """Of a home on a path with a quote in it, with a Parquet file of text columns."""
    settings = settings_in(tmp_path)
    connection = duckdb.connect()
    (settings.home / file).parent.mkdir(parents=True)
    cells = ", ".join(f"'' as {sql.quoted(column)}" for column in columns)
    connection.execute(f"copy (select {cells}) to {sql.literal(settings.home / file)} (format parquet)")
    return Inputs(Cluster.of(settings), settings, connection)


def declared(create: str) -> list[str]:
    """The columns of a create table."""
    assert create.startswith("create table")
    return re.findall(r"`(\w+)` string", create)


def test_only_what_is_read_is_declared(tmp_path: Path) -> None:
    """An export may have hundreds of columns that no contract knows."""
    unknown = [f"custom_{number}__c" for number in range(300)] + ["we`ird", "_raw_text"]
    there = ["name", "account_id", *unknown, "_file", "_reason", "_first_line"]
    _, create, view = inputs(tmp_path / "it's", there, Path("raw/crm/accounts/abc.parquet")).landed(CONTRACT, [FILE])
    assert declared(create) == ["name", "account_id", "_file", "_reason", "_first_line"]
    assert "_first_line + _metadata.row_index" in view and view.endswith("where _reason is null")
    assert set(re.findall(r" as `(\w+)`", view)) == WANTED
    assert "it\\'s" in create


def test_only_those_columns_of_the_release_before_that_models_know(tmp_path: Path) -> None:
    file = Path("releases/a/exports/account_tiers.parquet")
    made = inputs(tmp_path, ["account_id", "renamed_since"], file)
    release = Release(made.settings.releases / "a", manifest("2026-01-01-0000000a"))
    _, create, view = made.published("account_tiers", release, [("account_id", "string"), ("tier", "int")])
    assert declared(create) == ["account_id"]
    assert "cast(`account_id` as string) as `account_id`, cast(null as int) as `tier`" in view


@pytest.mark.parametrize(
    ("text", "as_name", "as_text"), [("a`b", "`a``b`", "'a`b'"), ("it's\\", "`it's\\`", "'it\\'s\\\\'")]
)
def test_names_and_texts(text: str, as_name: str, as_text: str) -> None:
    assert (quoted(text), literal(text)) == (as_name, as_text)
