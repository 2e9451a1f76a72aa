"""The tables that recognised files make up, each with one reading of its columns that all its files share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from orchestration.lib.configuration import Configuration
from orchestration.lib.contracts import TableContract
from orchestration.lib.discovery.columns import Columns, Finding, Standing, Surroundings, key_values, propose
from orchestration.lib.discovery.exports import full_exports
from orchestration.lib.discovery.profiles import FileProfile
from orchestration.lib.discovery.tables import Certainty, Recognition
from orchestration.lib.errors import InputError
from orchestration.lib.gates.sources import PLANNED
from orchestration.lib.landing import files, records
from orchestration.lib.landing.columns_map import ColumnsMap, TableEntry
from orchestration.lib.landing.headers import header_sql, match
from orchestration.lib.landing.readings import TwoReadings, decide, look

EVENT_TYPE = "event_type"
WORD_LISTS = {"country": "country_aliases", "industry": "industry_aliases"}
"""Contract column -> the table of reference/ whose `alias` lists the words it may hold."""


@dataclass(frozen=True)
class Draft:
    """A table, the entry that columns.yml has for it, its files (the one that speaks for it first), its columns."""

    contract: TableContract
    entry: TableEntry
    files: tuple[FileProfile, ...]
    findings: tuple[Finding, ...]
    per_file: Mapping[str, Finding]
    """Landing path -> the type of event that this file alone is of."""
    unmatched: tuple[str, ...]
    full_exports: str | None
    """Why each file may be the whole table; None where nothing says so, or columns.yml says how files add up."""
    newest: date | None
    """The latest day on which something was recorded; days that are planned do not count."""

    @property
    def canonical(self) -> tuple[str, ...]:
        """The canonical tables that its records become."""
        return self.contract.feeds or (self.contract.name,)


def drafted(
    profiles: Sequence[FileProfile],
    recognised: Mapping[str, Recognition],
    mapping: ColumnsMap,
    configuration: Configuration,
) -> tuple[list[Draft], dict[str, Recognition]]:
    """The tables; and the files that cannot be landed after all, with the reason."""
    contracts = {found.contract.name: found.contract for found in recognised.values() if found.contract}
    entries = {name: mapping.entry(contract.source, contract.table) for name, contract in contracts.items()}
    groups = {name: _files_of(contract, profiles, recognised) for name, contract in sorted(contracts.items())}
    around = Surroundings(
        words={column: _words(configuration, table) for column, table in WORD_LISTS.items()},
        event_types=tuple(row.text("signal_type") for row in configuration["signal_types"]),
        keys={
            key: values
            for name, group in groups.items()
            for key, values in key_values(contracts[name], group[0], entries[name].of(group[0].path.name))
        },
    )
    drafts: list[Draft] = []
    refused: dict[str, Recognition] = {}
    for name, group in groups.items():
        draft, problems = _draft(contracts[name], entries[name], group, around)
        drafts += [draft] if draft else []
        refused |= {path: Recognition(path, Certainty.unknown, None, why) for path, why in problems.items()}
    return drafts, refused


def _files_of(
    contract: TableContract, profiles: Sequence[FileProfile], recognised: Mapping[str, Recognition]
) -> list[FileProfile]:
    """The files of a table, the longest first."""
    own = [file for file in profiles if recognised[file.landing_path].contract is contract]
    return sorted(own, key=lambda file: (-file.facts.lines, file.landing_path))


def _words(configuration: Configuration, table: str) -> frozenset[str]:
    return frozenset(row.text("alias").lower() for row in configuration[table])


def _draft(
    contract: TableContract, entry: TableEntry, group: Sequence[FileProfile], around: Surroundings
) -> tuple[Draft | None, dict[str, str]]:
    """The table as its first usable file tells it, and why the others, if any, do not fit."""
    problems: dict[str, str] = {}
    kept: list[FileProfile] = []
    first: Columns | None = None
    findings: dict[str, Finding] = {}
    per_file: dict[str, Finding] = {}
    for file in group:
        said = entry.of(file.path.name).columns
        columns = propose(contract, file, entry.of(file.path.name), around)
        leading = first or columns
        own = columns.findings[EVENT_TYPE] if columns.constant not in (None, leading.constant) else None
        if first is None and columns.missing:
            problems[file.landing_path] = f"it looks like {contract.name}, but has no {', '.join(columns.missing)}"
        elif leading.constant and not columns.constant and EVENT_TYPE not in said:
            problems[file.landing_path] = (
                f"unlike {kept[0].path.name}, its name does not say of which {EVENT_TYPE} it is"
            )
        else:
            told = findings or leading.findings
            try:
                questions = _questions(
                    contract, _entry_of(entry, told | ({EVENT_TYPE: own} if own else {}), file), file
                )
            except InputError as error:
                problems[file.landing_path] = f"it looks like {contract.name}, but {error.rule}"
                continue
            first, findings = leading, told | questions
            kept.append(file)
            if own:
                per_file[file.landing_path] = own
    if first is None:
        return None, problems
    full = None if entry.is_mode_said else full_exports(contract, kept, findings)
    return Draft(
        contract=contract,
        entry=entry,
        files=tuple(kept),
        findings=tuple(findings[column.name] for column in contract.columns if column.name in findings),
        per_file=per_file,
        unmatched=tuple(profile.name for profile in first.unmatched),
        full_exports=full,
        newest=max((day for file in kept for day in _recorded_on(contract, file, findings)), default=None),
    ), problems


def _entry_of(entry: TableEntry, findings: Mapping[str, Finding], file: FileProfile) -> TableEntry:
    """The entry of columns.yml for a file, with what is proposed; what is said of the file itself wins."""
    told = {
        name: found.expression or "null"
        for name, found in findings.items()
        if found.standing not in (Standing.sure, Standing.yours)
    }
    return replace(entry, columns=told | entry.columns).of(file.path.name)


def _questions(contract: TableContract, entry: TableEntry, file: FileProfile) -> dict[str, Finding]:
    """The columns of a file whose dates or numbers can be read both ways. InputError when it cannot be landed so."""
    with files.readable(file.path, file.facts) as readable, duckdb.connect() as connection:
        records.prepare(connection)
        matched = match(connection, contract, file.shape, entry, file.path)
        rows = records.plain(readable, matched.shape, matched.names, only_text=True)
        found = {}
        for name, text in records.ambiguous_texts(matched).items():
            column, asked = contract.column(name), {name: text}
            if not column or not (column.is_date or column.is_number):
                continue
            try:
                decide(look(connection, rows, matched, asked)[0], matched, asked, file.path)
            except TwoReadings as question:
                found[name] = Finding(name, None, Standing.answer, question.rule, question.choices)
        return found


def _recorded_on(contract: TableContract, file: FileProfile, findings: Mapping[str, Finding]) -> Iterator[date]:
    for column in contract.columns:
        if column.is_date and column.name not in PLANNED and column.name in findings:
            expression = findings[column.name].expression
            yield from (p.newest for p in file.columns if p.newest and expression == header_sql(p.name))
