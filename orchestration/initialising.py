"""`tiering init`: the command, and how a first look at unknown exports appears on a terminal."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from orchestration import console
from orchestration.lib import configuration, progress
from orchestration.lib.contracts import load_contracts
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.words import counted
from orchestration.options import LOCK_WAIT_SECONDS, Config, Home, Json, Landing, day

if TYPE_CHECKING:
    from orchestration.lib.discovery import FirstLook, Survey, TableFound

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day. [today, or the month's end of the newest record]"),
]
Write = Annotated[bool, typer.Option("--write", help="Write the proposal into landing/; what you wrote stays.")]

_STYLES = {"sure": "green", "to confirm": "yellow", "to answer": "red", "unknown": "red", "unreadable": "red"}


def init(
    as_of: AsOf = None,
    write: Write = False,
    landing: Landing = None,
    home: Home = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Recognise what lies in landing/, propose columns.yml, show a first table of tiers; publishes nothing."""
    from orchestration.lib import discovery

    settings = Settings.resolve(landing, home, config)
    checked = configuration.load(settings.config)
    with console.reporting():
        found = discovery.survey(settings.landing, load_contracts(PROJECT / "models"), checked)
    written = discovery.write_proposal(settings.landing, found) if write else None
    moves = discovery.moves(settings.landing, found)
    if not json:
        _show_survey(found, settings, written)
    look = None
    if found.has_accounts:
        until = day(as_of) if as_of else discovery.day_of(found.newest, datetime.now(UTC).date())
        with console.reporting():
            look = discovery.first_look(settings, found, progress.say, as_of=until, wait_seconds=LOCK_WAIT_SECONDS)
    following = [*moves, console.typed("refresh", settings, with_landing=True)]
    following[-1] += f" --as-of {look.as_of}" if look else ""
    if json:
        content = {**dataclasses.asdict(found), "written": str(written) if written else None, "next": following}
        console.print_json({**content, "first_look": dataclasses.asdict(look) if look else None})
    if look is None:
        remedy = "export the accounts of your CRM, with an id or a name of its own in every row"
        raise InputError("nothing here can be landed as accounts", file=settings.landing, remedy=remedy)
    if not json:
        _show_look(look)
        _show_next(found, following, written)


def _show_survey(found: Survey, settings: Settings, written: Path | None) -> None:
    columns = [("file", "left"), ("found", "left"), ("table", "left"), ("why", "left")]
    rows = [
        (
            file.landing_path,
            _styled(file.certainty),
            file.table or "",
            file.why + (f"; or {' or '.join(file.others)}" if file.others else ""),
        )
        for file in found.files
        if file.certainty != "not used"
    ]
    console.show_table(f"What lies in {settings.landing}", columns, rows)
    unused = ", ".join(file.landing_path for file in found.files if file.certainty == "not used")
    if unused:
        console.out.print(f"of no use to any table: {unused}", style="dim", soft_wrap=True)
    for table in found.tables:
        _show_table(table)
    if found.columns_yml is None:
        console.out.print("\nNo columns.yml is needed: every header speaks for itself.")
    else:
        where = f"written to {written}" if written else "nothing is written without --write"
        console.out.print(f"\ncolumns.yml as proposed ({where})", style="bold", soft_wrap=True)
        console.out.print(found.columns_yml, soft_wrap=True)


def _show_table(table: TableFound) -> None:
    """What is sure on one line, what a person has to look at in a table."""
    console.out.print(Text.assemble("\n", (table.table, "bold"), f": {', '.join(table.files)}"), soft_wrap=True)
    told = {"by name": ", ".join(finding.column for finding in table.findings if finding.standing == "sure")}
    told["kept as text, used for nothing"] = ", ".join(table.unmatched)
    for what, names in told.items():
        if names:
            console.out.print(f"{what}: {names}", style="dim", soft_wrap=True)
    rows = [
        (finding.column, finding.expression or "", _styled(finding.standing), finding.why)
        for finding in table.findings
        if finding.standing != "sure"
    ]
    rows += [
        (found.column, found.expression or "", _styled(found.standing), f"{path}: {found.why}")
        for path, found in table.per_file.items()
    ]
    if table.full_exports:
        rows.append(("mode", "full", _styled("to confirm"), table.full_exports))
    if rows:
        columns = [("column", "left"), ("from", "left"), ("found", "left"), ("why", "left")]
        console.show_table("", columns, rows)


def _styled(word: str) -> Text:
    return Text(word, _STYLES.get(word, ""))


def _show_look(look: FirstLook) -> None:
    columns = [("component", "left"), ("factor", "left"), ("known of", "right"), ("earns points", "right")]
    fills = [
        (fill.component, fill.factor, f"{fill.observed:.0%}", f"{fill.earning:.0%}", fill.remedy)
        for fill in look.factors
    ]
    title = "Factors: the share of accounts of which each is known, and that earns points by it"
    console.show_table(title, [*columns, ("what would bring it to life", "left")], fills)
    if look.dead_components:
        console.out.print(f"Dead components, in which nobody earns a point: {', '.join(look.dead_components)}")
    if look.helpful:
        columns = [("table", "left"), ("weight", "right"), ("also from", "left"), ("needs", "left")]
        tables = [
            (table.table, f"{table.weight:.0%}", ", ".join(table.vendors), ", ".join(table.required))
            for table in look.helpful
        ]
        title = "Files that would help, by the weight of the factors they bring to life"
        console.show_table(title, columns, tables)
    for refusal in look.refusals:
        console.out.print(f"a refresh would be refused: {refusal}", style="red", soft_wrap=True)
    if look.warnings:
        console.out.print(
            f"The source gate would warn {counted(len(look.warnings), 'time')}: --json has it word for word."
        )
    console.out.print(f"\nA first table of tiers, as of {look.as_of}; nothing was published.", style="bold")
    console.show_tiers(look.tiers)
    columns = [("account", "left"), ("pool", "left"), ("tier", "right"), ("score", "right"), ("known", "right")]
    rows = [
        (
            row["account_name"] or row["account_id"],
            row["pool"],
            row["tier"],
            f"{row['score']:.1f}",
            f"{row['score_coverage']:.0%}",
            row["top_reasons"] or "",
        )
        for row in look.best
    ]
    console.show_table("The highest scores", [*columns, ("why", "left")], rows)


def _show_next(found: Survey, following: list[str], written: Path | None) -> None:
    console.out.print("\nWhat to type next")
    if found.columns_yml and written is None:
        console.out.print("  the proposal    run init again with --write, then correct what it says")
    for command in following:
        console.out.print(f"  {command}", soft_wrap=True)
