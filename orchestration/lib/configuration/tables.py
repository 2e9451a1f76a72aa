"""Configuration tables: what the seeds' YAML declares, and CSV files read and checked against it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from orchestration.lib.errors import InputError

Cell = str | bool | int | Decimal | date | datetime | None
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
"""What Python reads beside this (20260131, 2026-W05-6) no engine does."""
_DECIMAL_TYPE = re.compile(r"decimal\((\d+), *(\d+)\)")


def content(file: Path) -> bytes:
    """The bytes of a configuration file with CRLF made LF: what the configuration hash sees (SCORING)."""
    return file.read_bytes().replace(b"\r\n", b"\n")


def normalised(text: str) -> str:
    """Text as SCORING compares it: trimmed of spaces, lower case."""
    return text.strip(" ").lower()


@dataclass(frozen=True)
class Schema:
    """One configuration table as its `_<folder>__seeds.yml` declares it (`config.column_types` and `config.meta`)."""

    name: str
    path: str
    """Relative to the configuration folder, with slashes: `scoring/scoring_factors.csv`."""
    types: Mapping[str, str]
    key: Sequence[str] = ()
    required: Sequence[str] = ()
    shares: Sequence[str] = ()
    positive: Sequence[str] = ()
    values: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True)
class Row:
    """One line of a configuration file: typed cells, None where not set."""

    file: Path
    line: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """The cell as text, empty when not set."""
        value = self.cells[column]
        return "" if value is None else str(value)

    def number(self, column: str) -> Decimal | None:
        """The cell of a numeric column, None when not set."""
        value = self.cells[column]
        return None if value is None else Decimal(str(value))

    def integer(self, column: str) -> int | None:
        """The cell of an integer column, None when not set."""
        value = self.number(column)
        return None if value is None else int(value)

    def day(self, column: str) -> date | None:
        """The cell of a date column, None when not set."""
        value = self.cells[column]
        return value if isinstance(value, date) else None

    def flag(self, column: str) -> bool:
        """The cell of a boolean column; not set is false."""
        return self.cells[column] is True

    def problem(self, rule: str, remedy: str) -> InputError:
        """What is wrong with this line."""
        return InputError(rule, file=self.file, line=self.line, remedy=remedy)


@dataclass(frozen=True)
class Table:
    """One configuration file."""

    name: str
    file: Path
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def problem(self, rule: str, remedy: str) -> InputError:
        """What is wrong with the file as a whole: it is named with the first line."""
        return InputError(rule, file=self.file, line=1, remedy=remedy)


def read_yaml(file: Path) -> dict[str, Any]:
    """A project YAML file as a mapping; empty when the file is."""
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content if isinstance(content, dict) else {}


def read_schemas(seeds: Path) -> dict[str, Schema]:
    """Every table declared by a `_<folder>__seeds.yml` under `seeds`, by name."""
    schemas = {}
    for file in sorted(seeds.rglob("_*__seeds.yml")):
        folder = file.parent.relative_to(seeds)
        for seed in read_yaml(file).get("seeds", []):
            config = seed.get("config", {})
            meta = config.get("meta", {})
            schemas[seed["name"]] = Schema(
                name=seed["name"],
                path=(folder / f"{seed['name']}.csv").as_posix(),
                types=config["column_types"],
                key=meta.get("key", ()),
                required=meta.get("required", ()),
                shares=meta.get("shares", ()),
                positive=meta.get("positive", ()),
                values=meta.get("values"),
            )
    return schemas


def read_table(directory: Path, schema: Schema) -> tuple[Table, list[InputError]]:
    """The file of one table, and everything in it that its schema forbids (then the rows cannot be relied on)."""
    file = directory / schema.path
    if not file.is_file():
        remedy = "restore it; a file with its header only means none"
        return Table(schema.name, file, ()), [InputError("the configuration file is missing", file=file, remedy=remedy)]
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Table(schema.name, file, ()), [
            InputError("the file is not UTF-8 text", file=file, line=1, remedy="save it as CSV (UTF-8)")
        ]
    problems: list[InputError] = []
    try:
        lines = list(_csv_lines(text))
    except csv.Error as error:
        rule, remedy = f"the line is no CSV ({error})", 'close what a " opens, and write a " inside a cell twice'
        return Table(schema.name, file, ()), [InputError(rule, file=file, line=_line_of(text), remedy=remedy)]
    header = lines[0][1] if lines else []
    problems += _header_problems(file, schema, header)
    if problems:
        return Table(schema.name, file, ()), problems
    rows = []
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            rule = f"the line has {len(cells)} cells, the header {len(header)}"
            problems.append(InputError(rule, file=file, line=number, remedy="quote cells that contain a comma"))
            continue
        row, wrong = _typed_row(file, number, dict(zip(header, cells, strict=True)), schema)
        rows.append(row)
        problems += wrong
    table = Table(schema.name, file, tuple(rows))
    return table, [*problems, *_duplicate_keys(table, schema)]


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(first line number, cells) of every record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    for cells in reader:
        if cells:
            yield start, cells
        start = reader.line_num + 1


def _line_of(text: str) -> int:
    """The line on which the first record begins that is no CSV."""
    last = 0
    try:
        for start, cells in _csv_lines(text):
            last = start + sum(cell.count("\n") for cell in cells)
    except csv.Error:
        pass
    return last + 1


def _header_problems(file: Path, schema: Schema, header: Sequence[str]) -> Iterator[InputError]:
    def problem(rule: str) -> InputError:
        return InputError(rule, file=file, line=1, remedy=f"the columns are {', '.join(schema.types)}")

    for column in dict.fromkeys(header):
        if column not in schema.types:
            yield problem(f"unknown column '{column}'")
        elif header.count(column) > 1:
            yield problem(f"column '{column}' appears {header.count(column)} times")
    for column in schema.types:
        if column not in header:
            yield problem(f"column '{column}' is missing")


def _typed_row(file: Path, line: int, cells: Mapping[str, str], schema: Schema) -> tuple[Row, list[InputError]]:
    values: dict[str, Cell] = {}
    problems = []
    for column, cell in cells.items():
        try:
            values[column] = _typed(cell, schema.types[column])
            _check_cell(values[column], column, schema)
        except ValueError as error:
            values.setdefault(column, None)
            rule, remedy = error.args
            problems.append(InputError(f"{column} {rule}", file=file, line=line, remedy=remedy))
    return Row(file, line, values), problems


def _typed(cell: str, data_type: str) -> Cell:
    """The value of a cell, None for an empty one. ValueError (rule, remedy) when it is not of the type."""
    if cell == "":
        return None
    if not cell.strip():
        raise ValueError("holds nothing but spaces", "leave the cell empty")
    if data_type == "string":
        return cell
    text = cell.strip()
    if data_type == "boolean":
        if cell.lower() not in ("true", "false"):  # the engines read no spaces beside it
            raise ValueError(f"is '{cell}', not true or false", "write true or false; an empty cell is false")
        return text.lower() == "true"
    if data_type in ("date", "timestamp"):
        kind = date if data_type == "date" else datetime
        try:
            return kind.fromisoformat(text if _DAY.match(text) else "")
        except ValueError:
            raise ValueError(f"is '{cell}', not a {data_type}", "write it like 2026-01-31") from None
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"is '{cell}', not a number", "write digits with a decimal point, nothing else")
    value = Decimal(text)
    if data_type in ("bigint", "integer"):
        if value != value.to_integral_value():
            raise ValueError(f"is '{cell}', not a whole number", "write a whole number")
        return int(value)
    limits = _DECIMAL_TYPE.fullmatch(data_type)
    if limits:
        precision, scale = int(limits[1]), int(limits[2])
        if value != round(value, scale) or abs(value) >= Decimal(10) ** (precision - scale):
            raise ValueError(f"is '{cell}'", f"write at most {precision - scale} digits and {scale} decimals")
    return value


def _check_cell(value: Cell, column: str, schema: Schema) -> None:
    """Raise ValueError (rule, remedy) when the cell breaks what the schema's meta says of its column."""
    if value is None:
        if column in schema.required:
            raise ValueError("is not set", "fill the cell")
        return
    if column in schema.shares and isinstance(value, Decimal) and not 0 <= value <= 1:
        raise ValueError(f"is {value}, not a share", "write a number from 0 to 1")
    if column in schema.positive and isinstance(value, int | Decimal) and value <= 0:
        raise ValueError(f"is {value}", "it has to be greater than 0")
    allowed = (schema.values or {}).get(column)
    if allowed is not None and value not in allowed:
        raise ValueError(f"is unknown: '{value}'", f"one of {', '.join(allowed)}")


def _duplicate_keys(table: Table, schema: Schema) -> Iterator[InputError]:
    """Rows that repeat an earlier row's key; an empty cell counts as a value."""
    seen: dict[tuple[str, ...], int] = {}
    for row in table if schema.key else ():
        key = tuple(normalised(row.text(column)) for column in schema.key)
        if key in seen:
            named = ", ".join(f"{column} '{row.text(column)}'" for column in schema.key)
            yield row.problem(f"repeated key: {named} stands in line {seen[key]} already", "keep one of the two")
        seen.setdefault(key, row.line)
