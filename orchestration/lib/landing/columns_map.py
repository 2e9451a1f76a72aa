"""`landing/columns.yml`: what a user says about files whose headers do not speak for themselves (INPUTS.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import yaml

from orchestration.lib.contracts import Contracts, TableContract
from orchestration.lib.errors import InputError

Mode = Literal["append", "full"]
NAME = "columns.yml"
PROPOSED = "columns.proposed.yml"
"""What `tiering init` proposes where there is a columns.yml already; nothing else reads it."""
PER_FILE = "_per_file"
_TABLE_KEYS = {"mode", "columns", "_file", PER_FILE}
IGNORE = "_ignore"


@dataclass(frozen=True)
class TableEntry:
    """The entry of one table; without one, everything is left at its default."""

    mode: Mode = "append"
    columns: dict[str, str] = field(default_factory=dict)
    """Contract column -> DuckDB expression over the file's own columns."""
    files: tuple[str, ...] = ()
    """Globs over file names that belong to the table."""
    lines: dict[str, int] = field(default_factory=dict)
    """Contract column -> line of columns.yml, for messages."""
    per_file: dict[str, TableEntry] = field(default_factory=dict)
    """Glob over file names -> the columns that such files have in another way."""
    is_mode_said: bool = False
    """Whether `mode` is there, and not the default."""

    def of(self, file_name: str) -> TableEntry:
        """The entry as it is for one file: where several globs fit, the last one wins."""
        columns, lines = dict(self.columns), dict(self.lines)
        for glob, own in self.per_file.items():
            if fnmatchcase(file_name.lower(), glob.lower()):
                columns |= own.columns
                lines |= own.lines
        return TableEntry(self.mode, columns, self.files, lines)

    @property
    def hash(self) -> str:
        """SHA-256 of what decides how a file is read. `mode` and `files` do not: they choose files."""
        return hashlib.sha256(json.dumps(self.columns, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class ColumnsMap:
    """columns.yml as a whole."""

    path: Path
    tables: dict[tuple[str, str], TableEntry] = field(default_factory=dict)
    ignored: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Source -> globs over file names that are no data."""

    def entry(self, source: str, table: str) -> TableEntry:
        return self.tables.get((source, table), TableEntry())

    def ignores(self, landing_path: str) -> bool:
        """Whether the file (`<source>/<name>`) is no data; what was landed of it before counts no more."""
        source, _, name = landing_path.partition("/")
        return any(fnmatchcase(name.lower(), glob.lower()) for glob in self.ignored.get(source, ()))


def load(landing: Path, contracts: Contracts) -> ColumnsMap:
    """Reads landing/columns.yml; none is the same as an empty one. Raises InputError with file and line."""
    path = landing / NAME
    if not path.exists():
        return ColumnsMap(path)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=path, remedy="let it be read") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            f"this is no YAML ({getattr(error, 'problem', None) or error})",
            file=path,
            line=mark.line + 1 if mark else None,
            remedy="put an expression that holds a colon, a quote or a # into double quotes",
        ) from error
    tables: dict[tuple[str, str], TableEntry] = {}
    ignored: dict[str, tuple[str, ...]] = {}
    sources = sorted({source for source, _ in contracts})
    for source, source_line, source_node in _pairs(path, node):
        if source not in sources:
            raise InputError(
                f"unknown source '{source}'", file=path, line=source_line, remedy=f"one of {', '.join(sources)}"
            )
        for table, line, table_node in _pairs(path, source_node):
            if table == IGNORE:
                ignored[source] = _globs(path, table_node)
                continue
            contract = contracts.get((source, table))
            if contract is None:
                known = ", ".join(sorted(name for owner, name in contracts if owner == source))
                remedy = f"one of {known}, or {IGNORE} with the files that are no data"
                raise InputError(f"unknown table '{source}/{table}'", file=path, line=line, remedy=remedy)
            tables[source, table] = _entry(path, contract, table_node)
    return ColumnsMap(path, tables, ignored)


def _entry(path: Path, contract: TableContract, node: yaml.Node) -> TableEntry:
    mode: Any = "append"
    is_mode_said = False
    files: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    lines: dict[str, int] = {}
    per_file: dict[str, TableEntry] = {}
    for key, line, value in _pairs(path, node):
        if key not in _TABLE_KEYS:
            remedy = f"a table has mode, columns, _file and {PER_FILE}"
            raise InputError(f"unknown entry '{key}' of {contract.name}", file=path, line=line, remedy=remedy)
        if key == "mode":
            mode, is_mode_said = _scalar(path, value), True
            if mode not in get_args(Mode):
                raise InputError(f"unknown mode '{mode}'", file=path, line=line, remedy="append or full")
        elif key == "_file":
            files = _globs(path, value)
        elif key == PER_FILE:
            for glob, _, mapped in _pairs(path, value):
                own_columns, own_lines = _columns(path, contract, mapped)
                per_file[glob] = TableEntry(columns=own_columns, lines=own_lines)
        else:
            columns, lines = _columns(path, contract, value)
    return TableEntry(mode, columns, (*files, *per_file), lines, per_file, is_mode_said)


def _columns(path: Path, contract: TableContract, node: yaml.Node) -> tuple[dict[str, str], dict[str, int]]:
    """Contract column -> expression, and contract column -> line."""
    columns: dict[str, str] = {}
    lines: dict[str, int] = {}
    for name, line, expression in _pairs(path, node):
        if contract.column(name) is None:
            known = ", ".join(column.name for column in contract.columns)
            raise InputError(f"{contract.name} has no column '{name}'", file=path, line=line, remedy=f"one of {known}")
        columns[name], lines[name] = _scalar(path, expression) or "null", line
        _check_expression(path, line, name, columns[name])
    return columns, lines


def _check_expression(path: Path, line: int, column: str, expression: str) -> None:
    """One scalar expression over columns: no statement, subquery, star, aggregate or table function."""
    serialized = duckdb.execute("select json_serialize_sql($1)", [f"select ({expression}\n) from file"]).fetchall()
    document = json.loads(serialized[0][0])
    remedy = f'write a DuckDB expression over the file\'s own columns, as in {column}: "revenue * 1e6"'
    if document["error"]:
        message = f"'{expression}' is no expression ({document['error_message']})"
        raise InputError(message, file=path, line=line, remedy=remedy)
    node = document["statements"][0]["node"]
    selected = node["select_list"]
    is_alone = (
        len(document["statements"]) == 1
        and len(selected) == 1
        and node["from_table"].get("table_name") == "file"
        and node["where_clause"] is None
    )
    forbidden = {part.get("class") for part in _parts(selected)} & {"SUBQUERY", "STAR", "WINDOW"}
    forbidden |= {part.get("function_name") for part in _parts(selected)} & {"row"}
    if not is_alone or forbidden:
        message = f"'{expression}' is more than one expression over the columns of a row"
        raise InputError(message, file=path, line=line, remedy=remedy)


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a parsed expression."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _parts(value)


def _pairs(path: Path, node: yaml.Node | None) -> Iterator[tuple[str, int, yaml.Node]]:
    """(key, line, value) of a mapping; an empty one has none."""
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return
    if not isinstance(node, yaml.MappingNode):
        raise InputError("names with a colon are expected here", file=path, line=node.start_mark.line + 1)
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in seen:
            raise InputError(f"'{key.value}' appears twice", file=path, line=line, remedy="keep one of them")
        seen.add(key.value)
        yield str(key.value), line, value


def _scalar(path: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise InputError("one value is expected here", file=path, line=node.start_mark.line + 1)
    return "" if node.tag.endswith(":null") else str(node.value)


def _globs(path: Path, node: yaml.Node) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        return tuple(_scalar(path, item) for item in node.value)
    return (_scalar(path, node),)
