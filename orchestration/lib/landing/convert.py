"""One landing file to typed Parquet and rejects: the queries (INPUTS.md, "Nothing is lost")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.lib.contracts import Column
from orchestration.lib.landing import pseudonyms
from orchestration.lib.landing.headers import TEXT, Match
from orchestration.lib.landing.readings import Reading, value_sql
from orchestration.lib.landing.records import clean_text
from orchestration.lib.landing.relation import literal, quoted

_MAIL = r"'[^\s\",;|@<>=?&/:()]+(?:@|%40)([^\s@]+\.)'"
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

    @property
    def is_personal(self) -> bool:
        """Whether the file has a column that becomes pseudonyms."""
        return bool(self.match.personal_extras) or any(column.personal for column in self._columns())

    def personal_values(self) -> str | None:
        """A query for every personal value of the file, normalised, as `value`; None when it has no personal column."""
        if not self.is_personal:
            return None
        texts = list(self._personal_texts().values())
        value = texts[0] if len(texts) == 1 else f"unnest([{', '.join(texts)}])"
        typed = self._typed(column for column in self._columns() if column.personal)
        return f"{typed} select {value} as value from typed"

    def _personal_texts(self) -> dict[str, str]:
        """Personal column of the file (those outside the contract by their name in raw) -> its normalised text."""
        texts = {column.name: _value(column) for column in self._columns() if column.personal}
        texts |= {raw: _extra(raw) for raw in sorted(self.match.personal_extras)}
        return {name: pseudonyms.normalised(text) for name, text in texts.items()}

    def kept(self, raw_file: str) -> str:
        """The rows of the raw file: contract columns, columns the contract does not know, then _file, _line, _key."""
        return f"{self._finished(f'where not ({self._is_bad()})')} select {self._raw(raw_file)}, _line from finished"

    def all(self, raw_file: str, first_line: int) -> str:
        """Every row of a sound file whose records come without `_line`: the row's place tells it, from `first_line` on.

        Rows that are to be rejected are marked `_is_bad`.
        """
        bad = f"{self._is_bad()} as _is_bad, cast({first_line} as bigint) as _first_line"
        return f"{self._finished()} select {self._raw(raw_file)}, {bad} from finished"

    def rejected(self, join: str) -> str:
        """The rejected lines: line, column_name, reason, raw_text; first those that are no records.

        `join`: what leaves of `records` those that were rejected.
        """
        unread = literal(WITHHELD) if self.is_personal else _without_mails("line")
        whens = " ".join(f"when {test} then {literal(column.name)}" for column, test, _ in self._faults())
        reasons = " ".join(f"when {test} then {reason}" for _, test, reason in self._faults())
        told = f"case {whens} end as bad_column, case {reasons} end as reason, {self._raw_text()} as raw_text"
        bad = (
            f"select _line, bad_column, {_without_mails('reason')}, {_without_mails('raw_text')} "
            f"from ({self._typed(self._columns(), join)} select _line, {told} from typed)"
        )
        unreadable = "select _line as line, cast(null as varchar) as column_name, reason"
        return f"{unreadable}, {unread} as raw_text from unreadable" + (f" union all {bad}" if whens else "")

    def _finished(self, where: str = "") -> str:
        """Common table expressions, ending in `finished`: every column as it stands in raw."""
        finals = [f"{self._final(column)} as {_final(column)}" for column in self.match.contract.columns]
        finals += [f"{_person(raw)}.pseudonym as {_person(raw)}" for raw in sorted(self.match.personal_extras)]
        people = " ".join(
            f"left join pseudonyms as {_person(name)} on {_person(name)}.value = {text}"
            for name, text in self._personal_texts().items()
        )
        typed = self._typed(self._columns())
        return f"{typed}, finished as (select {', '.join(['typed.*', *finals])} from typed {people} {where})"

    def _raw(self, raw_file: str) -> str:
        """The columns of the raw file, apart from those that tell a row's line."""
        columns = [f"{_final(column)} as {quoted(column.name)}" for column in self.match.contract.columns]
        columns += [
            f"{_person(raw) if raw in self.match.personal_extras else _without_mails(_extra(raw))} as {quoted(raw)}"
            for raw in self.match.extras
        ]
        own = [f"{literal(raw_file)} as _file", f"{self._key()} as _key", f"{self._issues()} as _issues"]
        return ", ".join(columns + own)

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

    def _typed(self, columns: Iterable[Column], join: str = "") -> str:
        """Common table expressions, ending in `typed`: of each column what the file says and what it becomes.

        `join`: what of the records is looked at.
        """
        cells = [self._cell(column) for column in columns]
        given = [f"{cell.given} as {_given(cell.column)}" for cell in cells]
        given += [
            f"{clean_text(f'cast({quoted(name)} as varchar)', ())} as {_extra(raw)}"
            for raw, name in self.match.extras.items()
        ]
        tried = [f"{cell.tried} as {_tried(cell.column)}" for cell in cells if cell.tried]
        typed = [f"{cell.value} as {_value(cell.column)}" for cell in cells]
        return (
            f"with file as (select * from ({self.records}) as records {join}), "
            f"tried as (select {', '.join(['*', *tried])} from file), "
            f"cells as (select {', '.join(['*', *given])} from tried), "
            f"typed as (select {', '.join(['*', *typed])} from cells)"
        )

    def _is_bad(self) -> str:
        return " or ".join(f"({test})" for _, test, _ in self._faults()) or "false"

    def _faults(self) -> Iterator[tuple[Column, str, str]]:
        """(column, condition, reason as SQL) of whatever rejects a row, in the order in which it is told."""
        for column in self._columns():
            shown = f"left({self._shown(f'cast({_given(column)} as varchar)')}, 80)"
            source = self.match.sources[column.name]
            if source.header is None:
                yield column, f"{_tried(column)} is null", "'the expression of columns.yml cannot be computed'"
            what = {"bigint": "whole number", "boolean": "yes or no"}.get(
                column.data_type, "number" if column.is_number else "date"
            )
            if column.data_type != "string":
                reason = f"'this is no {what}: ' || {shown}"
                yield column, f"{_given(column)} is not null and {_value(column)} is null", reason
            if column.key and column.required:
                yield column, f"{_value(column)} is null", "'the key is empty'"
            if column.minimum is not None and column.on_violation == "reject":
                test = f"coalesce({_value(column)} < {column.minimum}, false)"
                yield column, test, f"'below {column.minimum}: ' || {shown}"

    def _shown(self, text: str) -> str:
        """SQL: a cell of a rejected row as people may see it.

        Where the file has personal columns, the cells of a broken line may have moved by one: only their form is shown.
        """
        if not self.is_personal:
            return text
        return f"regexp_replace(regexp_replace({text}, '\\d', '9', 'g'), '\\pL', 'a', 'g')"

    def _final(self, column: Column) -> str:
        """A column of the raw file: typed, personal ones as pseudonym, below its minimum missing, null when absent.

        Other text, ids apart, loses the names in e-mail addresses: people write them into links and remarks.
        """
        if column.name not in self.match.sources:
            return f"cast(null as {column.data_type})"
        value = _value(column)
        if column.personal:
            return f"{_person(column.name)}.pseudonym"
        if column.minimum is not None and column.on_violation == "missing":
            return f"case when {value} >= {column.minimum} then {value} end"
        is_free_text = column.data_type == "string" and not column.key and not column.name.endswith("_id")
        return _without_mails(value) if is_free_text else value

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
        tests = {
            column.name: f"{_value(column)} < {column.minimum}"
            for column in self._columns()
            if column.minimum is not None and column.on_violation == "missing"
        }
        if not tests:
            return "cast(null as varchar)"
        found = (f"case when {test} then {literal(name)} end" for name, test in tests.items())
        return f"case when {' or '.join(tests.values())} then concat_ws(';', {', '.join(found)}) end"

    def _raw_text(self) -> str:
        """The row as a JSON object of the file's own columns, personal ones empty."""
        personal = {self.match.extras[raw] for raw in self.match.personal_extras}
        personal |= set(_headers_of_personal(self.match))
        shown = (
            f"{literal(name)}, "
            f"{literal('***') if name in personal else self._shown(f'cast({quoted(name)} as varchar)')}"
            for name in self.match.names
        )
        return f"cast(json_object({', '.join(shown)}) as varchar)"


def _without_mails(text: str) -> str:
    """SQL: a text in which e-mail addresses, also those inside a link, are left with their domain alone."""
    masked = f"regexp_replace({text}, {_MAIL}, '***@\\1', 'g')"
    return f"case when contains({text}, '@') or contains({text}, '%40') then {masked} else {text} end"


def _headers_of_personal(match: Match) -> Iterator[str]:
    """The file's own columns that a personal column is made of; all of them where an expression is."""
    for column in match.contract.columns:
        source = match.sources.get(column.name)
        if column.personal and source is not None:
            yield from [source.header] if source.header else match.names


def _extra(raw: str) -> str:
    return quoted(f"_extra_{raw}")


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
