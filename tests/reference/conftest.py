"""The project's SQL, compiled once for every differential test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.reference.sandbox import Model, Sandbox, compile_project


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Model]:
    """Every model and seed of the project, compiled."""
    return compile_project(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="session")
def sandbox(models: Mapping[str, Model]) -> Iterator[Sandbox]:
    """The compiled project over an empty in-memory DuckDB."""
    sandbox = Sandbox(models)
    yield sandbox
    sandbox.connection.close()
