"""`tiering forget`: the command. What it says never names the person: terminals are logged."""

from __future__ import annotations

import dataclasses
import sys
from typing import Annotated

import typer

from orchestration import console
from orchestration.lib.contracts import load_contracts
from orchestration.lib.errors import InputError
from orchestration.lib.locking import refresh_lock
from orchestration.lib.settings import PROJECT, Settings
from orchestration.options import LOCK_WAIT_SECONDS, Home, Json, Landing

Person = Annotated[
    str,
    typer.Argument(
        metavar="EMAIL|CONTACT_ID",
        help="An e-mail, a contact's or lead's id, or SOURCE/TABLE:ID; - reads it from standard input.",
    ),
]


def forget(person: Person, landing: Landing = None, home: Home = None, json: Json = False) -> None:
    """Delete a person's keys: nothing here leads to the person any more, and every replay stays exact."""
    from orchestration.lib.forget import forget as delete_keys
    from orchestration.lib.scratch import FIRST_LOOK, clear

    person = (sys.stdin.readline() if person == "-" else person).strip()
    if not person:
        raise InputError("nobody is named", remedy="give an e-mail or a contact's id")
    settings = Settings.resolve(landing, home)
    if not settings.raw.exists():
        raise InputError("nothing has landed in this home", file=settings.home, remedy="name another with --home")
    owner = "tiering forget"
    with refresh_lock(settings, wait_seconds=LOCK_WAIT_SECONDS, owner=owner):
        clear(settings, FIRST_LOOK, wait_seconds=LOCK_WAIT_SECONDS, owner=owner)
        done = delete_keys(settings, load_contracts(PROJECT / "models"), person)
    if json:
        console.print_json(dataclasses.asdict(done))
        return
    if done.keys:
        told = ", ".join(f"{count:,} in {table}" for table, count in sorted(done.rows.items()))
        console.out.print(f"{done.keys} keys deleted; rows that lead to nobody now: {told}", soft_wrap=True)
        console.out.print("Raw and the releases are as they were: every replay stays exact.")
    else:
        console.out.print("No key leads to this person: never landed, or forgotten before. Nothing was changed.")
    if done.files:
        console.out.print("These landing files still hold the person in clear. They are yours: take the person out,")
        console.out.print("and export the person no more, or a next landing gives a new key, unlinked to the old one:")
        for file in done.files:
            console.out.print(f"  {settings.landing / file}", soft_wrap=True)
