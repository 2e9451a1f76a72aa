"""Pages in the house style: one self-contained HTML file each, readable without a network, printable, no scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from importlib.resources import files


class Html(str):
    """Text that is markup already: a cell of a table shows it as it is."""

    __slots__ = ()


class Cell:
    """A whole `<td>`, for a cell that carries a class or a title of its own."""

    def html(self) -> str:
        """The cell."""
        raise NotImplementedError


def document(title: str, body: str, *, style: str = "") -> str:
    """A whole page: `body` is markup, `style` is CSS added to the house style."""
    house = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{house}{style}</style>\n'
        f"</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def section(title: str, body: str) -> str:
    """A part of a page under its own heading."""
    return f"<section><h2>{escape(title)}</h2>{body}</section>\n"


def table(header: Sequence[str], body: Sequence[Sequence[object]], caption: str = "") -> str:
    """Rows of cells under a header; the first cell names its row, and columns of whole numbers stand to the right."""
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    counts = {index for row in body for index, cell in enumerate(row) if isinstance(cell, int)}
    sides = ["number" if index in counts else "text" for index in range(len(header))]
    head = "".join(
        f'<th scope="col" class="{side}">{escape(name)}</th>' for name, side in zip(header, sides, strict=True)
    )
    lines = "".join(f"<tr>{''.join(_cell(cell, first=not i) for i, cell in enumerate(row))}</tr>" for row in body)
    return f'<div class="wide"><table>{told}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(cell: object, *, first: bool) -> str:
    if isinstance(cell, Cell):
        return cell.html()
    if isinstance(cell, int):
        return f'<td class="number">{cell:,}</td>'
    text = cell if isinstance(cell, Html) else escape("" if cell is None else str(cell))
    if isinstance(cell, date):
        return f'<td class="date">{text}</td>'
    return f'<th scope="row">{text}</th>' if first else f"<td>{text}</td>"


def percent(share: object) -> str:
    """A share of 0 to 1 as a whole percentage; nothing for None."""
    return "" if share is None else f"{float(str(share)):.0%}"
