"""Which column of a file is which column of the contract (INPUTS.md: names, aliases, columns.yml)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.contracts import Column, TableContract, spelling
from orchestration.lib.errors import Collected, InputError
from orchestration.lib.landing.columns_map import NAME, TableEntry
from orchestration.lib.landing.relation import Shape
from orchestration.lib.sql import quoted

_ARITHMETIC = {"+", "-", "*", "/", "//", "%"}
TEXT = "VARCHAR"


@dataclass(frozen=True)
class Source:
    """Where a contract column comes from: a column of the file as it is, or an expression over them."""

    sql: str
    data_type: str
    """DuckDB type of `sql`."""
    header: str | None = None
    """The file's own column, when it is taken as it is; its dates and numbers may then need a reading (readings.py)."""


@dataclass(frozen=True)
class Match:
    """A file's columns, told apart."""

    contract: TableContract
    shape: Shape
    names: tuple[str, ...]
    """The file's columns, unique without regard to case; what expressions refer to."""
    sources: dict[str, Source]
    """Contract column -> where it comes from; absent ones are missing from the file."""
    extras: dict[str, str]
    """Column of raw -> the file's own column, for what the contract does not know."""
    personal_extras: frozenset[str]
    """The ones among `extras` whose cells are personal."""


def match(
    connection: duckdb.DuckDBPyConnection, contract: TableContract, shape: Shape, entry: TableEntry, path: Path
) -> Match:
    """Raises InputError for missing required columns, two columns for one, and an expression that does not fit."""
    names = unique_names(shape.headers)
    types = shape.types or (TEXT,) * len(names)
    found: dict[str, Source] = {}
    missing: list[Column] = []
    wrong = Collected()
    for column in contract.columns:
        places = fitting(contract, column, shape.headers)
        with wrong:
            if column.name in entry.columns:
                found[column.name] = _expression(connection, contract, column, entry, names, types, path)
            elif len(places) > 1:
                raise _two_for_one(contract, column, [shape.headers[place] for place in places], path)
            elif places:
                (place,) = places
                found[column.name] = Source(quoted(names[place]), types[place], names[place])
            elif column.required:
                missing.append(column)
    taken = {source.header for source in found.values() if source.header}
    with wrong:
        if missing:
            raise _missing(contract, missing, shape, [name for name in names if name not in taken], path)
    wrong.refuse()
    reserved = {column.name.lower() for column in contract.columns}
    extras = {
        f"{name}__original" if name.lower() in reserved or name.startswith("_") else name: name
        for name in names
        if name not in taken
    }
    personal = frozenset(
        raw
        for raw, name in extras.items()
        if any(
            fnmatchcase(spelled, spelling(glob))
            for spelled in contract.spellings(name)
            for glob in contract.personal_headers
        )
    )
    return Match(contract, shape, names, found, extras, personal)


def fitting(contract: TableContract, column: Column, headers: Sequence[str]) -> list[int]:
    """Places of the headers that spell the column; where the first spelling wins, of those that spell it first."""
    order = [spelling(name) for name in (column.name, *column.aliases)]
    ranks = {
        place: min(order.index(spelled) for spelled in spellings)
        for place, header in enumerate(headers)
        if (spellings := contract.spellings(header) & set(order))
    }
    best = min(ranks.values(), default=0)
    return [place for place, rank in ranks.items() if rank == best or not contract.first_spelling_wins]


_PLACES = ("_line", "_first_line")
"""What records.py adds to a file's own columns."""


def unique_names(headers: Sequence[str]) -> tuple[str, ...]:
    """A file's headers, told apart where two are the same but for their case, and from what tells a record's line."""
    names: list[str] = []
    for header in headers:
        name, number = header, 2
        while name.lower() in {other.lower() for other in (*_PLACES, *names)}:
            name, number = f"{header}__{number}", number + 1
        names.append(name)
    return tuple(names)


