"""What is to be landed: finds and checks every landing file, and writes nothing (INPUTS.md; issue A, "Bad input")."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from orchestration.lib.contracts import Contracts, TableContract, with_fed
from orchestration.lib.errors import Collected, InputError
from orchestration.lib.landing import columns_map, files, records, relation
from orchestration.lib.landing.assess import Assessment, assess
from orchestration.lib.landing.columns_map import ColumnsMap, TableEntry
from orchestration.lib.landing.files import FileFacts, Kind
from orchestration.lib.landing.headers import Match, match
from orchestration.lib.landing.manifest import LedgerEntry, read_ledger
from orchestration.lib.settings import Settings

FEEDBACK = "feedback"
"""The folder for what comes back from a planning session: no source, and no input of any release (lib/review)."""
ACCOUNTS = "crm/accounts"
"""The one table that must be there, as such or as a vendor's table that feeds it."""
DEMO = "DEMO"
"""A file of this name marks a landing folder as made up."""
NOTES = (DEMO, "README.md", "README.txt", columns_map.NAME, columns_map.PROPOSED)
"""Files directly in the landing folder that are no data."""
FORMAT = "5"
"""Part of every raw name: raise it when files are read differently, and they are landed anew."""


@dataclass(frozen=True)
class PlannedFile:
    """One landing file and where it belongs."""

    path: Path
    landing_path: str
    kind: Kind
    contract: TableContract
    entry: TableEntry
    size: int
    mtime_ns: int
    sha256: str
    facts: FileFacts | None
    match: Match | None
    """None, like `assessment`, for a file that is in raw already: it is not read again."""
    assessment: Assessment | None = None

    @property
    def raw_file(self) -> str:
        parts = (FORMAT, self.sha256, self.contract.hash, self.entry.hash)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class LandingPlan:
    """The landing folder as it was inspected."""

    files: list[PlannedFile]
    """In order of landing: by path."""
    waiting: list[str]
    """Files that still grow: left for the next run."""
    ignored: list[str]
    """Files that columns.yml says are no data."""
    unused: list[str]
    """Files of a vendor that no canonical table has a place for (`meta: unused_files`)."""
    ledger: list[LedgerEntry]
    tables: frozenset[str]
    """Tables `source/table` with a file, now or in raw, and the canonical ones that they feed."""
    columns_map: ColumnsMap
    is_demo: bool
    now: float


def inspect(
    settings: Settings,
    contracts: Contracts,
    *,
    quiet_seconds: float = 0,
    now: Callable[[], float] = time.time,
) -> LandingPlan:
    """Checks the landing folder; nothing is written. Raises InputError with file, line, rule and remedy: of every
    file that is wrong."""
    landing = settings.landing
    found = files.find(landing)
    mapping = columns_map.load(landing, contracts)
    is_demo = (landing / DEMO).exists()
    ledger = read_ledger(settings.raw)
    _refuse_mixing(settings, ledger, is_demo)
    moment = now()
    data = [
        path for path in found if not is_feedback(path, landing) and (path.parent != landing or path.name not in NOTES)
    ]
    if not data:
        raise InputError(
            "the landing folder is empty",
            file=landing,
            remedy="put your exports into it, at least the accounts of your CRM, such as crm/accounts.csv",
        )
    waiting = [path for path in data if _is_growing(path, moment, quiet_seconds)]
    ignored = [path for path in data if path not in waiting and mapping.ignores(path.relative_to(landing).as_posix())]
    wrong = Collected()
    found_places: dict[Path, tuple[Kind, TableContract] | None] = {}
    for path in data:
        if path not in waiting and path not in ignored:
            with wrong:
                found_places[path] = place(path, landing, contracts, mapping)
    places = [(path, *where) for path, where in found_places.items() if where is not None]
    unused = [path for path, where in found_places.items() if where is None]
    if not wrong.problems:
        _require_accounts(landing, contracts, places, ledger, waiting)
    seen = _Seen(settings.raw, ledger)
    planned: list[PlannedFile] = []
    for path, kind, contract in places:
        name, entry = path.relative_to(landing).as_posix(), mapping.entry(contract.source, contract.table)
        with wrong:
            planned.append(_examine(path, name, kind, contract, entry.of(path.name), seen))
    wrong.refuse()
    names = [[path.relative_to(landing).as_posix() for path in group] for group in (waiting, ignored, unused)]
    tables = with_fed(contracts, (c.name for c in [*(file.contract for file in planned), *_landed(contracts, ledger)]))
    return LandingPlan(planned, names[0], names[1], names[2], ledger, tables, mapping, is_demo, moment)


