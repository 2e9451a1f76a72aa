"""A landing file as a DuckDB relation: one text column c0, c1, ... per header, and a line number.

Nothing is guessed by DuckDB: delimiter and headers come from the first lines, and every line that does not have as many
fields as the header goes to `reject_errors`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from orchestration.lib.errors import InputError
from orchestration.lib.landing.files import FileFacts, Kind, text_of
from orchestration.lib.landing.wrapped import DELIMITERS, unwrapped
from orchestration.lib.sql import file_literal, literal, parquet, quoted

MAX_LINE = 16 << 20
csv.field_size_limit(MAX_LINE)
_SAMPLE = 200
_NOT_IN_TEXT = "\x01"


@dataclass(frozen=True)
class Shape:
    """How a file falls into columns."""

    kind: Kind
    headers: tuple[str, ...]
    delimiter: str = ""
    skip: int = 0
    """Lines before the first line of data."""
    types: tuple[str, ...] = ()
    """DuckDB types of the columns of a Parquet file."""


def shape_of(connection: duckdb.DuckDBPyConnection, path: Path, readable: Path, kind: Kind, facts: FileFacts) -> Shape:
    """Headers of a file; `path` is what the user knows it by. Raises InputError when there are none."""
    if kind == "csv":
        return _csv_shape(path, facts)
    try:
        if kind == "parquet":
            described = connection.execute(f"describe select * from {parquet(readable)}").fetchall()
            return Shape(kind, tuple(row[0] for row in described), types=tuple(row[1] for row in described))
        keys = connection.execute(
            f"select distinct unnest(json_keys(line)) from {lines_relation(readable)} "
            "where json_valid(line) and json_type(line) = 'OBJECT' order by 1"
        ).fetchall()
    except duckdb.Error as error:
        raise InputError(f"the file cannot be read ({error})", file=path, remedy="export it again") from error
    if not keys:
        raise InputError("no line of the file is a JSON object", file=path, remedy='one object a line: {"id": 1}')
    return Shape(kind, tuple(row[0] for row in keys))


def lines_relation(path: Path, rejects: str = "reject_errors") -> str:
    """The physical lines of a text file as one column `line`; what cannot be decoded goes to the table `rejects`."""
    return (
        f"{_read_csv(path)}, delim='{_NOT_IN_TEXT}', quote='', escape='', "
        f"columns={{'line': 'varchar'}}, max_line_size={MAX_LINE}, {_stored(rejects)})"
    )


def csv_relation(path: Path, shape: Shape, *, with_line: bool = False, rejects: str = "reject_errors") -> str:
    """The records of a CSV file as c0, c1, ...; what is none goes to the table `rejects`.

    `with_line`: a first field holds the line, and there is no header.
    """
    fields = ["'_line': 'bigint'"] * with_line + [f"'c{i}': 'varchar'" for i in range(len(shape.headers))]
    delimiter = literal(shape.delimiter)
    return (
        f"{_read_csv(path)}, skip={0 if with_line else shape.skip}, "
        f"delim={delimiter}, quote='\"', escape='\"', columns={{{', '.join(fields)}}}, "
        f"max_line_size={MAX_LINE}, {_stored(rejects)})"
    )


def _read_csv(path: Path) -> str:
    """The beginning of the call. Whether it is packed is said: DuckDB knows `.gz` in small letters alone."""
    compression = "gzip" if path.name.lower().endswith(".gz") else "none"
    return f"read_csv({file_literal(path)}, compression='{compression}', auto_detect=false, header=false"


def _stored(rejects: str) -> str:
    return f"store_rejects=true, rejects_limit=0, rejects_table='{rejects}', rejects_scan='{rejects}_scans'"


def _csv_shape(path: Path, facts: FileFacts) -> Shape:
    with text_of(path, facts.encoding) as text:
        sample = list(islice(text, _SAMPLE))
    skip = 0
    while sample and not sample[0].strip():
        skip, sample = skip + 1, sample[1:]
    delimiter = None
    if sample and sample[0].lower().startswith("sep=") and len(sample[0].strip()) == 5:
        delimiter, skip, sample = sample[0].strip()[-1], skip + 1, sample[1:]
    if not sample or not sample[0].strip():
        raise InputError("the file has no header", file=path, remedy="name the columns in the first line")
    if sample[0] != sample[0].encode(errors="ignore").decode():
        rule, remedy = "the header is not in the encoding of the lines after it", "save the file in UTF-8"
        raise InputError(rule, file=path, line=skip + 1, remedy=remedy)
    sample[0] = unwrapped(sample[0].rstrip("\n"))
    delimiter = delimiter or max(DELIMITERS, key=lambda candidate: _fit(sample, candidate))
    reader = csv.reader(sample, delimiter=delimiter)
    headers = next(reader)
    return Shape("csv", tuple(_named(headers)), delimiter, skip + reader.line_num)


def _fit(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How well a delimiter splits the sample: lines as wide as the header (if wider than one field), then width."""
    try:
        rows = list(csv.reader(sample, delimiter=delimiter))
    except csv.Error:
        return (0, 0)
    width = len(rows[0])
    return (sum(len(row) == width for row in rows) if width > 1 else 0, width)


def _named(headers: list[str]) -> Iterator[str]:
    for place, header in enumerate(headers, start=1):
        yield header.strip(" \t\u00a0\u200b\ufeff") or f"column_{place}"


def named(names: tuple[str, ...], columns: list[str]) -> str:
    """SQL: the columns under the names."""
    return ", ".join(f"{column} as {quoted(name)}" for name, column in zip(names, columns, strict=True))


def places_of(names: tuple[str, ...]) -> list[str]:
    """The columns of `csv_relation`, one for each name."""
    return [f"c{place}" for place in range(len(names))]


def has_rejects(connection: duckdb.DuckDBPyConnection, rejects: str) -> bool:
    """Whether a relation with this table of rejects was read."""
    return bool(one(connection, f"select count(*) from duckdb_tables() where table_name = '{rejects}'"))


def one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query asks for."""
    return int(connection.execute(query).fetchall()[0][0])
