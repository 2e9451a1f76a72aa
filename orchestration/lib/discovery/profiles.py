"""What the columns of a landing file look like: how full, how distinct, and of which form their values are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import duckdb

from orchestration.lib.contracts import Column
from orchestration.lib.errors import InputError
from orchestration.lib.landing import files, records, relation
from orchestration.lib.landing.files import FileFacts, Kind
from orchestration.lib.landing.headers import unique_names
from orchestration.lib.landing.readings import value_sql
from orchestration.lib.landing.relation import Shape
from orchestration.lib.sql import literal, quoted

SAMPLE = 20_000
"""Rows that are looked at: an inference is confirmed by a person, and the trial run reads every row."""

TRIED = 300
"""Distinct values of a column that are tried for their form."""

MOST = 0.9
"""The share of values that has to be of a form for the column to be."""

_PLACEHOLDERS = ("none", "n/a", "na", "null", "-", "--", "nan", "select")
_FORMS = {
    "url": r"(https?://|www\.)\S+",
    "email": r"[^\s@]+@[^\s@]+\.[^\s@]+",
    "domain": r"([\p{L}\d]([\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}",
}
_TYPES = {"date": "timestamp", "number": "decimal(18,6)", "boolean": "boolean"}


@dataclass(frozen=True)
class ColumnProfile:
    """One column of a file, over its first SAMPLE rows."""

    name: str
    rows: int
    filled: int
    forms: frozenset[str]
    """Of url, email, domain, date, number, boolean: what MOST of the values can be read as."""
    median: float | None
    """Of a column of numbers."""
    newest: date | None
    """The latest date that is not in the future, of a column of dates."""
    values: frozenset[str]
    """The distinct texts. Some are personal: they are compared, and shown only where a rule says so."""

    @property
    def is_complete(self) -> bool:
        return 0 < self.rows == self.filled

    @property
    def is_key(self) -> bool:
        """Every row has a value of its own."""
        return self.is_complete and len(self.values) == self.rows

    @property
    def is_worded(self) -> bool:
        """Texts that a person reads: no numbers, dates or addresses."""
        return bool(self.filled) and not self.forms

    def fits(self, column: Column) -> bool:
        """Whether the values can be what the contract's column holds; an empty column fits nothing."""
        if not self.filled:
            return False
        if column.is_date:
            return "date" in self.forms
        if column.data_type == "boolean":
            return "boolean" in self.forms
        return not column.is_number or "number" in self.forms

    def share_in(self, known: frozenset[str]) -> float:
        """The share of the distinct values that are among `known`."""
        return len(self.values & known) / len(self.values) if self.values else 0.0


@dataclass(frozen=True)
class FileProfile:
    """A landing file as it was looked at."""

    path: Path
    landing_path: str
    kind: Kind
    facts: FileFacts
    shape: Shape
    columns: tuple[ColumnProfile, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnProfile:
        return self.columns[self.names.index(name)]


def profile(path: Path, landing_path: str, kind: Kind) -> FileProfile:
    """Looks at a file. Raises InputError for one that cannot be read."""
    try:
        facts = files.examine(path, kind)
        with files.readable(path, facts) as readable, duckdb.connect() as connection:
            records.prepare(connection)
            shape = relation.shape_of(connection, path, readable, kind, facts)
            names = unique_names(shape.headers)
            rows = records.plain(readable, shape, names)
            texts = ", ".join(f"{_clean(name)} as {quoted(name)}" for name in names)
            connection.execute(f"create table sample as select {texts} from {rows} limit {SAMPLE}")
            return FileProfile(path, landing_path, kind, facts, shape, _columns(connection, names))
    except PermissionError as error:
        remedy = "give this user the right to read it"
        raise InputError("the file must not be read", file=path, remedy=remedy) from error
    except duckdb.Error as error:
        raise InputError(f"the file cannot be read ({error})", file=path, remedy="export it again") from error


def _clean(name: str) -> str:
    return records.clean_text(f"cast({quoted(name)} as varchar)", _PLACEHOLDERS)


def _columns(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> tuple[ColumnProfile, ...]:
    total = connection.execute("select count(*) from sample").fetchall()[0][0]
    return tuple(_column(connection, name, total) for name in names)


def _column(connection: duckdb.DuckDBPyConnection, name: str, rows: int) -> ColumnProfile:
    text = quoted(name)
    found = connection.execute(f"select count({text}), array_agg(distinct {text}) from sample").fetchall()[0]
    filled, values = found[0], frozenset(found[1] or ()) - {None}
    forms = _forms(sorted(values)[:: len(values) // TRIED + 1])
    readings = {form: value_sql(Column(name, kind), text, "") for form, kind in _TYPES.items()}
    day, number = f"cast({readings['date']} as date)", f"median(cast({readings['number']} as double))"
    today = datetime.now(UTC).date().isoformat()
    newest = f"max({day}) filter (where {day} <= date '{today}')"
    nothing = "max(null)"  # an aggregate: of no rows, too, there is one
    asked = f"select {number if 'number' in forms else nothing}, {newest if 'date' in forms else nothing} from sample"
    median, latest = connection.execute(asked).fetchall()[0]
    return ColumnProfile(name, rows, filled, forms, median, latest, values)


def _forms(values: list[str]) -> frozenset[str]:
    """What MOST of the texts can be read as."""
    tests = {form: f"regexp_full_match(value, {literal(pattern)})" for form, pattern in _FORMS.items()}
    tests |= {form: f"{value_sql(Column('value', kind), 'value', '')} is not null" for form, kind in _TYPES.items()}
    counts = ", ".join(f"count(*) filter (where {test})" for test in tests.values())
    row = duckdb.execute(f"select {counts} from (select unnest($1::varchar[]) as value)", [values]).fetchall()[0]
    return frozenset(form for form, count in zip(tests, row, strict=True) if values and count >= MOST * len(values))
