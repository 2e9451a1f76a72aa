"""docs/guides/sources.md: every table, column and spelling that landing accepts, written from the source contracts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from orchestration.lib.contracts import Column, TableContract, load_contracts
from orchestration.lib.settings import PROJECT

GUIDE = PROJECT / "docs" / "guides" / "sources.md"
INTRODUCTION = """\
# Sources: what is read, and under which names

Written by `make docs` from the source contracts (`models/staging/<source>/_<source>__sources.yml`); do not edit it
here.

Put a file into `landing/<source>/`; its name says which table it is. A header is found by any of the names listed,
whatever its case, with or without spaces, `_`, `-`, `.` and a `__c` suffix: `Annual Revenue`, `annual_revenue`,
`AnnualRevenue__c` and `annualrevenue` are one. A column that is not listed is kept in raw as text. For other names,
expressions and files see [bring your own exports](bring-your-own-exports.md).

In the tables: **key** identifies a record, its newest version counts; *required* columns must exist in every file;
*personal* cells become keyed pseudonyms at landing. A vendor's table says which canonical table it becomes; one table
of accounts, canonical or a vendor's, is all that must be there.
"""


def text(contracts_dir: Path = PROJECT / "models") -> str:
    """The whole guide in Markdown: canonical sources first, then the vendors', each in order of name."""
    contracts = sorted(load_contracts(contracts_dir).values(), key=lambda table: (bool(table.feeds), table.name))
    parts = [INTRODUCTION]
    for (is_vendor, source), tables in groupby(contracts, key=lambda table: (bool(table.feeds), table.source)):
        parts.append(f"## {source}{' (a vendor)' if is_vendor else ''}\n")
        of_source = list(tables)
        parts += _remarks(of_source[0])
        parts += [_table(table) for table in of_source]
    return "\n".join(parts)


def _remarks(table: TableContract) -> Iterator[str]:
    """What a contract says of its source as a whole."""
    if table.first_spelling_wins:
        yield "Where a file has a column under several of its names, the first of them is taken.\n"
    if table.unused_files:
        globs = ", ".join(f"`{glob}`" for glob in table.unused_files)
        yield f"Left out, for no canonical table has a place for them: {globs}.\n"


def _table(table: TableContract) -> str:
    lines = [f"### {table.name}", ""]
    if table.feeds:
        lines += [f"Becomes {', '.join(f'`{name}`' for name in table.feeds)}.", ""]
    lines += [f"Files: {', '.join(f'`{glob}`' for glob in dict.fromkeys((f'{table.table}*', *table.files)))}.", ""]
    if table.header_prefixes:
        lines += [f"Every name also with {', '.join(f'`{prefix}`' for prefix in table.header_prefixes)} before it.", ""]
    lines += ["| column | names | type |", "|---|---|---|"]
    lines += [f"| {_marked(column)} | {_names(column)} | {column.data_type} |" for column in table.columns]
    return "\n".join([*lines, ""])


def _marked(column: Column) -> str:
    name = f"**{column.name}**" if column.key else column.name
    return ", ".join([name, *_marks(column)])


def _marks(column: Column) -> Iterator[str]:
    if column.required:
        yield "*required*"
    if column.personal:
        yield "*personal*"


def _names(column: Column) -> str:
    return ", ".join(f"`{name}`" for name in (column.name, *column.aliases))


if __name__ == "__main__":
    GUIDE.write_text(text(), encoding="utf-8")
