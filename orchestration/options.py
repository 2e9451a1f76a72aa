"""Options that several verbs of the `tiering` command share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.lib.errors import InputError

LOCK_WAIT_SECONDS = 5.0
"""A person at a terminal is told who holds the lock rather than left waiting."""

Landing = Annotated[Path | None, typer.Option(help="Where exports lie. [TIERING_LANDING, else ./landing]")]
Home = Annotated[Path | None, typer.Option(help="Where everything is kept. [TIERING_HOME, else ./.tiering]")]
Config = Annotated[Path | None, typer.Option(help="The configuration folder. [TIERING_CONFIG, else seeds/]")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The last day included. [today, UTC]")]
Accept = Annotated[list[str] | None, typer.Option(metavar="CHECK", help="Waive this check once.")]
Reason = Annotated[list[str] | None, typer.Option(metavar="TEXT", help="Why; one per --accept.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def day(text: str | None, option: str = "--as-of") -> date:
    """The date that an option names; today (UTC) when it is not given. Raises InputError for what is no date."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"'{text}' is no date", remedy=f"write {option} YYYY-MM-DD") from error