def _expression(
    connection: duckdb.DuckDBPyConnection,
    contract: TableContract,
    column: Column,
    entry: TableEntry,
    names: tuple[str, ...],
    types: tuple[str, ...],
    path: Path,
) -> Source:
    """What columns.yml says about a column, bound to the file's own columns."""
    text = entry.columns[column.name]
    serialized = connection.execute("select json_serialize_sql($1)", [f"select ({text}\n) from file"]).fetchall()
    document = json.loads(serialized[0][0])
    node = document["statements"][0]["node"]["select_list"][0]
    if node["class"] == "COLUMN_REF" and len(node["column_names"]) == 1:
        bare = next((name for name in names if name.lower() == node["column_names"][0].lower()), None)
        if bare is not None:
            return Source(quoted(bare), types[names.index(bare)], bare)
    texts = {name.lower() for name, data_type in zip(names, types, strict=True) if data_type == TEXT}
    document["statements"][0]["node"]["select_list"][0] = _with_numbers(node, texts)
    restored = connection.execute("select json_deserialize_sql($1::json)", [json.dumps(document)]).fetchall()
    sql = restored[0][0].removeprefix("SELECT ").rpartition(" FROM file")[0]
    typed = ", ".join(f"null::{kind} as {quoted(name)}" for name, kind in zip(names, types, strict=True))
    try:
        bound = f"describe select try(list_value({sql}))[1] from (select {typed}) as file"
        data_type = connection.execute(bound).fetchall()[0][1]
    except duckdb.Error as error:
        raise InputError(
            f"{contract.name}.{column.name}: '{text}' does not fit {path.name} ({str(error).splitlines()[0]})",
            file=path.parents[1] / NAME,
            line=entry.lines.get(column.name),
            remedy=f"the file's columns are {', '.join(names)}",
        ) from error
    return Source(sql, data_type)


def _with_numbers(node: Any, texts: set[str]) -> Any:
    """The parsed expression, with text columns made numbers where they are calculated with."""
    if isinstance(node, list):
        return [_with_numbers(item, texts) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _with_numbers(value, texts) for key, value in node.items()}
    if inner.get("class") == "FUNCTION" and inner.get("function_name") in _ARITHMETIC:
        inner["children"] = [_number(child, texts) for child in inner["children"]]
    return inner


def _number(child: dict[str, Any], texts: set[str]) -> dict[str, Any]:
    if child.get("class") != "COLUMN_REF" or child["column_names"][-1].lower() not in texts:
        return child
    number = {"id": "DOUBLE", "type_info": None}
    return {
        "class": "CAST",
        "type": "OPERATOR_CAST",
        "alias": "",
        "query_location": 0,
        "child": child,
        "cast_type": number,
        "try_cast": False,
    }


def mapping_line(contract: TableContract, expressions: Mapping[str, str]) -> str:
    """The exact entry of columns.yml, on one line. `expressions`: contract column -> what it is made of."""
    columns = ", ".join(f"{name}: {json.dumps(sql, ensure_ascii=False)}" for name, sql in expressions.items())
    return f"{contract.source}: {{{contract.table}: {{columns: {{{columns}}}}}}}"


def header_sql(header: str) -> str:
    """A file's own column as people write it in an expression: quoted only when it has to be."""
    is_plain = header.isidentifier() and header.islower() and header not in _reserved_words()
    return header if is_plain else quoted(header)


@cache
def _reserved_words() -> frozenset[str]:
    query = "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
    return frozenset(row[0] for row in duckdb.execute(query).fetchall())


def _two_for_one(contract: TableContract, column: Column, headers: list[str], path: Path) -> InputError:
    listed = " and ".join(f"'{header}'" for header in headers)
    remedy = f"say which in columns.yml: {mapping_line(contract, {column.name: header_sql(headers[0])})}"
    if len({header.lower() for header in headers}) == 1:
        remedy = "give the columns different names in the file"
    return InputError(f"two columns for one: {listed} are both {column.name}", file=path, line=1, remedy=remedy)


def _missing(
    contract: TableContract, columns: Sequence[Column], shape: Shape, free: Sequence[str], path: Path
) -> InputError:
    """`free`: the file's columns that are nothing yet, of which the example for columns.yml is made."""
    one = len(columns) == 1
    examples = [*free, *shape.headers[:1] * len(columns)]
    mapping = {column.name: header_sql(header) for column, header in zip(columns, examples, strict=False)}
    return InputError(
        f"required column{'' if one else 's'} {', '.join(column.name for column in columns)} {'is' if one else 'are'} "
        f"missing; the file has {', '.join(shape.headers)}",
        file=path,
        line=1,
        remedy=f"call {'it' if one else 'them'} {'; '.join(_spelled(column) for column in columns)}; or say in "
        f"columns.yml what {'it is' if one else 'they are'}, such as {mapping_line(contract, mapping)}",
    )


def _spelled(column: Column) -> str:
    return f"{column.name} (or {', '.join(column.aliases)})" if column.aliases else column.name
