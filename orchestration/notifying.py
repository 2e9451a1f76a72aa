"""`tiering notify`: the command."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from typing import Annotated

import typer

from orchestration import console
from orchestration.lib.locking import lock
from orchestration.lib.notify import Draft
from orchestration.lib.settings import Settings
from orchestration.lib.words import counted
from orchestration.options import LOCK_WAIT_SECONDS, Config, Home, Json, day

NOTHING = "there is nothing new to tell"


def notify(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the messages to everybody who could be set up; send nothing.")
    ] = False,
    home: Home = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Tell owners what moved and why, and the operator what waits: once per release and recipient."""
    from orchestration.lib import notify as notifications

    settings = Settings.resolve(home=home, config=config)
    if dry_run:
        drafts = notifications.preview(settings, os.environ, day(None))
        if json:
            console.print_json({"drafts": [dataclasses.asdict(draft) for draft in drafts]})
        else:
            _show(drafts)
        return
    file = settings.notifications / "lock"
    with lock(file, wait_seconds=LOCK_WAIT_SECONDS, owner="tiering notify", what="notification"):
        deliveries = notifications.notify(settings, os.environ, day(None))
    if json:
        console.print_json({"deliveries": [dataclasses.asdict(delivery) for delivery in deliveries]})
    elif not deliveries:
        console.out.print(NOTHING)
    else:
        columns = [("recipient", "left"), ("message", "left"), ("state", "left"), ("", "left")]
        rows = [(one.recipient, one.title, one.state, one.detail) for one in deliveries]
        console.show_table("Notifications", columns, rows)
    if failure := notifications.failure(deliveries):
        raise failure


def _show(drafts: Sequence[Draft]) -> None:
    """Each message with its recipient and subject."""
    for draft in drafts:
        lacking = f"  ({draft.lacking})" if draft.lacking else ""
        console.out.print(f"to {draft.recipient}{lacking}: {draft.title}", style="bold", soft_wrap=True)
        console.out.print(f"{draft.text}\n", soft_wrap=True)
    console.out.print(f"{counted(len(drafts), 'message')}, none of them sent" if drafts else NOTHING)
