"""Tables at the width of a terminal: no number, date or id is ever cut, whatever has to give."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from rich.console import Console
from rich.text import Text

from orchestration import cli, console, tables
from orchestration.lib.settings import Settings

DEAL: tuple[object, ...] = (
    "OPP-830-4050",
    "Halnimark Drinks and Other Beverages Incorporated",
    Decimal("1835000.00"),
    "2025-06-26",
    "lost",
)
COLUMNS = [("deal", "left"), ("account", "left"), ("amount", "right"), ("created", "left"), ("outcome", "left")]


def drawn(rows: Sequence[Sequence[object]], room: int, columns: Sequence[tuple[str, str]] = COLUMNS) -> list[str]:
    """The lines as they appear, as wide as the table asks for."""
    table, width = tables.draw("Deals", columns, rows, room)
    terminal = Console(width=max(width, room), color_system=None)
    with terminal.capture() as capture:
        terminal.print(table)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    assert max(map(len, lines)) <= width
    return lines


def words(lines: Sequence[str]) -> set[str]:
    return {word for line in lines for word in line.split()}


def test_brackets_in_a_name_are_a_name() -> None:
    """rich takes [old] for a style, and fails at [/merged]."""
    assert any("AG [/merged] [old]" in line for line in drawn([("OPP-1", "AG [/merged] [old]", 1, "", "")], 80))


@pytest.mark.parametrize("room", [30, 50, 60, 80, 120])
def test_every_word_is_whole_in_any_room(room: int) -> None:
    rows = [DEAL, ("ACC-0000625", "Süßwaren 株式会社", 28810000, "2026-06-30", Text("won", "bold"))]
    told = " ".join(str(cell) for cell in DEAL).split()
    assert {*told, "ACC-0000625", "28,810,000", "2026-06-30", "won", "株式会社"} <= words(drawn(rows, room))


def test_text_wraps_at_spaces_so_that_the_table_fits() -> None:
    _, natural = tables.draw("", COLUMNS, [DEAL], 200)
    _, narrow = tables.draw("", COLUMNS, [DEAL], 80)
    _, least = tables.draw("", COLUMNS, [DEAL], 1)
    assert natural > 80 >= narrow > least
    assert all(len(line) <= 80 for line in drawn([DEAL], 80))


def test_an_optional_column_is_left_out_where_there_is_no_room() -> None:
    columns = [*COLUMNS, ("", "optional")]
    bars = [(*DEAL, "█" * 24)]
    assert "█" * 24 in words(drawn(bars, 100, columns))
    assert "█" not in "".join(drawn(bars, 80, columns))


def test_headings_of_numbers_wrap_before_text_does() -> None:
    columns = [("account", "left"), ("open pipeline in euro", "right")]
    assert any(str(DEAL[1]) in line for line in drawn([(DEAL[1], 12)], 62, columns))


def test_numbers_of_several_words_stay_on_a_line() -> None:
    lines = drawn([("customers and all the others", "26.5 to 67.3")], 30, [("pool", "left"), ("scores", "right")])
    assert any("26.5 to 67.3" in line for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [("explain", "ACCOUNT"), ("status",), ("releases",), ("explain", "--metric", "win_rate", "--tier", "1")],
    ids=" ".join,
)
def test_a_terminal_of_80_columns_shows_every_number_whole(
    published_home: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    best = console.reading.best_account(published_home.releases / "current" / "tiers.duckdb")
    said = []
    for width in (80, console.UNLIMITED):
        monkeypatch.setattr(console, "out", Console(highlight=False, width=width))
        verb = [best if word == "ACCOUNT" else word for word in arguments]
        monkeypatch.setattr("sys.argv", ["tiering", *verb, "--home", str(published_home.home)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        said.append(capsys.readouterr().out)
    narrow, unlimited = ({word for word in text.split() if any(map(str.isdigit, word))} for text in said)
    assert narrow == unlimited and len(narrow) > 2
