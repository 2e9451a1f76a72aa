"""The text of columns.yml: what is said there already, and what is proposed beside it, each guess with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.lib.contracts import TableContract
from orchestration.lib.discovery.columns import Finding, Standing
from orchestration.lib.landing.columns_map import IGNORE, PER_FILE, ColumnsMap, TableEntry

_HEAD = """\
# Proposed by `tiering init`. Left: a column of the contract; right: a DuckDB expression over the file's own columns.
# Lines marked "confirm" are inferences; lines marked "ANSWER" stay empty until you choose.
# A "mode" behind a # is an inference that counts only when you take the # away.
"""


@dataclass(frozen=True)
class TableProposal:
    """One table of the proposal: its entry as it stands, globs for files that its name does not find, and findings:
    of all its files, and of single ones by their names."""

    contract: TableContract
    entry: TableEntry
    globs: Sequence[str]
    findings: Sequence[Finding]
    per_file: Mapping[str, Finding]
    full_exports: str | None
    """Why each file may be the whole table."""

    @property
    def told(self) -> list[Finding]:
        """The findings that have to stand in columns.yml for all files: landing does not know them by itself."""
        own = self.entry.columns
        return [
            replace(found, expression=own[found.column]) if found.standing is Standing.yours else found
            for found in self.findings
            if found.column in own or found.standing not in (Standing.sure, Standing.yours)
        ]

    @property
    def is_empty(self) -> bool:
        is_said = self.entry.files or self.entry.is_mode_said
        return not (self.told or self.globs or self.per_file or self.full_exports or is_said)


def text(mapping: ColumnsMap, tables: Sequence[TableProposal], ignored: Mapping[str, Sequence[str]]) -> str | None:
    """columns.yml as it should be; None when nothing has to be said. `ignored`: source -> globs, new ones."""
    proposed = {(table.contract.source, table.contract.table): table for table in tables if not table.is_empty}
    sources = sorted({*mapping.ignored, *ignored, *(source for source, _ in [*proposed, *mapping.tables])})
    lines = [line for source in sources for line in _source(source, mapping, proposed, ignored.get(source, ()))]
    return _HEAD + "\n".join(lines) + "\n" if lines else None


def _source(
    source: str, mapping: ColumnsMap, proposed: Mapping[tuple[str, str], TableProposal], ignored: Sequence[str]
) -> Iterator[str]:
    yield f"{source}:"
    globs = [*mapping.ignored.get(source, ()), *ignored]
    if globs:
        yield f"  {IGNORE}: {_listed(globs)}"
    names = sorted({table for owner, table in [*proposed, *mapping.tables] if owner == source})
    for name in names:
        table = proposed.get((source, name))
        yield f"  {name}:"
        yield from _table(table) if table else _entry(mapping.entry(source, name))


def _table(table: TableProposal) -> Iterator[str]:
    yield from _options(table.entry, table.globs)
    if table.full_exports:
        yield f"    # mode: full  # confirm, or say append: {' '.join(table.full_exports.split())}"
    if table.told:
        yield "    columns:"
        width = max(len(_pair(finding)) for finding in table.told)
        for finding in table.told:
            yield f"      {_pair(finding):<{width}}{_comment(finding)}".rstrip()
            yield from (f"      # {answer}: {_scalar(sql)}" for answer, sql in finding.choices.items())
    yield from _per_file(table.entry, table.per_file)


def _entry(entry: TableEntry) -> Iterator[str]:
    """What a user says about a table of which no file lies there."""
    yield from _options(entry, ())
    if entry.columns:
        yield "    columns:"
        yield from (f"      {column}: {_scalar(expression)}" for column, expression in entry.columns.items())
    yield from _per_file(entry, {})


def _options(entry: TableEntry, globs: Sequence[str]) -> Iterator[str]:
    if entry.is_mode_said:
        yield f"    mode: {entry.mode}"
    names = [*(glob for glob in entry.files if glob not in entry.per_file), *globs]
    if names:
        yield f"    _file: {_listed(names)}"


def _per_file(entry: TableEntry, proposed: Mapping[str, Finding]) -> Iterator[str]:
    if entry.per_file or proposed:
        yield f"    {PER_FILE}:"
    for glob, own in entry.per_file.items():
        columns = ", ".join(f"{column}: {_scalar(expression)}" for column, expression in own.columns.items())
        yield f"      {json.dumps(glob, ensure_ascii=False)}: {{{columns}}}"
    for name, finding in proposed.items():
        yield f"      {json.dumps(name, ensure_ascii=False)}: {{{_pair(finding)}}}{_comment(finding)}"


def _pair(finding: Finding) -> str:
    return f"{finding.column}: {_scalar(finding.expression)}"


def _comment(finding: Finding) -> str:
    if finding.standing is Standing.yours:
        return ""
    word = "ANSWER" if finding.standing is Standing.answer else "confirm"
    return f"  # {word}: {' '.join(finding.why.split())}"


def _scalar(expression: str | None) -> str:
    if expression is None:
        return "null"
    return expression if re.fullmatch(r"[A-Za-z_]\w*", expression) else json.dumps(expression, ensure_ascii=False)


def _listed(globs: Sequence[str]) -> str:
    return f"[{', '.join(json.dumps(glob, ensure_ascii=False) for glob in dict.fromkeys(globs))}]"
