"""Names and texts inside Spark's SQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A text literal, quoted."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
