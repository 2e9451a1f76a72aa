"""One landing file to typed Parquet and rejects: the queries (INPUTS.md, "Nothing is lost")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.lib.contracts import Column
from orchestration.lib.landing import pseudonyms
from orchestration.lib.landing.headers import TEXT, Match
from orchestration.lib.landing.readings import Reading, value_sql
from orchestration.lib.landing.records import clean_text
from orchestration.lib.landing.relation import literal, quoted

_MAIL = "'[^\\s\",;|@<>]+@'"
WITHHELD = "(withheld: the file has personal columns)"


@dataclass(frozen=True)
class _Cell:
    """SQL of one contract column: what the file says, what it becomes, and when that cannot be."""

    column: Column
    given: str
    """As the file has it, without outer blanks and placeholders."""
    tried: str | None
    """Of an expression of columns.yml: a list with its value, or null where it could not be computed."""
    value: str
    """Over `_given(column)`."""


@dataclass(frozen=True)
class Conversion:
    """The queries that land a file; `records` is what they read from."""

    match: Match
    readings: dict[str, Reading]
    records: str

    def personal_values(self) -> str | None:
        """A query for every personal value of the file, normalised, as `value`; None when it has no personal column."""
        parts = (f"select {text} as value from judged" for text in self._personal_texts().values())
        return f"{self._judged()} {' union '.join(parts)}" if self._personal_texts() else None

    def _personal_texts(self) -> dict[str, str]:
        """Personal column of the file (those outside the contract by their name in raw) -> its normalised text."""
        texts = {column.name: _value(column) for column in self._columns() if column.personal}
        texts |= {raw: self._extra_text(raw) for raw in sorted(self.match.personal_extras)}
        return {name: pseudonyms.normalised(text) for name, text in texts.items()}

    def kept(self, raw_file: str) -> str:
        """The rows of the raw file: contract columns, columns the contract does not know, then _file, _line, _key."""
        contract = self.match.contract.columns
        finals = [f"{self._final(column)} as {_final(column)}" for column in contract]
        finals += [f"{_person(raw)}.pseudonym as {_person(raw)}" for raw in sorted(self.match.personal_extras)]
        columns = [f"{_final(column)} as {quoted(column.name)}" for column in contract]
        columns += [
            f"{_person(raw) if raw in self.match.personal_extras else self._extra_text(raw)} as {quoted(raw)}"
            for raw in self.match.extras
        ]
        people = " ".join(
            f"left join pseudonyms as {_person(name)} on {_person(name)}.value = {text}"
            for name, text in self._personal_texts().items()
        )
        return (
            f"{self._judged()}, "
            f"finished as (select judged.*, {', '.join(finals)} from judged {people} where _bad_column is null) "
            f"select {', '.join(columns)}, {literal(raw_file)} as _file, _line, "
            f"{self._key()} as _key, {self._issues()} as _issues from finished"
        )

    def rejected(self) -> str:
        """The rejected lines: line, column_name, reason, raw_text; first those that are no records."""
        has_personal = bool(self.match.personal_extras) or any(column.personal for column in self._columns())
        unread = literal(WITHHELD) if has_personal else f"regexp_replace(line, {_MAIL}, '***@', 'g')"
        return (
            f"select _line as line, cast(null as varchar) as column_name, reason, {unread} as raw_text from unreadable "
            f"union all ({self._judged()} select _line, _bad_column, {self._reason()}, {self._raw_text()} "
            "from judged where _bad_column is not null)"
        )

    def _columns(self) -> Iterator[Column]:
        """The contract columns that the file has."""
        return (column for column in self.match.contract.columns if column.name in self.match.sources)

    def _cell(self, column: Column) -> _Cell:
        source = self.match.sources[column.name]
        # One TRY per expression: DuckDB would compute what two of them share outside of both.
        is_expression = source.header is None
        tried, sql = (f"try(list_value({source.sql}))", f"{_tried(column)}[1]") if is_expression else (None, source.sql)
        if source.data_type.endswith("[]"):
            sql = f"array_to_string({sql}, ';')"
        elif source.data_type in ("DOUBLE", "FLOAT"):
            sql = f"(case when not isnan({sql}) then {sql} end)"
        if source.data_type != TEXT and not source.data_type.endswith("[]"):
            given = f"cast({sql} as varchar)" if column.data_type == "string" else sql
            return _Cell(column, given, tried, f"try_cast({_given(column)} as {column.data_type})")
        given = clean_text(sql, self.match.contract.placeholders)
        return _Cell(column, given, tried, value_sql(column, _given(column), self.readings.get(column.name, "")))

    def _judged(self) -> str:
        """Common table expressions, ending in `judged`: the values, and the first column that is bad, if any."""
        cells = [self._cell(column) for column in self._columns()]
        given = [f"{cell.given} as {_given(cell.column)}" for cell in cells]
        tried = [f"{cell.tried} as {_tried(cell.column)}" for cell in cells if cell.tried]
        typed = [f"{cell.value} as {_value(cell.column)}" for cell in cells]
        whens = " ".join(f"when {test} then {literal(column.name)}" for column, test, _ in self._faults())
        bad = f"case {whens} end" if whens else "cast(null as varchar)"
        return (
            f"with file as ({self.records}), "
            f"tried as (select {', '.join(['*', *tried])} from file), "
            f"cells as (select *, {', '.join(given)} from tried), "
            f"typed as (select *, {', '.join(typed)} from cells), "
            f"judged as (select *, {bad} as _bad_column from typed)"
        )

    def _faults(self) -> Iterator[tuple[Column, str, str]]:
        """(column, condition, reason as SQL) of whatever rejects a row, in the order in which it is told."""
        for column in self._columns():
            shown = "'***'" if column.personal else f"left(cast({_given(column)} as varchar), 80)"
            if self.match.sources[column.name].header is None:
                yield column, f"{_tried(column)} is null", "'the expression of columns.yml cannot be computed'"
            what = {"bigint": "whole number", "boolean": "yes or no", "string": "text"}.get(
                column.data_type, "number" if column.is_number else "date"
            )
            reason = f"'this is no {what}: ' || {shown}"
            yield column, f"{_given(column)} is not null and {_value(column)} is null", reason
            if column.key and column.required:
                yield column, f"{_value(column)} is null", "'the key is empty'"
            if column.minimum is not None and column.on_violation == "reject":
                test = f"{_value(column)} < {column.minimum}"
                yield column, test, f"'below {column.minimum}: ' || {shown}"

    def _reason(self) -> str:
        whens = " ".join(f"when {test} then {reason}" for _, test, reason in self._faults())
        return f"regexp_replace(case {whens} end, {_MAIL}, '***@', 'g')"

    def _final(self, column: Column) -> str:
        """A column of the raw file: typed, personal ones as pseudonym, below its minimum missing, null when absent."""
        if column.name not in self.match.sources:
            return f"cast(null as {column.data_type})"
        value = _value(column)
        if column.personal:
            return f"{_person(column.name)}.pseudonym"
        if column.minimum is not None and column.on_violation == "missing":
            return f"case when {value} >= {column.minimum} then {value} end"
        return value

    def _extra_text(self, raw: str) -> str:
        return clean_text(f"cast({quoted(self.match.extras[raw])} as varchar)", ())

    def _key(self) -> str:
        """The declared key, else the hash of the row's contract columns."""
        keys = self.match.contract.keys
        present = [column for column in keys if column.name in self.match.sources]
        declared = [f"cast({_value(column)} as varchar)" for column in present]
        if keys and all(column.required for column in keys):
            return f"concat_ws('|', {', '.join(declared)})"
        cells = (f"coalesce(cast({_final(column)} as varchar), chr(30))" for column in self.match.contract.columns)
        hashed = f"md5(concat_ws(chr(31), {', '.join(cells)}))"
        return f"coalesce({', '.join([*declared, hashed])})"

    def _issues(self) -> str:
        """Names of the columns whose cell was below its minimum and became missing, with `;` between them."""
        found = [
            f"case when {_value(column)} < {column.minimum} then {literal(column.name)} end"
            for column in self._columns()
            if column.minimum is not None and column.on_violation == "missing"
        ]
        return f"nullif(concat_ws(';', {', '.join(found)}), '')" if found else "cast(null as varchar)"

    def _raw_text(self) -> str:
        """The row as a JSON object of the file's own columns, personal ones empty."""
        personal = {self.match.extras[raw] for raw in self.match.personal_extras}
        personal |= set(_headers_of_personal(self.match))
        shown = (
            f"{literal(name)}, {literal('***') if name in personal else f'cast({quoted(name)} as varchar)'}"
            for name in self.match.names
        )
        return f"regexp_replace(cast(json_object({', '.join(shown)}) as varchar), {_MAIL}, '***@', 'g')"


def _headers_of_personal(match: Match) -> Iterator[str]:
    """The file's own columns that a personal column is made of; all of them where an expression is."""
    for column in match.contract.columns:
        source = match.sources.get(column.name)
        if column.personal and source is not None:
            yield from [source.header] if source.header else match.names


def _person(name: str) -> str:
    return quoted(f"_person_{name}")


def _given(column: Column) -> str:
    return quoted(f"_given_{column.name}")


def _value(column: Column) -> str:
    return quoted(f"_value_{column.name}")


def _final(column: Column) -> str:
    return quoted(f"_final_{column.name}")


def _tried(column: Column) -> str:
    return quoted(f"_tried_{column.name}")


def field_issues_query(raw_path: str) -> str:
    """Counts of what `_issues` names in a raw file: column_name, rows."""
    return (
        "select column_name, count(*) from "
        f"(select unnest(string_split(_issues, ';')) as column_name from read_parquet({literal(raw_path)}) "
        "where _issues is not null) group by column_name order by column_name"
    )
