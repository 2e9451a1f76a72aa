"""What lies in the landing folder, as far as it can be told without asking: files, tables, columns, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from orchestration.lib.configuration import Configuration
from orchestration.lib.contracts import Contracts
from orchestration.lib.discovery import proposal
from orchestration.lib.discovery.columns import Finding
from orchestration.lib.discovery.drafts import Draft, drafted
from orchestration.lib.discovery.profiles import FileProfile, profile
from orchestration.lib.discovery.proposal import TableProposal
from orchestration.lib.discovery.tables import Certainty, Recognition, recognise
from orchestration.lib.errors import InputError
from orchestration.lib.landing import columns_map, files, is_feedback
from orchestration.lib.landing.columns_map import ColumnsMap
from orchestration.lib.landing.plan import ACCOUNTS, NOTES, place

ASIDE = ".aside"
"""A hidden folder of landing/, which no refresh looks into, for files that are no table of any source."""


@dataclass(frozen=True)
class FileFound:
    """One file: what it is, and where it has to lie. `target` is None for a file that may stay where it is."""

    landing_path: str
    certainty: Certainty
    table: str | None
    why: str
    others: tuple[str, ...]
    target: str | None


@dataclass(frozen=True)
class TableFound:
    """One table with its files; `unmatched` are headers that no contract column takes, kept in raw as text.

    `per_file`: what is proposed for the file of that landing path alone.
    `full_exports`: why each file may be the whole table, which `mode: full` would say; None where nothing says so.
    """

    table: str
    feeds: tuple[str, ...]
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    per_file: Mapping[str, Finding]
    unmatched: tuple[str, ...]
    full_exports: str | None


@dataclass(frozen=True)
class Survey:
    """The landing folder as it was found, and the `columns.yml` that is proposed (None: none is needed)."""

    files: tuple[FileFound, ...]
    tables: tuple[TableFound, ...]
    columns_yml: str | None
    newest: date | None
    """The latest day on which the CRM recorded something, as far as the date columns tell."""

    @property
    def has_accounts(self) -> bool:
        return any(ACCOUNTS in (found.table, *found.feeds) for found in self.tables)


def survey(landing: Path, contracts: Contracts, configuration: Configuration) -> Survey:
    """Looks at every file of the folder; writes nothing. Raises InputError for a folder without files, and for a
    columns.yml that is wrong."""
    mapping = columns_map.load(landing, contracts)
    paths = [path for path in files.find(landing) if _is_data(path, landing)]
    if not paths:
        remedy = "put your exports into it, at least the accounts of your CRM"
        raise InputError("the landing folder is empty", file=landing, remedy=remedy)
    profiles, set_aside = _profiled(paths, landing, mapping)
    recognised = _recognised(profiles, landing, contracts, mapping)
    drafts, refused = drafted(profiles, recognised, mapping, configuration)
    every = {**recognised, **refused, **set_aside}
    targets = _targets(every, contracts)
    tables = [
        TableProposal(
            contract=draft.contract,
            entry=draft.entry,
            globs=_globs(draft, targets, landing, contracts, mapping),
            findings=draft.findings,
            per_file={_name(path, targets): finding for path, finding in draft.per_file.items()},
            full_exports=draft.full_exports,
        )
        for draft in drafts
    ]
    return Survey(
        files=tuple(_file(every[path], targets.get(path)) for path in sorted(every)),
        tables=tuple(_table(draft) for draft in drafts),
        columns_yml=proposal.text(mapping, tables, _ignored(every, contracts, mapping)),
        newest=_newest(drafts),
    )


# -- files ----------------------------------------------------------------------------------------------------------


def _is_data(path: Path, landing: Path) -> bool:
    return not is_feedback(path, landing) and (path.parent != landing or path.name not in NOTES)


def _profiled(
    paths: Sequence[Path], landing: Path, mapping: ColumnsMap
) -> tuple[list[FileProfile], dict[str, Recognition]]:
    """The files that can be read; and the others, with the reason."""
    profiles, others = [], {}
    for path in paths:
        name = path.relative_to(landing).as_posix()
        kind = files.kind_of(path)
        if mapping.ignores(name):
            others[name] = Recognition(name, Certainty.unused, None, "columns.yml says it is no data")
        elif files.is_unfinished(path):
            others[name] = Recognition(name, Certainty.growing, None, "left for the next time")
        elif kind is None:
            known = ", ".join(files.SUFFIXES)
            others[name] = Recognition(name, Certainty.unreadable, None, f"save it as one of {known}")
        else:
            try:
                profiles.append(profile(path, name, kind[1]))
            except InputError as error:
                others[name] = Recognition(name, Certainty.unreadable, None, f"{error.rule}: {error.remedy}")
    return profiles, others


def _recognised(
    profiles: Sequence[FileProfile], landing: Path, contracts: Contracts, mapping: ColumnsMap
) -> dict[str, Recognition]:
    """What each file is: as landing would place it where it lies, else as its name and headers tell."""
    placed: dict[str, Recognition] = {}
    for file in profiles:
        name = file.landing_path
        try:
            where = place(file.path, landing, contracts, mapping)
        except InputError:
            continue
        if where is None:
            source = name.partition("/")[0]
            placed[name] = Recognition(name, Certainty.unused, None, f"{source}: no table has a place for it", source)
        else:
            placed[name] = Recognition(name, Certainty.sure, where[1], "its folder and its name", where[1].source)
    others = [file for file in profiles if file.landing_path not in placed]
    guessed = recognise(others, contracts, placed.values())
    return placed | {name: _as_its_vendor_says(found, landing, contracts, mapping) for name, found in guessed.items()}


def _as_its_vendor_says(found: Recognition, landing: Path, contracts: Contracts, mapping: ColumnsMap) -> Recognition:
    """Which vendor it is, headers tell; which of the vendor's tables, its names for files do where they are plain."""
    if found.contract is None or not found.contract.feeds:
        return found
    try:
        where = place(
            landing / found.contract.source / found.landing_path.rpartition("/")[2], landing, contracts, mapping
        )
    except InputError:
        return found
    if where is None:
        why = f"{found.source}: no table has a place for it"
        return replace(found, certainty=Certainty.unused, contract=None, why=why, others=())
    return replace(found, contract=where[1], others=tuple(name for name in found.others if name != where[1].name))


