"""`tiering hand-out`: the files that other systems import, made from the current release.

A CRM is told what differs from what it was last told, whichever releases were published in between; an advertising
channel gets the whole list of an audience that differs from the list it has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from orchestration.lib import configuration
from orchestration.lib.activation import audiences, crm
from orchestration.lib.activation.ledger import HandOut, Ledger, Written
from orchestration.lib.errors import InputError
from orchestration.lib.releases import Release, Store, content
from orchestration.lib.releases.files import remove
from orchestration.lib.settings import Settings
from orchestration.lib.sql import literal


class Writer(Protocol):
    """Writes the files of a target into an empty folder, given its fields and what it was told, oldest first."""

    def __call__(
        self,
        connection: duckdb.DuckDBPyConnection,
        target: str,
        fields: Sequence[configuration.Row],
        told: Sequence[tuple[HandOut, Path]],
        folder: Path,
        /,
        *,
        anew: bool,
    ) -> Written: ...


@dataclass(frozen=True)
class Target:
    """A receiver of files: its name, its rows of the configuration, and how its files are written."""

    name: str
    fields: list[configuration.Row]
    write: Writer


@dataclass(frozen=True)
class Handed:
    """What a target gets this time: file -> rows, none when there is nothing to hand out; and what is left out."""

    target: str
    files: dict[Path, int]
    left_out: str | None


def hand_out(
    settings: Settings, names: Collection[str] = (), *, anew: bool = False, dry_run: bool = False
) -> list[Handed]:
    """Writes what each target has not been told yet; `names` empty means every target there is something for.

    `anew` hands out everything, whatever was told before; `dry_run` says what would be handed out, and hands out
    nothing. The caller holds the lock of the hand-outs. Raises
    InputError for a broken configuration, an unknown target, or when nothing is published but the reconstructed past. A
    target that fails leaves the ones before it handed out, and itself as it was.
    """
    release = Store(settings).sound()
    if release.manifest.is_reconstructed:
        rule = f"{release.id} is reconstructed, what later exports tell of {release.as_of}: nobody is to work with it"
        raise InputError(rule, remedy="publish today's first: tiering refresh")
    tables = configuration.load(settings.config)
    with content.connect(Path(":memory:")) as connection:
        connection.execute(f"attach {literal(release.database)} as release (read_only)")
        known = _targets(tables, crm.present(connection))
        return [
            _hand_out(connection, release, target, Ledger(settings.handouts, target.name), anew, dry_run)
            for target in _chosen(known, names)
        ]


def _targets(tables: configuration.Configuration, crms: Collection[str]) -> dict[str, Target]:
    targets: dict[str, Target] = {}
    for table, column, write in (("crm_fields", "crm", crm.write), ("audience_fields", "channel", audiences.write)):
        for row in tables[table]:
            name = row.text(column)
            if column == "channel" or name in crms:
                targets.setdefault(name, Target(name, [], write)).fields.append(row)
    return targets


def _chosen(known: dict[str, Target], names: Collection[str]) -> list[Target]:
    for name in names:
        if name not in known:
            remedy = f"there is something for {', '.join(known)}"
            raise InputError(f"nothing can be handed out to '{name}'", remedy=remedy)
    return [target for name, target in known.items() if not names or name in names]


def _hand_out(
    connection: duckdb.DuckDBPyConnection, release: Release, target: Target, ledger: Ledger, anew: bool, dry_run: bool
) -> Handed:
    entries = ledger.entries()
    number = entries[-1].number + 1 if entries else 1
    scratch = ledger.begin()
    told = [(entry, ledger.place(entry)) for entry in entries]
    written = target.write(connection, target.name, target.fields, told, scratch, anew=anew)
    entry = HandOut(target=target.name, number=number, release_id=release.id, as_of=release.as_of, files=written.files)
    if written.files and not dry_run:
        ledger.commit(scratch, entry)
    else:
        remove(scratch)
    files = {ledger.place(entry) / name: file.rows for name, file in written.files.items()}
    return Handed(target.name, files, written.left_out)
