"""Names and texts inside DuckDB's SQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A text literal, quoted."""
    return "'" + str(value).replace("'", "''") + "'"
