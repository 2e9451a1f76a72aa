"""How many random books, and the compiled project they run through."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.reference.sandbox import Sandbox, compile_project

BOOKS = int(os.environ.get("TIERING_BOOKS", "300"))
"""Random books per differential test: `TIERING_BOOKS=5000 pytest tests/reference` for more."""

settings.register_profile(
    "differential",
    max_examples=BOOKS,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The project, compiled once, over an empty in-memory DuckDB."""
    sandbox = Sandbox(compile_project(tmp_path_factory.mktemp("compiled")))
    yield sandbox
    sandbox.connection.close()
