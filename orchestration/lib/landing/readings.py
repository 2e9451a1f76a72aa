"""How a file writes its dates and numbers, and the SQL that reads them so (INPUTS.md, "Nothing is lost").

A value such as 03/04/2026 or 1,234 has two readings. A column's other values tell which is meant; where none does, the
column is refused until columns.yml says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.lib.contracts import Column, TableContract
from orchestration.lib.errors import Collected, InputError
from orchestration.lib.landing import hosts
from orchestration.lib.landing.headers import Match, header_sql, mapping_line
from orchestration.lib.sql import literal, own, quoted

Reading = Literal["", "day first", "month first", "decimal point", "decimal comma"]

_DAY_MONTH = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ T,].*)?$"
_POINT = r"^[-+]?(\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|0?\.\d+|0\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d+)$"
_COMMA = r"^[-+]?(\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}|0?,\d+|0,\d+|\d+,(\d{1,2}|\d{4,})|\d{4,},\d+)$"
_EITHER = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}$"
_PLAIN = r"[-+]?\d*(\.(\d{1,2}|\d{4,}))?"
"""Numbers that read one way; with a point, they say that a point is what decimals have."""
_ORNAMENT = r"[\s'\x{2019}\x{a0}\x{202f}€$£]|^[A-Z]{3}|[A-Z]{3}$"
_SIGNS = {"€": "EUR", "£": "GBP"}
"""Signs of one currency each; a dollar alone is anybody's."""
_CODES = ("^([A-Z]{3})[^A-Za-z]", "[^A-Za-z]([A-Z]{3})$")
_UNSEEN = "'\u200b\u200c\u200d\u2060\ufeff'"
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_WORDED = (
    *(
        form + year
        for form in ("%d %b ", "%d %B ", "%b %d ", "%B %d ", "%d-%b-", "%d.%b.")
        for year in ("%y", "%Y")  # %Y also reads a year of two digits, as one of Rome's
    ),
    "%Y%m%d",
)


class TwoReadings(InputError):
    """A column of dates or numbers that can be read both ways, or is written so. `choices`: reading -> expression for
    columns.yml."""

    def __init__(
        self, contract: TableContract, column: Column, header: str, example: str | None, path: Path, *, is_mixed: bool
    ) -> None:
        name = header_sql(header)
        if column.is_date:
            forms = {"day first": _format(example or "", "dm"), "month first": _format(example or "", "md")}
            self.choices = {reading: f"strptime({name}, '{form}')" for reading, form in forms.items()}
        else:
            comma, point = f"replace(replace({name}, '.', ''), ',', '.')", f"replace({name}, ',', '')"
            if is_mixed:  # what is not written so stays as it is: read if it has one meaning, else rejected
                comma = f"case when {_is_written(name, '.', ',')} then {comma} else {name} end"
                point = f"case when {_is_written(name, ',', '.')} then {point} else {name} end"
            self.choices = {"decimal comma": comma, "decimal point": point}
        how = "; ".join(f"{say}: {mapping_line(contract, {column.name: sql})}" for say, sql in self.choices.items())
        shown = f", such as {example}" if example else ""
        what = "dates" if column.is_date else "numbers"
        rule = f"the {what} in '{header}'{shown}, can be read both ways"
        if is_mixed:
            rule = f"the {what} in '{header}' are written both ways" + (f"; {example} may be either" if example else "")
        super().__init__(rule, file=path, remedy=f"columns.yml, {how}")


def _is_written(text: str, thousands: str, decimals: str) -> str:
    """SQL: whether a number has these separators, whatever stands around it."""
    around = "[^0-9.,]*"
    form = f"{around}([0-9]{{1,3}}([{thousands}][0-9]{{3}})+|[0-9]*)([{decimals}][0-9]+)?{around}"
    return f"regexp_full_match({text}, '{form}')"


@dataclass(frozen=True)
class Evidence:
    """Values of a column that one reading alone allows, those that both allow, and the least of these."""

    first: int
    second: int
    both: int
    example: str | None


def look(
    connection: duckdb.DuckDBPyConnection, records: str, matched: Match, texts: dict[str, str]
) -> tuple[list[Evidence], int]:
    """(evidence for each column of `_asked`, rows). `records`: the file's rows; `texts`: SQL of clean texts."""
    asked = _asked(matched.contract, texts)
    counts, cleaned, unsettled = [], [], []
    for place, column in enumerate(asked):
        text, rest = own(f"text {place}"), own(f"unsettled {place}")
        cleaned.append(f"{texts[column.name]} as {text}")
        unsettled.append(f"case when not ({_is_settled(column, text)}) then {text} end as {rest}")
        first, second, both = _tests(column, rest)
        if not column.is_date:
            first = f"{first} or ({rest} is null and contains({text}, '.'))"
        counts += [f"count(*) filter (where {test})" for test in (first, second, both)]
        counts.append(f"min({rest}) filter (where {both})")
    # Every column of a CSV file is asked for, so that DuckDB looks at every line as a whole.
    every = [f"count({quoted(name)})" for name in matched.names if matched.shape.kind == "csv"]
    looked = f"select {', '.join(['*', *unsettled])} from (select {', '.join(['*', *cleaned])} from {records})"
    row = connection.execute(f"select {', '.join([*counts, *every, 'count(*)'])} from ({looked})").fetchall()[0]
    return [Evidence(*row[4 * place : 4 * place + 4]) for place in range(len(asked))], row[-1]


