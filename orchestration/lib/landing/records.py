"""The records of a landing file, one row each, whatever its format (of its damaged lines: damaged.py)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.errors import TieringError
from orchestration.lib.landing import hosts
from orchestration.lib.landing.damaged import (
    collect_all_lines,
    collect_damaged,
    collect_gaps,
    collect_lines_of_damaged,
    numbered_lines,
    placed,
    salvaged_records,
    take_lines_out_of_cells,
)
from orchestration.lib.landing.files import FileFacts, blank_lines, text_of
from orchestration.lib.landing.headers import TEXT, Match
from orchestration.lib.landing.relation import Shape, csv_relation, has_rejects, lines_relation, named, one, places_of
from orchestration.lib.landing.wrapped import holds_a_line
from orchestration.lib.sql import literal, parquet, quoted

_BLANKS = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"
_IS_RECORD = "json_valid(line) and starts_with(ltrim(line), '{')"


@dataclass(frozen=True)
class Records:
    """A file's records: `sql` is a query with `_line` and the file's own columns; unreadable lines are in a table."""

    sql: str
    lines_in: int
    unreadable: int
    """Rows of the temporary table `unreadable (_line, reason, line)`."""
    in_order: str | None = None
    """Of a sound file the same query with `_first_line` (of the first record; the others follow, one a line) instead of
    `_line`, for DuckDB numbers rows with one thread alone."""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """The session settings under which files are read."""
    connection.execute("set timezone = 'UTC'")
    connection.execute("set preserve_insertion_order = true")
    hosts.register(connection)
    connection.execute("create or replace temp table unreadable (_line bigint, reason varchar, line varchar)")
    # The file is streamed past the pseudonyms, never put into a hash table for them to be looked up in it.
    connection.execute("set disabled_optimizers = 'build_side_probe_side'")


def plain(path: Path, shape: Shape, names: tuple[str, ...], *, only_text: bool = False) -> str:
    """A relation over the file's own columns under `names`, for a look at their values.

    Damaged lines are left out, and with `only_text` numbers in JSON, which have one reading.
    """
    if shape.kind == "parquet":
        columns = named(names, [quoted(header) for header in shape.headers])
        return f"(select {columns} from {parquet(path)})"
    if shape.kind == "jsonl":
        columns = _json_columns(shape, names, only_text=only_text)
        return f"(select {columns} from {lines_relation(path)} where {_IS_RECORD})"
    return f"(select {named(names, places_of(names))} from {csv_relation(path, shape)})"


def ambiguous_texts(match: Match) -> dict[str, str]:
    """Contract column -> clean text, of columns of text taken as they are: they may be ambiguous."""
    return {
        name: clean_text(source.sql, match.contract.placeholders)
        for name, source in match.sources.items()
        if source.header is not None and source.data_type == TEXT
    }


def clean_text(sql: str, placeholders: tuple[str, ...], *, has_spaces_alone: bool = False) -> str:
    """SQL: the text without outer blanks (also invisible ones); null when nothing or a placeholder is left.

    Most texts have neither, and a few cheap looks at their ends and their length tell so; DuckDB's trim takes ten times
    as long. `has_spaces_alone`: no text has other blanks than spaces.
    """
    # Not `in (...)`: DuckDB would make a join of it, one for every column.
    missing = "[" + ", ".join(literal(text.lower()) for text in ("", *placeholders)) + "]"
    longest = max(len(text) for text in ("", *placeholders))
    blanks = ("' '",) if has_spaces_alone else ("' '", "chr(9)", "chr(10)", "chr(13)")
    is_seen = "" if has_spaces_alone else f" and strlen({sql}) = length({sql})"
    is_bare = f"{sql} >= '!'{is_seen} and " + " and ".join(f"not ends_with({sql}, {blank})" for blank in blanks)
    is_value = f"(strlen({sql}) > {longest} or not list_contains({missing}, lower({sql})))"
    trimmed = f"trim({sql}, {literal(_BLANKS)})"
    return (
        f"(case when {is_bare} then case when {is_value} then {sql} end "
        f"when not list_contains({missing}, lower({trimmed})) then {trimmed} end)"
    )


def is_sound(connection: duckdb.DuckDBPyConnection, path: Path, match: Match, facts: FileFacts, rows: int) -> bool:
    """Whether the `rows` that the session has just read, every column of them, are the file's lines, one by one."""
    if match.shape.kind == "parquet":
        return True
    if match.shape.kind != "csv" or _has_damaged(connection) or rows != facts.lines - match.shape.skip:
        return False
    # A blank line is no record, but where records have one field alone.
    return len(match.names) > 1 or not blank_lines(path)


