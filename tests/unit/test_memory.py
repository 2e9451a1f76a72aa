"""TIERING_MEMORY holds DuckDB to a size, and a text that is none is refused."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.lib import memory
from orchestration.lib.errors import InputError


def held(connection: duckdb.DuckDBPyConnection) -> str:
    return str(connection.execute("select current_setting('memory_limit')").fetchall()[0][0])


def test_a_size_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "512 MiB")
    with duckdb.connect() as connection:
        memory.hold(connection)
        assert held(connection) == "512.0 MiB"
    assert memory.is_limited()


def test_without_one_duckdb_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    with duckdb.connect() as connection:
        assert memory.limit() == held(connection)
    assert not memory.is_limited()


def test_what_is_no_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "lots")
    with pytest.raises(InputError, match="TIERING_MEMORY is no size: lots") as refused:
        memory.limit()
    assert refused.value.remedy and "4GB" in refused.value.remedy