def is_feedback(path: Path, landing: Path) -> bool:
    """Whether a landing file is an answer to a review pack."""
    return path.relative_to(landing).parts[0] == FEEDBACK


def _is_growing(path: Path, moment: float, quiet_seconds: float) -> bool:
    """A time of change that lies ahead is another clock's (unpacked, copied), not a file being written."""
    return files.is_unfinished(path) or 0 <= moment - path.stat().st_mtime < quiet_seconds


def place(path: Path, landing: Path, contracts: Contracts, mapping: ColumnsMap) -> tuple[Kind, TableContract] | None:
    """The table a file belongs to: the one whose name or glob matches longest; None when a glob of no use does.

    Raises InputError where no table or more than one fits.
    """
    parts = path.relative_to(landing).parts
    sources = sorted({source for source, _ in contracts})
    if len(parts) != 2 or parts[0] not in sources:
        raise InputError(
            "this folder is no source" if len(parts) > 1 else "a file must lie in the folder of its source",
            file=path,
            remedy=f"put it into landing/<source>/, source being one of {', '.join(sources)}",
        )
    named = files.kind_of(path)
    if named is None:
        known = ", ".join(files.SUFFIXES)
        ignore = f"{parts[0]}: {{{columns_map.IGNORE}: [{path.name}]}}"
        remedy = f"save it as one of {known}; or, if it is no data, say in columns.yml {ignore}"
        raise InputError("this kind of file cannot be read", file=path, remedy=remedy)
    name, kind = named
    own = [contract for (source, _), contract in contracts.items() if source == parts[0]]
    fits = [
        (length, contract)
        for contract in own
        for length in _fitting(
            path, name, (f"{contract.table}*", *contract.files, *mapping.entry(contract.source, contract.table).files)
        )
    ]
    longest = max((length for length, _ in fits), default=-1)
    if max(_fitting(path, name, own[0].unused_files), default=-1) > longest:
        return None
    best = {contract.table: contract for length, contract in fits if length == longest}
    if len(best) != 1:
        tables = sorted(best) or sorted(table for source, table in contracts if source == parts[0])
        rule = f"the file may belong to {' or '.join(tables)}" if best else f"no table of {parts[0]} has this name"
        say = f"{parts[0]}: {{{tables[0]}: {{_file: [{path.name}]}}}}"
        ignore = f"{parts[0]}: {{{columns_map.IGNORE}: [{path.name}]}}"
        remedy = f"rename it (tables: {', '.join(tables)}), or say in columns.yml {say}; if it is no data: {ignore}"
        raise InputError(rule, file=path, remedy=remedy)
    return kind, next(iter(best.values()))


def _fitting(path: Path, name: str, globs: Sequence[str]) -> list[int]:
    """Lengths of the globs that fit a file's name, with or without its extension."""
    return [
        len(glob.rstrip("*"))
        for glob in globs
        if fnmatchcase(name.lower(), glob.lower()) or fnmatchcase(path.name.lower(), glob.lower())
    ]