def has_wrapped(connection: duckdb.DuckDBPyConnection, path: Path, match: Match) -> bool:
    """Whether some line of a CSV file stands in the first cell of its record alone."""
    if match.shape.kind != "csv":
        return False
    cell, *others = places_of(match.names)
    is_wrapped = holds_a_line(cell, others, match.shape.delimiter)
    return bool(one(connection, f"select count(*) from {csv_relation(path, match.shape)} where {is_wrapped}"))


def may_be_sound(connection: duckdb.DuckDBPyConnection, match: Match, rows: str) -> bool:
    """Whether nothing speaks against it in the `rows` that the session has just read."""
    if match.shape.kind == "parquet":
        return True
    cells = ", ".join(quoted(name) for name in match.names)
    breaks = f"select count(*) from {rows} where contains(concat({cells}), chr(10))"
    return not _has_damaged(connection) and not one(connection, breaks)


def _has_damaged(connection: duckdb.DuckDBPyConnection) -> bool:
    return has_rejects(connection, "reject_errors") and bool(one(connection, "select count(*) from reject_errors"))


def sound(connection: duckdb.DuckDBPyConnection, path: Path, match: Match, facts: FileFacts) -> Records:
    """The records of a file that `is_sound`."""
    if match.shape.kind == "parquet":
        return _read_parquet(connection, path, match)
    columns = named(match.names, places_of(match.names))
    file, before = csv_relation(path, match.shape), match.shape.skip
    numbered = f"select row_number() over () + {before} as _line, {columns} from {file}"
    rows = facts.lines - before
    return Records(numbered, rows, 0, f"select {before + 1}::bigint as _first_line, {columns} from {file}")


def read(connection: duckdb.DuckDBPyConnection, path: Path, match: Match, facts: FileFacts, scratch: Path) -> Records:
    """The records of a text file, sound or not. Raises TieringError when a line is neither a record nor unreadable."""
    if match.shape.kind == "jsonl":
        return _read_json(connection, path, match, facts)
    return _read_csv(connection, path, match, facts, scratch)


def _read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, match: Match) -> Records:
    columns = named(match.names, [quoted(header) for header in match.shape.headers])
    rows = one(connection, f"select count(*) from {parquet(path)}")
    numbered = parquet(path, options="file_row_number = true")
    sql = f"select file_row_number + 1 as _line, {columns} from {numbered}"
    return Records(sql, rows, 0, f"select 1::bigint as _first_line, {columns} from {parquet(path)}")


def _read_json(connection: duckdb.DuckDBPyConnection, path: Path, match: Match, facts: FileFacts) -> Records:
    numbered = numbered_lines(connection, path, facts)
    connection.execute(
        "insert into unreadable select _line, 'the line is no JSON object', line "
        f"from {numbered} where not ({_IS_RECORD})"
    )
    rows = one(connection, f"select count(*) from {numbered} where {_IS_RECORD}")
    unreadable = one(connection, "select count(*) from unreadable")
    _account_for(rows + unreadable, facts.lines - blank_lines(path), path)
    return Records(
        f"select _line, {_json_columns(match.shape, match.names)} from {numbered} where {_IS_RECORD}",
        rows + unreadable,
        unreadable,
    )


