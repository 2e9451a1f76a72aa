"""How much memory DuckDB may hold while a release is made: TIERING_MEMORY, else its own share of the machine's."""

from __future__ import annotations

import os

import duckdb

from orchestration.lib.errors import InputError
from orchestration.lib.sql import literal

VARIABLE = "TIERING_MEMORY"


def limit() -> str:
    """A size as DuckDB writes it, like `3.7 GiB`. What does not fit is kept on disk, beside the database.

    Raises InputError when TIERING_MEMORY is no size.
    """
    asked = os.environ.get(VARIABLE)
    with duckdb.connect() as connection:
        if asked:
            try:
                connection.execute(f"set memory_limit = {literal(asked)}")
            except duckdb.Error as error:
                raise InputError(f"{VARIABLE} is no size: {asked}", remedy="write one like 4GB, or unset it") from error
        return str(connection.execute("select current_setting('memory_limit')").fetchall()[0][0])


def is_limited() -> bool:
    """Whether somebody set a limit; then models are built one after the other, each with all of it."""
    return bool(os.environ.get(VARIABLE))


def hold(connection: duckdb.DuckDBPyConnection) -> None:
    """Holds a connection's database to the limit."""
    connection.execute(f"set memory_limit = {literal(limit())}")