def _require_accounts(
    landing: Path,
    contracts: Contracts,
    places: list[tuple[Path, Kind, TableContract]],
    ledger: list[LedgerEntry],
    waiting: list[Path],
) -> None:
    """The accounts of a CRM lie in the folder; while a new version of them is still written, the ones in raw do."""
    growing = {path.relative_to(landing).as_posix() for path in waiting}
    still_old = [entry for entry in ledger if entry.file.landing_path in growing]
    present = [*(contract for _, _, contract in places), *_landed(contracts, still_old)]
    if not any(contract.is_or_feeds(ACCOUNTS) for contract in present):
        still = f" ({', '.join(path.name for path in waiting)} still being written)" if waiting else ""
        raise InputError(
            f"there is no {ACCOUNTS}, the only table that must be there{still}",
            file=landing,
            remedy=f"export the accounts of your CRM to one of {', '.join(_account_tables(contracts))}",
        )


def _account_tables(contracts: Contracts) -> list[str]:
    """The tables that hold accounts of a CRM, the canonical one first."""
    return [ACCOUNTS, *sorted(c.name for c in contracts.values() if ACCOUNTS in c.feeds)]


def _landed(contracts: Contracts, ledger: list[LedgerEntry]) -> list[TableContract]:
    """The tables of what was landed; one whose contract has gone since is none."""
    names = {(entry.file.source, entry.file.table) for entry in ledger}
    return [contract for name, contract in contracts.items() if name in names]


def _refuse_mixing(settings: Settings, ledger: list[LedgerEntry], is_demo: bool) -> None:
    if any(entry.is_demo != is_demo for entry in ledger):
        there, here = ("real", "the demo's") if is_demo else ("the demo's", "real")
        raise InputError(
            f"this home has landed {there} files; these are {here}",
            file=settings.landing,
            remedy=f"use another home than {settings.home} (--home or TIERING_HOME)",
        )


class _Seen:
    """What the ledger knows, so that nothing is read twice."""

    def __init__(self, raw: Path, ledger: list[LedgerEntry]) -> None:
        self._sha256 = {(entry.file.landing_path, entry.size, entry.mtime_ns): entry.sha256 for entry in ledger}
        self._raw_files = {entry.file.raw_path for entry in ledger if (raw / entry.file.raw_path).exists()}

    def sha256(self, landing_path: str, size: int, mtime_ns: int) -> str | None:
        """The hash of a file that has not been touched since it was landed."""
        return self._sha256.get((landing_path, size, mtime_ns))

    def has(self, planned: PlannedFile) -> bool:
        """Whether it is in raw. A raw file that the ledger does not know is what a crash left, and is written anew."""
        return f"{planned.contract.name}/{planned.raw_file}.parquet" in self._raw_files


def _examine(
    path: Path, landing_path: str, kind: Kind, contract: TableContract, entry: TableEntry, seen: _Seen
) -> PlannedFile:
    """Reads a file as far as it takes to know that it can be landed; one that is in raw already is not read."""
    status = path.stat()
    known = seen.sha256(landing_path, status.st_size, status.st_mtime_ns)
    try:
        facts = None if known else files.examine(path, kind)
        sha256 = known or (facts.sha256 if facts else "")
        identity = (path, landing_path, kind, contract, entry, status.st_size, status.st_mtime_ns, sha256)
        planned = PlannedFile(*identity, facts, None)
        if seen.has(planned):
            return planned
        facts = facts or files.examine(path, kind)
        with files.readable(path, facts) as readable, duckdb.connect() as connection:
            records.prepare(connection)
            shape = relation.shape_of(connection, path, readable, kind, facts)
            matched = match(connection, contract, shape, entry, path)
            assessment = assess(path, readable, matched, facts)
    except PermissionError as error:
        raise InputError(
            "the file must not be read", file=path, remedy="give this user the right to read it"
        ) from error
    except duckdb.Error as error:
        raise InputError(f"the file cannot be read ({error})", file=path, remedy="export it again") from error
    return PlannedFile(*identity, facts, matched, assessment)