def _targets(every: Mapping[str, Recognition], contracts: Contracts) -> dict[str, str]:
    """Landing path -> where a file has to lie, of those that lie elsewhere; no two in one place."""
    targets: dict[str, str] = {}
    sources = {source for source, _ in contracts}
    for path, found in sorted(every.items()):
        parts = PurePosixPath(path).parts
        is_in_place = len(parts) == 2 and parts[0] in sources
        if is_in_place or found.certainty is Certainty.growing:
            continue
        folder = found.source or ASIDE
        target = f"{folder}/{parts[-1]}"
        if target in every or target in targets.values():
            target = f"{folder}/{'_'.join(parts)}"
        targets[path] = target
    return targets


def _ignored(every: Mapping[str, Recognition], contracts: Contracts, mapping: ColumnsMap) -> dict[str, list[str]]:
    """Source -> names of files in its folder that are no data, which columns.yml does not say yet."""
    sources = {source for source, _ in contracts}
    found: dict[str, list[str]] = {}
    for path, recognition in sorted(every.items()):
        source, _, name = path.partition("/")
        is_lost = recognition.certainty in (Certainty.unknown, Certainty.unreadable)
        if is_lost and name and source in sources and not mapping.ignores(path):
            found.setdefault(source, []).append(name)
    return found


def _file(found: Recognition, target: str | None) -> FileFound:
    table = found.contract.name if found.contract else None
    return FileFound(found.landing_path, found.certainty, table, found.why, found.others, target)


def _newest(drafts: Sequence[Draft]) -> date | None:
    """The latest day that the CRM recorded anything on; without one, that anybody did."""
    crm = [draft.newest for draft in drafts if any(name.startswith("crm/") for name in draft.canonical)]
    days = [day for day in crm if day] or [draft.newest for draft in drafts if draft.newest]
    return max(days, default=None)


def _table(draft: Draft) -> TableFound:
    return TableFound(
        table=draft.contract.name,
        feeds=draft.contract.feeds,
        files=tuple(file.landing_path for file in draft.files),
        findings=draft.findings,
        per_file=draft.per_file,
        unmatched=draft.unmatched,
        full_exports=draft.full_exports,
    )


def _globs(
    draft: Draft, targets: Mapping[str, str], landing: Path, contracts: Contracts, mapping: ColumnsMap
) -> list[str]:
    """Names of the table's files that landing would not take for the table where they have to lie.

    Not of those that the proposal names anyway.
    """
    names = []
    for file in draft.files:
        if file.landing_path in draft.per_file:
            continue
        path = landing / targets.get(file.landing_path, file.landing_path)
        try:
            where = place(path, landing, contracts, mapping)
        except InputError:
            where = None
        if where is None or where[1] is not draft.contract:
            names.append(path.name)
    return names


def _name(path: str, targets: Mapping[str, str]) -> str:
    """The name of a file where it has to lie."""
    return PurePosixPath(targets.get(path, path)).name


def write_proposal(landing: Path, found: Survey) -> Path | None:
    """Writes the proposal as columns.yml, or beside one that is there; None when none is needed."""
    if found.columns_yml is None:
        return None
    path = landing / columns_map.NAME
    if path.exists():
        path = landing / columns_map.PROPOSED
    path.write_text(found.columns_yml, encoding="utf-8")
    return path
