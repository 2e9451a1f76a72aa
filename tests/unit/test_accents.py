"""Names are spelled alike on both engines: Spark strips the accents that DuckDB's strip_accents strips."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from jinja2 import Environment

from orchestration.lib.settings import PROJECT
from orchestration.reference_data import ACCENTED_LETTERS, accented_letters

ENGINE = PROJECT / "macros" / "engine"
FILES = (ACCENTED_LETTERS, ENGINE / "pattern_replaced.sql", ENGINE / "without_accents.sql")
EVERY_SIGN = " ".join(map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x110000))))


def without_accents(text: str, accents_stripped: str) -> str:
    """The SQL of the macro, in DuckDB's words, with one of the engines' ways to strip accents."""
    ways = {"accents_stripped": accents_stripped, "pattern_replaced": "duckdb__pattern_replaced"}
    adapter = SimpleNamespace(dispatch=lambda name: getattr(module, ways[name]))
    environment = Environment()  # noqa: S701 - SQL, not a page
    environment.globals.update({"adapter": adapter, "return": str})
    module: Any = environment.from_string("".join(file.read_text(encoding="utf-8") for file in FILES)).module
    return str(module.without_accents(text))


SPARKS, DUCKDBS = "spark__accents_stripped", "duckdb__accents_stripped"


def test_spark_s_way_gives_what_strip_accents_gives_for_every_sign_of_unicode() -> None:
    by_spark, by_duckdb = (
        duckdb.execute(f"select {without_accents('lower($1)', way)}", [EVERY_SIGN]).fetchall()[0][0].split(" ")
        for way in (SPARKS, DUCKDBS)
    )
    assert [pair for pair in zip(by_spark, by_duckdb, strict=True) if pair[0] != pair[1]] == []
    assert sum(len(sign) == 0 for sign in by_duckdb) > 2000 and "a" in by_duckdb


@pytest.mark.parametrize("way", [SPARKS, DUCKDBS])
@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("société générale", "societe generale"),
        ("ngân hàng việt nam", "ngan hang viet nam"),
        ("ελλάς", "ελλασ"),
        ("новый берёзовый", "новыи березовыи"),
        ("cafe\u0301 mu\u0308ller", "cafe muller"),
        ("i\u0307stanbul şişe", "istanbul sise"),
        ("großer ørsted łódź", "grosser orsted lodz"),
    ],
)
def test_names(name: str, spelled: str, way: str) -> None:
    assert duckdb.execute(f"select {without_accents('$1', way)}", [name]).fetchall() == [(spelled,)]


def test_the_list_of_letters_is_what_strip_accents_does_now() -> None:
    assert ACCENTED_LETTERS.read_text(encoding="utf-8") == accented_letters(), "python -m orchestration.reference_data"
