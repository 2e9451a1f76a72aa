"""One landing file to typed Parquet and rejects: the queries (INPUTS.md, "Nothing is lost")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.lib.contracts import Column
from orchestration.lib.landing.assess import Assessment
from orchestration.lib.landing.headers import TEXT, Match
from orchestration.lib.landing.pseudonyms import People, normalised
from orchestration.lib.landing.readings import currency_sql, depends_sql, value_sql
from orchestration.lib.landing.records import ambiguous_texts, clean_text
from orchestration.lib.landing.wrapped import holds_a_line, is_alone
from orchestration.lib.sql import literal, own, quoted

_MAIL = r"'[^\s\",;|@<>=?&/:()]+(?:@|%40)([^\s@]+\.)'"
UNSETTLED = "what this means depends on the reading"
"""The reason of a row of which the conversion assumed too much (assess.py): the file is converted again."""
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
    """The queries that land a file."""

    match: Match
    assessment: Assessment
    has_spaces_alone: bool
    """As the facts of the file say."""

    @property
    def is_personal(self) -> bool:
        """Whether the file has a column that becomes pseudonyms."""
        return bool(self.match.personal_extras) or any(column.personal for column in self._columns())

    def personal_values(self, records: str) -> str:
        """A query for every personal value of the file, normalised, as `value`; of one column each spelling once."""
        texts = list(self._personal_texts().values())
        value = texts[0] if len(texts) == 1 else f"unnest([{', '.join(texts)}])"
        columns = [column for column in self._columns() if column.personal]
        header = self.match.sources[columns[0].name].header if len(columns) == len(texts) == 1 else None
        if header:
            records = f"select distinct {quoted(header)} from ({records})"
        typed = self._typed(records, columns, has_extras=not header)
        return f"{typed} select {value} as value from typed"

    def _personal_texts(self) -> dict[str, str]:
        """Personal column of the file (those outside the contract by their name in raw) -> its normalised text."""
        texts = {column.name: _value(column) for column in self._columns() if column.personal}
        texts |= {raw: _extra(raw) for raw in sorted(self.match.personal_extras)}
        return {name: normalised(text) for name, text in texts.items()}

    def raw(self, records: str, place: str, raw_file: str, people: People | None) -> str:
        """The rows of the raw file, one for each of the records and in their order.

        Contract columns, columns the contract does not know, _key and _issues, all null in a rejected row; _file;
        `place`, what of the records tells the line; and why a row is rejected: _column_name, _reason, _raw_text.
        """
        kept = (f"case when {_FAULT} is null then {sql} end as {quoted(name)}" for name, sql in self._raw())
        numbered = list(enumerate(self._faults()))
        columns = " ".join(f"when {number} then {literal(column.name)}" for number, (column, _, _) in numbered)
        reasons = " ".join(f"when {number} then {reason}" for number, (_, _, reason) in numbered)
        why = {
            "_column_name": f"case {_FAULT} {columns} end",
            "_reason": _masked(f"case {_FAULT} {reasons} end"),
            "_raw_text": _masked(self._raw_text()),
        }
        told = (
            f"case when {_FAULT} is not null then {sql} end as {name}"
            if numbered
            else f"cast(null as varchar) as {name}"
            for name, sql in why.items()
        )
        personal = {
            name: people.pseudonym(name, text) if people else "" for name, text in self._personal_texts().items()
        }
        finals = [f"{self._final(column, personal)} as {_final(column)}" for column in self.match.contract.columns]
        finals += [f"{personal[raw]} as {_person(raw)}" for raw in sorted(self.match.personal_extras)]
        join = people.joined(self._personal_texts()) if people else ""
        return (
            f"{self._typed(records, self._columns())}, judged as (select *, {self._fault()} as {_FAULT} from typed), "
            f"finished as (select judged.*, {', '.join(finals)} from judged {join}) "
            f"select {', '.join(kept)}, {literal(raw_file)} as _file, {place}, {', '.join(told)} from finished"
        )

    def unreadable(self, raw_file: str) -> str:
        """Rows of the raw file for the lines that are no records."""
        text = literal(WITHHELD) if self.is_personal else _without_mails("line")
        return f"select {literal(raw_file)} as _file, _line, reason as _reason, {text} as _raw_text from unreadable"

    def _raw(self) -> Iterator[tuple[str, str]]:
        """Columns of the raw file that hold what the row says -> SQL over `finished`."""
        yield from ((column.name, _final(column)) for column in self.match.contract.columns)
        for raw in self.match.extras:
            yield raw, _person(raw) if raw in self.match.personal_extras else _without_mails(_extra(raw))
        yield "_key", self._key()
        yield "_issues", self._issues()

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
            return self._typed_cell(column, source.data_type, sql, tried)
        given = self._clean(sql, self.match.contract.placeholders)
        reading = self.assessment.readings.get(column.name, "")
        return _Cell(column, given, tried, value_sql(column, _given(column), reading))

    def _typed_cell(self, column: Column, data_type: str, sql: str, tried: str | None) -> _Cell:
        """A cell that has a type, as Parquet's have.

        A number in a column of text or of dates is read by its digits. Where some are missing, other programs keep
        whole numbers as floating ones: 12.0 is 12.
        """
        is_numeric = re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL", data_type) is not None
        if column.data_type == "string" or (column.is_date and is_numeric):
            text = f"cast({sql} as varchar)"
            if data_type in ("DOUBLE", "FLOAT"):
                is_whole = f"{sql} = trunc({sql}) and abs({sql}) < 1e18"
                text = f"case when {is_whole} then cast(cast({sql} as bigint) as varchar) else {text} end"
            if column.is_date:
                return _Cell(column, text, tried, value_sql(column, _given(column), ""))
            return _Cell(column, text, tried, f"try_cast({_given(column)} as {column.data_type})")
        value = f"try_cast({_given(column)} as {column.data_type})"
        if column.data_type == "bigint" and is_numeric:
            value = f"case when {_given(column)} = trunc({_given(column)}) then {value} end"
        return _Cell(column, sql, tried, value)

    def _clean(self, text: str, placeholders: tuple[str, ...] = ()) -> str:
        return clean_text(text, placeholders, has_spaces_alone=self.has_spaces_alone)

    def _typed(self, records: str, columns: Iterable[Column], *, has_extras: bool = True) -> str:
        """Common table expressions, ending in `typed`: of each column what the file says and what it becomes.

        `has_extras`: also of what the contract does not know.
        """
        cells = [self._cell(column) for column in columns]
        given = [f"{cell.given} as {_given(cell.column)}" for cell in cells]
        given += [
            f"{self._clean(f'cast({quoted(name)} as varchar)')} as {_extra(raw)}"
            for raw, name in (self.match.extras.items() if has_extras else ())
        ]
        tried = [f"{cell.tried} as {_tried(cell.column)}" for cell in cells if cell.tried]
        typed = [f"{cell.value} as {_value(cell.column)}" for cell in cells]
        return (
            f"with file as ({records}), "
            f"tried as (select {', '.join(['*', *tried])} from file), "
            f"cells as (select {', '.join(['*', *given])} from tried), "
            f"typed as (select {', '.join(['*', *typed])} from cells)"
        )

    def _fault(self) -> str:
        """SQL: the place of the first of the row's faults; null for a row that is kept."""
        whens = " ".join(f"when {test} then {place}" for place, (_, test, _) in enumerate(self._faults()))
        return f"case {whens} end" if whens else "cast(null as integer)"

    def _faults(self) -> Iterator[tuple[Column, str, str]]:
        """(column, condition, reason as SQL) of whatever rejects a row, in the order in which it is told."""
        if self.assessment.is_assumed:
            ambiguous = ambiguous_texts(self.match)
            texts = {column.name: _given(column) for column in self._columns() if column.name in ambiguous}
            for column, test in depends_sql(self.match.contract, texts):
                yield column, test, literal(UNSETTLED)
        if self.match.shape.kind == "csv":
            yield from self._whole_lines()
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

    def _whole_lines(self) -> Iterator[tuple[Column, str, str]]:
        """Of a CSV file: a line that stands in its first cell, and was not taken out of it (records.py)."""
        cell, *others = map(quoted, self.match.names)
        if self.assessment.is_assumed:
            yield next(self._columns()), holds_a_line(cell, others, self.match.shape.delimiter), literal(UNSETTLED)
        for column in self._columns():
            is_first = self.match.sources[column.name].header == self.match.names[0]
            if is_first and (column.key or column.name.endswith("_id")):
                alone = is_alone(cell, others, self.match.shape.delimiter)
                yield column, alone, "'the line stands in its first cell'"

    def _shown(self, text: str) -> str:
        """SQL: a cell of a rejected row as people may see it.

        Where the file has personal columns, the cells of a broken line may have moved by one: only their form is shown.
        """
        if not self.is_personal:
            return text
        return f"regexp_replace(regexp_replace({text}, '\\d', '9', 'g'), '\\pL', 'a', 'g')"

    def _final(self, column: Column, personal: dict[str, str]) -> str:
        """A column of the raw file: what its own cell says, else what amounts in text say of it."""
        told = [
            currency_sql(_given(amount))
            for amount in self._columns()
            if amount.name in column.told_by and self.match.sources[amount.name].data_type == TEXT
        ]
        cell = self._cell_kept(column, personal)
        return f"coalesce({', '.join([cell, *told])})" if told else cell

    def _cell_kept(self, column: Column, personal: dict[str, str]) -> str:
        """A cell as it is kept: typed, personal ones as pseudonym, below its minimum missing, null when absent.

        Other text, ids apart, loses the names in e-mail addresses: people write them into links and remarks.
        """
        if column.name not in self.match.sources:
            return f"cast(null as {column.data_type})"
        value = _value(column)
        if column.personal:
            return personal[column.name]
        if column.minimum is not None and column.on_violation == "missing":
            return f"case when {value} >= {column.minimum} then {value} end"
        is_free_text = column.data_type == "string" and not column.key and not column.name.endswith("_id")
        return _without_mails(value) if is_free_text else value

    def _key(self) -> str:
        """The declared key, else the hash of the row's contract columns; null where the one key is a column of text."""
        keys = self.match.contract.keys
        present = [column for column in keys if column.name in self.match.sources]
        declared = [f"cast({_value(column)} as varchar)" for column in present]
        if keys and all(column.required for column in keys):
            is_there = self.match.contract.text_key is not None
            return "cast(null as varchar)" if is_there else f"concat_ws('|', {', '.join(declared)})"
        cells = (f"coalesce(cast({_final(column)} as varchar), chr(30))" for column in self.match.contract.columns)
        hashed = f"md5(concat_ws(chr(31), {', '.join(cells)}))"
        if self.match.contract.text_key in present:
            return f"case when {declared[0]} is null then {hashed} end"
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
    """SQL: `_masked`, quicker where most texts hold no address."""
    return f"case when contains({text}, '@') or contains({text}, '%40') then {_masked(text)} else {text} end"


def _masked(text: str) -> str:
    """SQL: a text in which e-mail addresses, also those inside a link, are left with their domain alone."""
    return f"regexp_replace({text}, {_MAIL}, '***@\\1', 'g')"


def _headers_of_personal(match: Match) -> Iterator[str]:
    """The file's own columns that a personal column is made of; all of them where an expression is."""
    for column in match.contract.columns:
        source = match.sources.get(column.name)
        if column.personal and source is not None:
            yield from [source.header] if source.header else match.names


def _extra(raw: str) -> str:
    return own(f"extra {raw}")


def _person(name: str) -> str:
    return own(f"person {name}")


def _given(column: Column) -> str:
    return own(f"given {column.name}")


def _value(column: Column) -> str:
    return own(f"value {column.name}")


def _final(column: Column) -> str:
    return own(f"final {column.name}")


def _tried(column: Column) -> str:
    return own(f"tried {column.name}")


_FAULT = own("fault")
