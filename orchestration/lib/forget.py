"""`tiering forget`: a person's keys are deleted, so that nothing here leads from the e-mail to the person.

Raw, releases and reports hold pseudonyms alone and are left as they are: every replay stays exact. What is deleted, and
why that is enough, is told in docs/decisions/0051-forgetting-a-person.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib import landing
from orchestration.lib.contracts import Contracts, TableContract
from orchestration.lib.errors import InputError
from orchestration.lib.landing import hosts, pseudonyms
from orchestration.lib.landing.files import Kind, chunks, kind_of
from orchestration.lib.landing.manifest import read_ledger
from orchestration.lib.settings import Settings
from orchestration.lib.sql import literal, parquet, quoted

_CHECK_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
"""Of Salesforce's long ids: which of five characters are capitals."""
_REFERENCES = {"contacts": ("contact_id", "who_id", "sfdc_contact_id"), "leads": ("lead_id", "who_id")}
"""Columns by which rows refer to a record of a table of people; to others', those named like its key."""
_CANONICAL = ("crm", "engagement")
"""Sources whose rows refer to the people of whatever CRM there is."""
_OWN = {"_file", "_line", "_key", "_issues", "_column_name", "_reason", "_raw_text"}


@dataclass(frozen=True)
class Forgotten:
    """What forgetting a person did; it does not name the person."""

    keys: int
    """Keys that were deleted: of the e-mail, and of what else was personal on the person's rows."""
    rows: dict[str, int]
    """Landing table -> rows in raw that nothing ties to the person any more."""
    files: tuple[str, ...]
    """Files of the landing folder that hold the person in clear: theirs who put them there."""


@dataclass(frozen=True)
class _Traces:
    """How a person shows in raw: pseudonyms of e-mail addresses, and ids by the table of people that has them."""

    mails: frozenset[str]
    ids: dict[TableContract, frozenset[str]]


def forget(settings: Settings, contracts: Contracts, person: str) -> Forgotten:
    """Deletes every key that leads to a person: named by e-mail, by the id of a record, by `source/table:id` or by
    `source:id`, as the warehouse writes a vendor's.

    Hold the home's lock. Raises InputError for an id that no record has, or that records of several tables have. An
    e-mail without a key is no error: then there is nothing to forget.
    """
    tables = [contract for contract in contracts.values() if _is_personal(contract)]
    with duckdb.connect() as connection:
        if "@" in person:
            traces = _of_mail(connection, settings, tables, person)
        else:
            traces = _of_record(connection, settings, tables, person)
        found = _collect(connection, settings, tables, traces)
        files = _landing_files(connection, settings, found.paths, _mail_spellings(person) if "@" in person else set())
    if found.pseudonyms:
        pseudonyms.forget(settings.keys, found.pseudonyms)
    return Forgotten(len(found.pseudonyms), found.rows, files)


def _is_personal(contract: TableContract) -> bool:
    return bool(contract.personal_headers) or any(column.personal for column in contract.columns)


def _is_of_people(contract: TableContract) -> bool:
    """Each row is a person: it has an id, and what is personal belongs to whom the id stands for."""
    has_id = len(contract.keys) == 1 and contract.keys[0].required
    return has_id and any(column.personal for column in contract.columns)


# -- from the name that was given to the traces in raw ------------------------------------------------------------


def _of_mail(
    connection: duckdb.DuckDBPyConnection, settings: Settings, tables: list[TableContract], mail: str
) -> _Traces:
    spellings = _mail_spellings(mail) if settings.keys.exists() else set[str]()
    mails = frozenset(filter(None, (pseudonyms.pseudonym_of(settings.keys, spelling) for spelling in spellings)))
    if not mails:
        return _Traces(frozenset(), {})
    ids: dict[TableContract, frozenset[str]] = {}
    for contract in filter(_is_of_people, tables):
        rows = _rows(connection, settings, contract, _Traces(mails, {}))
        ids[contract] = frozenset[str]().union(*(_id_spellings(row.id) for row in rows if row.id))
    return _Traces(mails, ids)


def _of_record(
    connection: duckdb.DuckDBPyConnection, settings: Settings, tables: list[TableContract], person: str
) -> _Traces:
    table, _, text = person.rpartition(":")
    ids = _id_spellings(text.strip())
    holders: dict[str, tuple[TableContract, frozenset[str]]] = {}
    for contract in filter(_is_of_people, tables):
        if table in ("", contract.name, contract.source):
            rows = _rows(connection, settings, contract, _Traces(frozenset(), {contract: ids}))
            if rows:
                values = frozenset[str]().union(*(row.values for row in rows))
                holders[contract.name] = contract, frozenset(value for value in values if "@" in value)
    if not holders:
        raise InputError("no record has this id", remedy="give the e-mail, or the id as the CRM's contacts or leads do")
    if len(holders) > 1:
        raise InputError(
            f"records of {', '.join(sorted(holders))} have this id", remedy=f"say which: {min(holders)}:ID"
        )
    holder, mails = holders.popitem()[1]
    return _Traces(frozenset(pseudonyms.known(settings.keys, mails)), {holder: ids})


def _mail_spellings(mail: str) -> set[str]:
    """An e-mail address as landing may have keyed it: columns that lead to a company have the host's name in ASCII."""
    return hosts.spellings(mail.strip())


