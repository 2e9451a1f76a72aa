"""`tiering hand-out`: the command."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration import console
from orchestration.lib.locking import lock
from orchestration.lib.settings import Settings
from orchestration.lib.words import counted
from orchestration.options import LOCK_WAIT_SECONDS, Config, Home, Json

Targets = Annotated[
    list[str] | None, typer.Argument(metavar="[TARGET]...", help="A CRM or an advertising channel. [all there are]")
]


def hand_out(
    targets: Targets = None,
    anew: Annotated[bool, typer.Option("--anew", help="Everything again, whatever was handed out before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written; hand out nothing.")] = False,
    home: Home = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write what CRMs and advertising channels have not been told yet, as files that they import."""
    from orchestration.lib import activation

    settings = Settings.resolve(home=home, config=config)
    with lock(settings.handouts / "lock", wait_seconds=LOCK_WAIT_SECONDS, owner="tiering hand-out", what="hand-out"):
        handed = activation.hand_out(settings, targets or (), anew=anew, dry_run=dry_run)
    if json:
        files = [{str(file): rows for file, rows in target.files.items()} for target in handed]
        named = zip(handed, files, strict=True)
        rows = [{"target": target.target, "files": found, "left_out": target.left_out} for target, found in named]
        console.print_json({"would_be_handed_out" if dry_run else "handed_out": rows})
        return
    for target in handed:
        would = "would write " if dry_run else ""
        told = [f"{would}{counted(rows, 'row')}: {file}" for file, rows in target.files.items()]
        told = told or ["nothing to hand out"]
        for line in told:
            console.out.print(f"{target.target}: {line}", soft_wrap=True)
        if target.left_out:
            console.out.print(f"{target.target}: left out are {target.left_out}", style="yellow")
