"""Names and texts inside DuckDB's SQL."""

from __future__ import annotations

import re
from pathlib import Path


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def own(name: str) -> str:
    """A column that a query makes beside those of a user's file, quoted: no header begins with a control character."""
    return quoted(f"\x1f{name}")


def parquet(*files: Path, options: str = "") -> str:
    """Parquet files as a relation, by the names and columns that they have: what a folder above them is called
    (`country=DE`) is no column. `options` goes to read_parquet, such as `union_by_name = true`."""
    paths = ", ".join(map(file_literal, files))
    return f"read_parquet([{paths}], hive_partitioning = false{', ' if options else ''}{options})"


def file_literal(file: Path) -> str:
    """The name of a file to read, quoted; its characters are themselves, never a pattern."""
    return literal(re.sub(r"[\[*?]", r"[\g<0>]", str(file)))


def literal(value: object) -> str:
    """A text literal, quoted."""
    return "'" + str(value).replace("'", "''") + "'"
