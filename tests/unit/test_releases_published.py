"""`published.<mart>`: the previous release by column name, so that marts may change their shape between releases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import releases
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT
from tests.unit.releases_kit import published, settings_in

TODAY = {"account_tiers": [("score", "decimal(9,4)"), ("tier", "bigint"), ("account_id", "string")]}


@pytest.fixture
def release(tmp_path: Path) -> releases.Release:
    return published(releases.Store(settings_in(tmp_path / "it's")), "2026-01-01-0000000a")


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def test_columns_come_by_name_are_cast_and_null_when_absent(
    warehouse: duckdb.DuckDBPyConnection, release: releases.Release
) -> None:
    releases.create_published_views(warehouse, release, TODAY)
    view = warehouse.execute("select * from published.account_tiers")
    assert [(name, str(kind)) for name, kind, *_ in view.description] == [
        ("score", "DECIMAL(9,4)"),
        ("tier", "BIGINT"),
        ("account_id", "VARCHAR"),
    ]
    assert view.fetchall() == [(Decimal("-1.5"), None, "1")]


@pytest.mark.parametrize("has_previous", [True, False])
def test_a_mart_without_a_past_is_typed_and_empty(
    warehouse: duckdb.DuckDBPyConnection, release: releases.Release, has_previous: bool
) -> None:
    marts = {"brand_new": [("as_of_date", "date")]}
    releases.create_published_views(warehouse, release if has_previous else None, marts)
    assert warehouse.execute("select count(*) from published.brand_new").fetchall() == [(0,)]
    assert warehouse.execute("describe published.brand_new").fetchall()[0][:2] == ("as_of_date", "DATE")


def test_views_of_marts_that_are_gone_go_too(warehouse: duckdb.DuckDBPyConnection, release: releases.Release) -> None:
    releases.create_published_views(warehouse, release, TODAY)
    releases.create_published_views(warehouse, None, {"other": [("a", "bigint")]})
    assert warehouse.execute("select view_name from duckdb_views() where schema_name = 'published'").fetchall() == [
        ("other",)
    ]


def contract(tmp_path: Path, columns: str) -> Path:
    folder = tmp_path / "models" / "marts" / "tiers"
    folder.mkdir(parents=True)
    (folder / "_tiers__models.yml").write_text(f"models: [{{name: account_tiers, columns: [{columns}]}}]\n")
    return tmp_path / "models"


def test_contracts_are_read_in_order(tmp_path: Path) -> None:
    models = contract(tmp_path, "{name: account_id, data_type: string}, {name: score, data_type: 'decimal(7,4)'}")
    assert releases.contracted_marts(models) == {"account_tiers": [("account_id", "string"), ("score", "decimal(7,4)")]}


def test_a_column_without_a_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"_tiers__models\.yml: mart account_tiers: no data_type for score"):
        releases.contracted_marts(contract(tmp_path, "{name: account_id, data_type: string}, {name: score}"))


def test_every_mart_of_this_project_is_contracted() -> None:
    models = {file.stem for file in (PROJECT / "models" / "marts").rglob("*.sql")}
    assert set(releases.contracted_marts(PROJECT / "models")) == models


SCORING = {
    "signal_types": ("scoring/signal_types.csv", [("points", "decimal(9,4)"), ("note", "string"), ("cap", "integer")])
}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("cap,signal_type,points\n,call,4.5\n3,visit,15\n", [(Decimal("4.5"), None, None), (Decimal(15), None, 3)]),
        ('\ufeffpoints,note\r\n-5,"a, ""b"""\r\n', [(Decimal(-5), 'a, "b"', None)]),
        ("points,note,cap\n", []),
    ],
    ids=["by name, empty is null", "quoted, from a spreadsheet", "header only"],
)
def test_the_stored_configuration_is_read_by_name_and_type(
    warehouse: duckdb.DuckDBPyConnection, release: releases.Release, text: str, rows: list[tuple[object, ...]]
) -> None:
    file = release.config / "scoring" / "signal_types.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    releases.create_published_configuration(warehouse, release, SCORING)
    assert warehouse.execute("select * from published_config.signal_types order by 1").fetchall() == rows


def test_without_a_predecessor_the_stored_configuration_is_typed_and_empty(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    releases.create_published_configuration(warehouse, None, SCORING)
    view = warehouse.execute("select * from published_config.signal_types")
    assert [str(kind) for _, kind, *_ in view.description] == ["DECIMAL(9,4)", "VARCHAR", "INTEGER"]
    assert view.fetchall() == []
