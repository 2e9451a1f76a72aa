"""`tiering simulate`: the command, and how a what-if looks on a terminal."""

from __future__ import annotations

import dataclasses
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration import console
from orchestration.lib import progress
from orchestration.lib.errors import InputError
from orchestration.lib.settings import Settings
from orchestration.options import LOCK_WAIT_SECONDS, Config, Home, Json, day

if TYPE_CHECKING:
    from orchestration.lib.simulation import Page

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day. [that of the current release]")]


def simulate(
    config: Config = None,
    weights: Annotated[str | None, typer.Option(help="Component weights: icp_fit=0.5,intent=0.2")] = None,
    policy: Annotated[str, typer.Option(help="A policy of tiering/retier_policies.csv.")] = "baseline",
    as_of: AsOf = None,
    sensitivity: Annotated[bool, typer.Option("--sensitivity", help="How much hangs on the weights?")] = False,
    draws: Annotated[int, typer.Option(min=1, help="Sensitivity: how many weightings to draw.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Sensitivity: the same seed draws the same weightings.")] = 7,
    concentration: Annotated[
        float, typer.Option(min=1, help="Sensitivity: the higher, the closer to the current weights.")
    ] = 50,
    out: Annotated[
        Path | None, typer.Option(file_okay=False, help="Folder of the results. [<home>/simulations/<id>]")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """What would happen under another configuration, against the current release; publishes nothing."""
    from orchestration.lib import simulation

    settings = Settings.resolve(home=home, config=config)
    folder = None if out is None else out.expanduser().absolute()
    if sensitivity:
        if config is not None or weights is not None or as_of is not None:
            rule = "--sensitivity looks at the current release and its own configuration"
            raise InputError(rule, remedy="leave out --config, --weights and --as-of")
        if not isfinite(concentration):
            raise InputError(f"--concentration {concentration} is no number to draw by", remedy="give one from 1 on")
        chances = simulation.Draws(draws, seed, concentration)
        found = simulation.sensitivity(settings, chances, policy=policy, out=folder)
        content, page = dataclasses.asdict(found), simulation.sensitivity_page(found)
    else:
        with console.reporting():
            simulated = simulation.simulate(
                settings,
                progress.say,
                weights=None if weights is None else simulation.parse_weights(weights),
                policy=policy,
                as_of=None if as_of is None else day(as_of),
                out=folder,
                wait_seconds=LOCK_WAIT_SECONDS,
            )
        content, page = dataclasses.asdict(simulated), simulation.simulation_page(simulated)
    written = Path(content["folder"])
    simulation.write_markdown(page, written / "summary.md")
    if json:
        console.print_json({**content, "folder": str(written)})
    else:
        _show(page)
        console.out.print(f"\nsummary.md and Parquet files: {written}", soft_wrap=True)


def _show(page: Page) -> None:
    console.out.print(f"\n{page.title}", style="bold")
    for line in page.lines:
        console.out.print(line, soft_wrap=True)
    for table in page.tables:
        if table.rows:
            console.show_table(table.title, table.columns, table.rows)
        else:
            console.out.print(table.title, style="bold")
        for note in table.notes:
            console.out.print(note, style="dim")
