"""Random books (tests/reference) through the project's SQL on the cluster: the rows of the plain Python reference.

They reach corners of SCORING that no demo has, and the reference holds DuckDB to the same rows, hundreds of times.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.lib.settings import Settings
from orchestration.lib.spark import Cluster
from orchestration.lib.spark.cluster import Session
from tests.reference import tier_books
from tests.reference.sandbox import Model, Sandbox, compile_project, literal
from tests.reference.test_differential_scores import check_scores
from tests.reference.test_differential_tiers import first_difference
from tests.reference.tier_books import Refresh

BOOKS = int(os.environ.get("TIERING_SPARK_BOOKS", "1"))
"""Random ones, beside the smallest, with which Hypothesis begins; `TIERING_SPARK_BOOKS=20` runs more."""

A_FEW = settings(
    max_examples=1 + BOOKS, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


AFFIXES = ("affix", "position", "kind")


class OnSpark(Sandbox):
    """The sandbox with the cluster in the place of DuckDB."""

    def __init__(self, models: Mapping[str, Model], session: Session) -> None:
        self.models, self.session = models, session
        for schema in sorted({model.relation.split(".")[0] for model in models.values()}):
            session.execute(f"create schema if not exists {schema}")
        self._orders = {}

    def fill(self, name: str, rows: Iterable[Mapping[str, Any]], types: Mapping[str, str] | None = None) -> None:
        model = self.models[name]
        types = {column: kind.replace("varchar", "string") for column, kind in (types or model.types).items()}
        selects = [
            "select " + ", ".join(f"cast({literal(row.get(c))} as {kind}) as {c}" for c, kind in types.items())
            for row in rows
        ]
        empty = "select " + ", ".join(f"cast(null as {kind}) as {c}" for c, kind in types.items()) + " where false"
        self.create(model, " union all ".join(selects or [empty]))

    def create(self, model: Model, sql: str) -> None:
        self.session.execute(f"drop table if exists {model.relation}")
        self.session.execute(f"create table {model.relation} using parquet as {sql}")

    def rows(self, name: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """As DuckDB gives them: dates are dates."""
        sql = f"select {', '.join(columns)} from {self.models[name].relation} order by all"
        cursor = self.session.execute(sql)
        is_date = [kind == "DATE_TYPE" for _, kind, *_ in cursor.description]
        return [
            tuple(date.fromisoformat(v) if d and v else v for d, v in zip(is_date, row, strict=True))
            for row in cursor.fetchall()
        ]


@pytest.fixture(scope="module")
def on_spark(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSpark]:
    folder = tmp_path_factory.mktemp("compiled")
    models = compile_project(folder, target="spark")
    with Cluster.of(Settings.resolve(home=folder)).session() as session:
        yield OnSpark(models, session)


POINTS = (*range(0xC0, 0x2000), *range(0xF900, 0xFB50))
LETTERS = "".join(sign for sign in map(chr, POINTS) if unicodedata.ucd_3_2_0.category(sign).startswith("L"))
"""Of every script with letters of its own; those that have been known for long, which all Javas call letters."""

NAMES = [
    *(
        "Société Générale",
        "NGÂN HÀNG VIỆT NAM",
        "ΕΛΛΆΣ ΑΣ",
        "ελλάς",
        "Новый Берёзовый",
        "İSTANBUL Şişe",
        "GROẞER Ørsted",
    ),
    *("Cafe\u0301 Mu\u0308ller", "A.B. Łódź & Co.", "가나다 株式会社 パナソニック", "\uf900\uf901 \U0002f800"),
    *(LETTERS[start : start + 50] for start in range(0, len(LETTERS), 50)),
]


def test_names_are_spelled_as_on_duckdb(on_spark: OnSpark, tmp_path: Path) -> None:
    """Accents in every script, part of a letter or signs of their own; capitals as each engine lowers them."""
    text = "varchar"
    given: dict[str, tuple[list[dict[str, Any]], dict[str, str]]] = {
        "int_accounts_unioned": ([{"name": name} for name in NAMES], {"name": text}),
        "int_records_unioned": ([], {"company_name": text}),
        "company_aliases": ([], {"alias": text, "company": text}),
        "name_affixes": ([{"affix": "as", "position": "end", "kind": "legal_form"}], dict.fromkeys(AFFIXES, text)),
        "name_words": ([], {"alias": text, "word": text}),
    }
    spelled = []
    for sandbox in (on_spark, Sandbox(compile_project(tmp_path))):
        for name, (rows, types) in given.items():
            sandbox.fill(name, rows, types)
        sandbox.run(["int_names_normalised"], given, as_of=date(2026, 6, 30))
        spelled.append(sandbox.rows("int_names_normalised", ["spelling", "full_key", "core_name", "words"]))
    assert sorted(spelled[0]) == sorted(spelled[1])
    assert len(spelled[0]) == len(NAMES)


@A_FEW
@given(chain=tier_books.chains(refreshes=2))
def test_tiers_are_the_references(on_spark: OnSpark, chain: list[Refresh]) -> None:
    assert not first_difference(on_spark, chain)


@A_FEW
@given(data=st.data())
def test_scores_are_the_references(on_spark: OnSpark, data: st.DataObject) -> None:
    check_scores(on_spark, data)
