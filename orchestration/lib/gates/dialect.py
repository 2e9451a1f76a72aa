"""DuckDB for Great Expectations: SQL pushed down into a file that is open for reading only.

GX fetches rows after it has returned the connection, and the pool's rollback would discard them; a reader has nothing
to commit or roll back, so transactions are left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL

ENGINE_ARGUMENTS = {"pool_reset_on_return": None}


class ReadOnlyDialect(Dialect):  # type: ignore[misc]
    """Registered as `duckdb.readonly`."""

    supports_statement_cache = False

    def do_begin(self, dbapi_connection: Any) -> None:
        """Nothing to begin."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing to commit."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing to roll back."""


def address(database: Path) -> str:
    """The SQLAlchemy URL of a database file, opened read-only. GX would replace `$NAME` in it, so `$` is escaped."""
    registry.register("duckdb.readonly", __name__, ReadOnlyDialect.__name__)
    url = URL.create("duckdb+readonly", database=str(database), query={"access_mode": "read_only"})
    return url.render_as_string().replace("$", r"\$")
