"""The source contracts: what a landing table looks like, read from `_<source>__sources.yml` (INPUTS.md)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from orchestration.lib.errors import InputError


@dataclass(frozen=True)
class Column:
    """One column of a landing table."""

    name: str
    data_type: str
    """Portable type: string, bigint, boolean, date, timestamp or decimal(p,s)."""
    aliases: tuple[str, ...] = ()
    required: bool = False
    """The column must exist in every file of the table; a cell may be empty."""
    key: bool = False
    """Part of the table's key. Not `required`: used where the file has it, else the row's hash is the key."""
    personal: bool = False
    """Becomes a keyed pseudonym at landing."""
    has_host: bool = False
    """Holds a domain, web or e-mail address: its host name is kept in ASCII."""
    list: bool = False
    """Elements separated by `;`."""
    minimum: int | None = None
    on_violation: Literal["missing", "reject"] = "missing"
    """What a value below `minimum` becomes: a missing cell that is counted, or a rejected row."""
    told_by: tuple[str, ...] = ()
    """Of a currency: the columns of amounts. Where its cell is empty, the sign or code beside an amount tells it."""

    @property
    def is_number(self) -> bool:
        return self.data_type == "bigint" or self.data_type.startswith("decimal")

    @property
    def is_date(self) -> bool:
        return self.data_type in ("date", "timestamp")


@dataclass(frozen=True)
class TableContract:
    """One landing table `<source>/<table>`."""

    source: str
    table: str
    columns: tuple[Column, ...]
    files: tuple[str, ...] = ()
    """Globs over file names (without folder and extension) that belong to the table, beside its own name."""
    placeholders: tuple[str, ...] = ()
    """Texts that mean a missing cell, whatever their case."""
    personal_headers: tuple[str, ...] = ()
    """Globs over headers outside the contract whose cells are personal all the same."""
    header_prefixes: tuple[str, ...] = ()
    """What a loader writes before the vendor's own names: `property_name` is then a spelling of `name`."""
    first_spelling_wins: bool = False
    """Of several spellings of a column in one file, the one listed first is taken: the vendor says the same thing
    twice (`id` and `hs_object_id`). Otherwise two columns for one are refused."""
    unused_files: tuple[str, ...] = ()
    """Globs over file names of the whole source that hold nothing any canonical table has a place for."""
    feeds: tuple[str, ...] = ()
    """Canonical tables `source/table` that a vendor's table becomes (models/intermediate/canonical)."""

    @property
    def name(self) -> str:
        """`source/table`, as people write it."""
        return f"{self.source}/{self.table}"

    def is_or_feeds(self, table: str) -> bool:
        """Whether the records of the canonical `source/table` may lie in this table."""
        return table == self.name or table in self.feeds

    @property
    def view(self) -> str:
        """The quoted view over the table's raw files."""
        return f'raw."{self.source}__{self.table}"'

    @property
    def keys(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.key)

    @property
    def text_key(self) -> Column | None:
        """The one key column, where it is text: raw does not hold it a second time as `_key`."""
        return self.keys[0] if len(self.keys) == 1 and self.keys[0].data_type == "string" else None

    @property
    def hash(self) -> str:
        """SHA-256 of everything that decides how a file of the table is read."""
        choosing = ("columns", "unused_files", "feeds")
        facts = {name: value for name, value in self.__dict__.items() if name not in choosing}
        text = json.dumps([facts, [column.__dict__ for column in self.columns]], sort_keys=True, default=list)
        return hashlib.sha256(text.encode()).hexdigest()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def spellings(self, header: str) -> set[str]:
        """The spelling of a file's header, also without the prefix that a loader may have put before it."""
        spelled = spelling(header)
        bare = {spelled.removeprefix(spelling(prefix)) for prefix in self.header_prefixes}
        return {spelled, *bare}


Contracts = dict[tuple[str, str], TableContract]
"""(source, table) -> contract"""


@cache
def load_contracts(models_dir: Path) -> Contracts:
    """The tables of every `_<source>__sources.yml` below `models_dir` whose source says `meta: landing: true`."""
    found = {
        (contract.source, contract.table): contract
        for file in sorted(models_dir.rglob("_*__sources.yml"))
        for contract in _contracts(file)
    }
    if not found:
        raise InputError("no source contract", file=models_dir, remedy="restore models/staging/<source>/ from git")
    return found


def vendors(contracts: Contracts) -> frozenset[str]:
    """The sources whose tables become canonical ones."""
    return frozenset(contract.source for contract in contracts.values() if contract.feeds)


def with_fed(contracts: Contracts, tables: Iterable[str]) -> frozenset[str]:
    """The tables `source/table`, and the canonical ones that they feed."""
    given = frozenset(tables)
    return given.union(*(contract.feeds for contract in contracts.values() if contract.name in given))


def spelling(header: str) -> str:
    """A header without what does not tell two columns apart: case, spaces, `_`, `-`, `.` and a `__c` suffix."""
    return re.sub(
        r"[\s_.\-\u00a0\u200b\ufeff]+", "", re.sub(r"__c$", "", header.strip(), flags=re.IGNORECASE)
    ).casefold()


def _contracts(file: Path) -> Iterator[TableContract]:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    except yaml.YAMLError as error:
        raise InputError(
            f"this is no YAML ({error})", file=file, remedy="correct it, or restore it from git"
        ) from error
    for source in document.get("sources", []):
        source_meta = _meta(source)
        if source_meta.get("landing"):
            yield from (_contract(source["name"], source_meta, table) for table in source["tables"])


def _contract(source: str, source_meta: dict[str, Any], table: dict[str, Any]) -> TableContract:
    meta = source_meta | _meta(table)
    return TableContract(
        source=source,
        table=table["name"],
        columns=tuple(_column(column) for column in table["columns"]),
        files=tuple(meta.get("files", ())),
        placeholders=tuple(meta.get("placeholders", ())),
        personal_headers=tuple(meta.get("personal", ())),
        header_prefixes=tuple(meta.get("header_prefixes", ())),
        first_spelling_wins=meta.get("first_spelling_wins", False),
        unused_files=tuple(meta.get("unused_files", ())),
        feeds=tuple(meta.get("feeds", ())),
    )


def _column(column: dict[str, Any]) -> Column:
    meta = _meta(column)
    lists = {name: tuple(meta.get(name, ())) for name in ("aliases", "told_by")}
    return Column(column["name"], column["data_type"], **{**meta, **lists})


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = node.get("config", {}).get("meta", {})
    return meta