def _read_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, match: Match, facts: FileFacts, scratch: Path
) -> Records:
    """Records as DuckDB parses them; what it rejects is tried again line by line.

    Whether all lines are accounted for is checked against a count of the file's lines that knows nothing of fields. A
    quotation mark without a partner can make DuckDB lose lines: then the whole file is taken line by line.
    """
    csv_file = csv_relation(path, match.shape)
    places = places_of(match.names)
    counted = ", ".join(f"count({place})" for place in places)
    first = csv_relation(path, match.shape, rejects="misread")
    wrapped = f"count(*) filter (where {holds_a_line(places[0], places[1:], match.shape.delimiter)})"
    rows, lines_in_cells = connection.execute(f"select count(*), {wrapped}, {counted} from {first}").fetchall()[0][:2]
    collect_damaged(connection, "misread", path, facts)
    damaged = one(connection, "select coalesce(sum(len(regexp_extract_all(line, '[^\\n]+'))), 0) from damaged")
    blank = blank_lines(path)
    expected = facts.lines - blank - _header_lines(path, match)
    breaks = 0 if rows + damaged == expected else _line_breaks(connection, csv_file, places)
    is_whole = rows + breaks + damaged == expected
    if is_whole:
        collect_lines_of_damaged(connection)
        collect_gaps(connection, path, match.shape.skip, has_blank=bool(blank))
    else:
        rows, breaks, lines_in_cells = 0, 0, 0
        collect_all_lines(connection, path, match.shape.skip, facts)
    direct = _numbered(connection, csv_file, places, match, bool(breaks))
    if lines_in_cells:
        direct, rows = take_lines_out_of_cells(connection, direct, match), rows - lines_in_cells
    salvaged, salvaged_rows = salvaged_records(connection, match, scratch)
    unreadable = one(connection, "select count(*) from unreadable")
    _account_for(rows + breaks + salvaged_rows + unreadable, expected, path)
    parts = [*([direct] if rows else []), *([salvaged] if salvaged_rows else [])] or [f"{direct} limit 0"]
    return Records(" union all ".join(parts), rows + salvaged_rows + unreadable, unreadable)


def _numbered(
    connection: duckdb.DuckDBPyConnection, csv_file: str, places: list[str], match: Match, has_breaks: bool
) -> str:
    """A query that gives each record that DuckDB parsed the line of the file on which it begins."""
    before = f"sum({_breaks_in(places)}) over (rows between unbounded preceding and 1 preceding)" if has_breaks else "0"
    place = f"row_number() over () + {match.shape.skip} + coalesce({before}, 0)"
    numbered = f"(select cast({place} as bigint) as place, * from {csv_file})"
    return placed(connection, numbered, named(match.names, places))


def _header_lines(path: Path, match: Match) -> int:
    """Lines of the header that are not blank."""
    with text_of(path, "utf-8-sig") as text:
        return sum(1 for _, line in zip(range(match.shape.skip), text, strict=False) if line != "\n")


def _line_breaks(connection: duckdb.DuckDBPyConnection, csv_file: str, places: list[str]) -> int:
    return one(connection, f"select coalesce(sum({_breaks_in(places)}), 0) from {csv_file}")


def _breaks_in(places: list[str]) -> str:
    """SQL: line ends inside the fields of a record, blank lines apart."""
    breaks = "len(regexp_extract_all({0}, '\\n+'))"
    return " + ".join(
        f"case when contains({place}, chr(10)) then {breaks.format(place)} else 0 end" for place in places
    )


def _account_for(found: int, expected: int, path: Path) -> None:
    if found != expected:
        raise TieringError(
            f"{path}: {expected} lines are in the file, {found} were found again -> save it as CSV in UTF-8 once more"
        )


def _json_columns(shape: Shape, names: tuple[str, ...], *, only_text: bool = False) -> str:
    keys = [literal("$." + '"' + header.replace('"', '\\"') + '"') for header in shape.headers]
    columns = [f"json_extract_string(line, {key})" for key in keys]
    if only_text:
        typed = zip(columns, keys, strict=True)
        columns = [f"case when json_type(line, {key}) = 'VARCHAR' then {column} end" for column, key in typed]
    return named(names, columns)