def decide(evidence: list[Evidence], matched: Match, texts: dict[str, str], path: Path) -> dict[str, Reading]:
    """Contract column -> how its text is to be read, by what `look` saw.

    Raises InputError for columns that can be read both ways throughout, with the line of columns.yml that settles it.
    """
    decided: dict[str, Reading] = {}
    wrong = Collected()
    for column, seen in zip(_asked(matched.contract, texts), evidence, strict=True):
        with wrong:
            decided[column.name] = _decide(column, seen, matched, path)
    wrong.refuse()
    return decided


def reads_one_way(evidence: list[Evidence], matched: Match, texts: dict[str, str]) -> bool:
    """Whether the values that `look` saw are the same whatever the reading."""
    asked = _asked(matched.contract, texts)
    pairs = zip(asked, evidence, strict=True)
    return not any(seen.second or seen.both or (seen.first and column.is_date) for column, seen in pairs)


def depends_sql(contract: TableContract, texts: dict[str, str]) -> Iterator[tuple[Column, str]]:
    """(column that may have two readings, SQL: whether what a clean text of it means depends on the reading)"""
    for column in _asked(contract, texts):
        text = texts[column.name]
        first, second, both = _tests(column, text)
        tests = " or ".join((first, second, both) if column.is_date else (second, both))
        yield column, f"case when {_is_settled(column, text)} then false else {tests} end"


def currency_sql(text: str) -> str:
    """SQL: the currency that the clean text of an amount names, by its sign or three capital letters; else null."""
    signs = " ".join(f"when contains({text}, {literal(sign)}) then {literal(code)}" for sign, code in _SIGNS.items())
    before, after = (f"nullif(regexp_extract({text}, {literal(form)}, 1), '')" for form in _CODES)
    return f"case {signs} else coalesce({before}, {after}) end"


def _asked(contract: TableContract, texts: dict[str, str]) -> list[Column]:
    """The columns whose dates and numbers may have two readings."""
    return [
        column
        for column in contract.columns
        if column.name in texts and (column.is_date or column.data_type.startswith("decimal"))
    ]


def _is_settled(column: Column, text: str) -> str:
    """SQL: a quick look tells that a value reads one way, as nearly all do: ISO dates, plain numbers."""
    return f"{text} like '____-%'" if column.is_date else f"regexp_full_match({text}, {literal(_PLAIN)})"


def _tests(column: Column, text: str) -> tuple[str, str, str]:
    """SQL conditions: only the first reading is possible, only the second, both with different results."""
    if column.is_date:
        first, second = (
            f"try_cast(regexp_extract({text}, {literal(_DAY_MONTH)}, {group}) as integer)" for group in (1, 2)
        )
        return (
            f"{first} > 12 and {second} <= 12",
            f"{second} > 12 and {first} <= 12",
            f"{first} <= 12 and {second} <= 12 and {first} <> {second}",
        )
    plain = f"regexp_replace({text}, {literal(_ORNAMENT)}, '', 'g')"
    point, comma, either = (f"regexp_matches({plain}, {literal(pattern)})" for pattern in (_POINT, _COMMA, _EITHER))
    return point, comma, either


def _decide(column: Column, evidence: Evidence, matched: Match, path: Path) -> Reading:
    first: Reading = "day first" if column.is_date else "decimal point"
    second: Reading = "month first" if column.is_date else "decimal comma"
    contradicts = evidence.first and evidence.second
    if evidence.both and (contradicts or not (evidence.first or evidence.second)):
        raise _both_ways(column, evidence, matched, path, is_mixed=bool(contradicts))
    if contradicts:
        if column.is_date:
            return ""
        raise _both_ways(column, evidence, matched, path, is_mixed=True)
    return first if evidence.first else second if evidence.second else ""


def _both_ways(column: Column, evidence: Evidence, matched: Match, path: Path, *, is_mixed: bool) -> TwoReadings:
    header = matched.sources[column.name].header or column.name
    return TwoReadings(matched.contract, column, header, evidence.example, path, is_mixed=is_mixed)


def _format(example: str, order: str) -> str:
    """The strptime format of a numeric date in day-month (dm) or month-day (md) order."""
    parts = re.match(r"^\d{1,2}([./-])\d{1,2}([./-])(\d+)([ T,]*)(.*)$", example)
    if parts is None:
        return "%d/%m/%Y" if order == "dm" else "%m/%d/%Y"
    days = ("%d", "%m") if order == "dm" else ("%m", "%d")
    date = f"{days[0]}{parts[1]}{days[1]}{parts[2]}{'%Y' if len(parts[3]) == 4 else '%y'}"
    time = parts[5]
    if not time:
        return date
    clock = "%I:%M" if re.search("[AaPp][Mm]", time) else "%H:%M"
    clock += ":%S" if time.count(":") == 2 else ""
    return date + parts[4] + clock + (" %p" if "%I" in clock else "")


