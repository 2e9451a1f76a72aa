"""Tables that fit a terminal without cutting a number, a date, an id or any other word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

LEFT, RIGHT, OPTIONAL = "left", "right", "optional"
"""Kinds of columns: text, which wraps at spaces; numbers, which never wrap; text that is left out for lack of room."""

GAP = 2
"""Characters between two columns; SIMPLE_HEAD's divider is one of them."""


@dataclass(frozen=True)
class _Column:
    heading: str
    kind: str
    cells: list[Text]

    @property
    def widest(self) -> int:
        """The width in which nothing wraps."""
        return max(text.cell_len for text in [Text(self.heading), *self.cells])

    @property
    def least(self) -> int:
        """The width in which no word is cut, and no cell of numbers wraps."""
        words = [word for text in [Text(self.heading), *self.cells] for word in text.plain.split()]
        whole = [text.plain for text in self.cells] if self.kind == RIGHT else []
        return max((Text(part).cell_len for part in [*words, *whole]), default=0)


def draw(
    title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]], room: int
) -> tuple[Table, int]:
    """The table and its width, which is more than `room` where its words ask for more.

    `columns`: (heading, kind). Integers get separators of thousands; a cell of rich's Text keeps its style.
    """
    texts = [[_text(cell) for cell in row] for row in rows]
    found = [_Column(*column, [row[place] for row in texts]) for place, column in enumerate(columns)]
    if _width([column.least for column in found]) > room:
        found = [column for column in found if column.kind != OPTIONAL]
    widths = _fitted(found, room)
    drawn = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=SIMPLE_HEAD)
    drawn.show_edge, drawn.padding = False, (0, GAP - 1, 0, 0)
    for column, width in zip(found, widths, strict=True):
        drawn.add_column(column.heading, justify="right" if column.kind == RIGHT else "left", width=width)
    for cells in zip(*(column.cells for column in found), strict=True):
        drawn.add_row(*cells)
    return drawn, _width(widths)


def _text(cell: object) -> Text:
    if isinstance(cell, Text):
        return cell
    return Text("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell))


def _width(columns: Sequence[int]) -> int:
    return sum(columns) + GAP * len(columns)


def _fitted(columns: Sequence[_Column], room: int) -> list[int]:
    """A width for each column: as wide as it likes; until the table fits, headings of numbers wrap, then text does."""
    widths, least = [column.widest for column in columns], [column.least for column in columns]
    while _width(widths) > room:
        giving = [place for place, width in enumerate(widths) if width > least[place]]
        if not giving:
            break
        widths[max(giving, key=lambda place: (columns[place].kind == RIGHT, widths[place]))] -= 1
    return widths