def _id_spellings(text: str) -> frozenset[str]:
    """A record's id as files spell it: reports of Salesforce have 15 of its 18 characters (salesforce_id.sql)."""
    found = re.fullmatch(r"([a-zA-Z0-9]{15})([A-Z0-5]{3})?", text)
    if found is None:
        return frozenset({text})
    short = found[1]
    capitals = (sum(1 << place for place in range(5) if short[start + place].isupper()) for start in (0, 5, 10))
    return frozenset({text, short, short + "".join(_CHECK_CHARACTERS[bits] for bits in capitals)})


# -- from the traces to the keys ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    file: str
    id: str | None
    values: frozenset[str]


@dataclass(frozen=True)
class _Found:
    pseudonyms: frozenset[str]
    rows: dict[str, int]
    paths: frozenset[str]
    """Landing paths whose files hold a row of the person."""


def _collect(
    connection: duckdb.DuckDBPyConnection, settings: Settings, tables: list[TableContract], traces: _Traces
) -> _Found:
    """The pseudonyms on every row that shows the person.

    An e-mail on a row that is no record of a person (who else received it) may be another's: it keeps its key.
    """
    values = set(traces.mails)
    counts: dict[str, int] = {}
    files: set[str] = set()
    for contract in tables:
        rows = _rows(connection, settings, contract, traces)
        for row in rows:
            values |= {value for value in row.values if _is_of_people(contract) or "@" not in value}
            files.add(f"{contract.name}/{row.file}.parquet")
        if rows:
            counts[contract.name] = len(rows)
    newest = {entry.file.landing_path: entry.file.raw_path for entry in read_ledger(settings.raw)}
    paths = {path for path, raw_path in newest.items() if raw_path in files}
    keyed = pseudonyms.known(settings.keys, values) if values else set[str]()
    return _Found(frozenset(keyed), counts, frozenset(paths))


def _rows(
    connection: duckdb.DuckDBPyConnection, settings: Settings, contract: TableContract, traces: _Traces
) -> list[_Row]:
    """The rows of a table, in every raw file there is, that show one of the traces."""
    folder = settings.raw / contract.source / contract.table
    files = sorted(path for path in folder.glob("*.parquet") if not path.name.endswith(".rejects.parquet"))
    if not files:
        return []
    read = parquet(*files, options="union_by_name = true")
    types = {row[0]: row[1] for row in connection.execute(f"describe select * from {read}").fetchall()}
    texts = [quoted(name) for name, kind in types.items() if kind == "VARCHAR" and name not in _OWN]
    tests = [f"list_has_any([{', '.join(texts)}], {_list(traces.mails)})"] if traces.mails else []
    tests += [
        f"cast({quoted(name)} as varchar) in (select unnest({_list(ids)}))"
        for people, ids in traces.ids.items()
        for name in types
        if ids and _refers(contract, name, people)
    ]
    if not tests:
        return []
    own_id = f"cast({quoted(contract.keys[0].name)} as varchar)" if _is_of_people(contract) else "null"
    found = connection.execute(
        f"select _file, {own_id}, list_filter([{', '.join(texts)}], text -> text is not null) "
        f"from {read} where {' or '.join(tests)}"
    ).fetchall()
    return [_Row(file, own, frozenset(values)) for file, own, values in found]


def _refers(contract: TableContract, name: str, people: TableContract) -> bool:
    """Whether a column of a table holds ids of a table of people: their own records', or other rows' references.

    The same id in the tables of two vendors is two people.
    """
    column, key = contract.column(name), people.keys[0].name
    if column is None:
        return False
    if contract.name == people.name:
        return name == key
    if column.key or name not in _REFERENCES.get(people.table, (key,)):
        return False
    if name.startswith("sfdc_"):
        return people.source == "salesforce"
    return contract.source in {people.source, *_CANONICAL}


def _list(texts: frozenset[str]) -> str:
    return f"[{', '.join(map(literal, sorted(texts)))}]"


# -- what still lies in the landing folder ------------------------------------------------------------------------


def _landing_files(
    connection: duckdb.DuckDBPyConnection, settings: Settings, paths: frozenset[str], mails: set[str]
) -> tuple[str, ...]:
    """Landing files with a row of the person, by what was landed from them and by the e-mail's spellings, if any."""
    if not settings.landing.is_dir():
        return ()
    held = {path for path in paths if (settings.landing / path).exists()}
    for path in landing.find(settings.landing) if mails else ():
        named = kind_of(path)
        if named and any(_holds(connection, path, named[1], mail) for mail in sorted(mails)):
            held.add(path.relative_to(settings.landing).as_posix())
    return tuple(sorted(held))


def _holds(connection: duckdb.DuckDBPyConnection, path: Path, kind: Kind, text: str) -> bool:
    """Whether a file holds a text, whatever its case."""
    if kind == "parquet":
        rows = f"{parquet(path)} as file"
        query = f"select 1 from {rows} where contains(lower(cast(file as varchar)), lower($1)) limit 1"
        return bool(connection.execute(query, [text]).fetchall())
    spellings = [text.lower().encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be")]
    rest = b""
    for chunk in chunks(path):
        block = rest + chunk.lower()
        if any(spelling in block for spelling in spellings):
            return True
        rest = block[-max(map(len, spellings)) :]
    return False
