"""What people read of a simulation or a sensitivity: the same tables on a terminal and in summary.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

Side = Literal["left", "right"]
Cell = str | int | None


@dataclass(frozen=True)
class Table:
    """`columns`: (heading, side). `notes` are sentences below it."""

    title: str
    columns: Sequence[tuple[str, Side]]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """A heading, sentences, tables."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table]


def write_markdown(page: Page, file: Path) -> None:
    """Writes the page as Markdown; what came from data cannot become markup."""
    parts = [f"# {_plain(page.title)}", *map(_plain, page.lines)]
    for table in page.tables:
        parts.append(f"## {_plain(table.title)}")
        if table.rows:
            parts.append("\n".join(_markdown_rows(table)))
        parts += map(_plain, table.notes)
    file.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _markdown_rows(table: Table) -> list[str]:
    def line(cells: Sequence[Cell]) -> str:
        return f"| {' | '.join(_plain(told(cell)) for cell in cells)} |"

    rule = ["---:" if side == "right" else "---" for _, side in table.columns]
    return [line([name for name, _ in table.columns]), f"| {' | '.join(rule)} |", *map(line, table.rows)]


def _plain(text: str) -> str:
    """One line without Markdown's and HTML's own characters."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text)
    return " ".join(escaped.split())


def told(cell: Cell) -> str:
    """A cell in words: counts with thousands separators, nothing where nothing is known."""
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell


def money(amount: Decimal | None) -> str | None:
    """An amount without decimals; None when there is none."""
    return None if amount is None else f"{amount:,.0f}"


def share(value: float | None, digits: int = 4) -> str | None:
    """A number from -1 to 1; None where it is not defined."""
    return None if value is None else f"{value:.{digits}f}"