def value_sql(column: Column, text: str, reading: Reading) -> str:
    """SQL that turns a clean text into the column's type; null when it cannot be read."""
    if column.data_type == "boolean":
        yes, no = (
            "'true', 't', 'yes', 'y', '1', '1.0', 'ja', 'wahr'",
            "'false', 'f', 'no', 'n', '0', '0.0', 'nein', 'falsch'",
        )
        return f"case when lower({text}) in ({yes}) then true when lower({text}) in ({no}) then false end"
    if column.data_type == "bigint":
        between = r"[\s''\x{2019}.,\x{a0}\x{202f}]"
        grouped = f"regexp_replace({text}, '{between}', '', 'g')"
        floated = f"try_cast(split_part({text}, '.', 1) as bigint)"
        return (
            f"case when regexp_full_match({text}, '[-+]?\\d+') then try_cast({text} as bigint) "
            f"when regexp_full_match({text}, '[-+]?\\d+\\.0{{1,2}}') then {floated} "
            f"when regexp_full_match({text}, '[-+]?\\d{{1,3}}({between}\\d{{3}})+') "
            f"then try_cast({grouped} as bigint) end"
        )
    if column.is_number:
        return _decimal(column.data_type, text, reading)
    if column.is_date:
        return f"cast({_timestamp(text, reading)} as {column.data_type})"
    return _text(column, text)


def _text(column: Column, text: str) -> str:
    """Lists with one separator, host names in ASCII, ids without characters that nobody sees."""
    if column.list:
        elements = f"string_split_regex(trim({text}, '[]'), '[;|,]')"
        clean = f"list_filter(list_transform({elements}, element -> trim(element, ' \"')), element -> element <> '')"
        return f"nullif(array_to_string({clean}, ';'), '')"
    if column.has_host:
        return hosts.ascii_sql(text)
    if column.key or column.name.endswith("_id"):
        return f"case when strlen({text}) = length({text}) then {text} else translate({text}, {_UNSEEN}, '') end"
    return text


def _decimal(data_type: str, text: str, reading: Reading) -> str:
    plain = f"regexp_replace({text}, {literal(_ORNAMENT)}, '', 'g')"
    if reading == "decimal comma":
        shape = r"[-+]?(\d{1,3}(\.\d{3})+|\d*)(,\d+)?"
        number = f"replace(replace({plain}, '.', ''), ',', '.')"
        return f"case when regexp_full_match({plain}, {literal(shape)}) then try_cast({number} as {data_type}) end"
    shape = r"[-+]?(\d{1,3}(,\d{3})+|\d*)(\.\d+)?"
    number = f"try_cast(replace({plain}, ',', '') as {data_type})"
    return (
        f"coalesce(try_cast({text} as {data_type}), "
        f"case when regexp_full_match({plain}, {literal(shape)}) then {number} end)"
    )


def _timestamp(text: str, reading: Reading) -> str:
    """ISO 8601 (naive means UTC), dates in words, epoch seconds and milliseconds, and numeric dates as read."""
    usual = f"{text} like '____-__-__%' and (strlen({text}) = 10 or strlen({text}) = 19 and {text}[17] = ':')"
    naive = f"regexp_full_match({text}, '\\d{{4}}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?)?')"
    iso = f"regexp_matches({text}, '^\\d{{4}}[-/]\\d')"
    # What ISO 8601 allows and DuckDB does not: no seconds before a zone, a comma before fractions.
    zoned = f"replace(regexp_replace({text}, '([T ]\\d\\d:\\d\\d)(Z|[+-])', '\\1:00\\2'), ',', '.')"
    orders = {"day first": ["%d/%m"], "month first": ["%m/%d"]}.get(reading, ["%d/%m", "%m/%d"])
    numeric = ", ".join(
        literal(f"{order}/{year}{time}") for order in orders for year in ("%y", "%Y") for time in _TIMES
    )
    worded = ", ".join(literal(form + time) for form in _WORDED for time in _TIMES)
    plain = f"replace({text}, ',', '')"
    slashed = f"regexp_replace({plain}, '^(\\d{{1,2}})[./-](\\d{{1,2}})[./-]', '\\1/\\2/')"
    return (
        f"case when {usual} or {naive} then try_cast({text} as timestamp) "
        f"when {iso} then cast(try_cast({zoned} as timestamptz) as timestamp) "
        f"when regexp_full_match({text}, '\\d{{13}}') then epoch_ms(cast({text} as bigint)) "
        f"when regexp_full_match({text}, '\\d{{10}}') then epoch_ms(1000 * cast({text} as bigint)) "
        f"when regexp_matches({text}, {literal(_DAY_MONTH)}) then try_strptime({slashed}, [{numeric}]) "
        f"else try_strptime({plain}, [{worded}]) end"
    )
