"""The lines of a text file that are no records as they stand: found, numbered, and each tried again alone.

Temporary tables hand them on: `damaged`, what DuckDB rejected; `lines`, what is tried again; `unreadable`, what was
given up, with a reason; `gaps`, how many lines a record's number has to pass over.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.lib.landing.files import FileFacts, lines_at
from orchestration.lib.landing.headers import Match
from orchestration.lib.landing.relation import csv_relation, has_rejects, lines_relation, named, one, places_of
from orchestration.lib.landing.wrapped import holds_a_line, unwrapped_sql
from orchestration.lib.sql import literal, quoted

_QUOTES = "(length({0}) - length(replace({0}, '\"', '')))"


def numbered_lines(connection: duckdb.DuckDBPyConnection, path: Path, facts: FileFacts) -> str:
    """A relation `_line, line` over the lines that are not blank; those that cannot be read go to `unreadable`."""
    one(connection, f"select count(line) from {lines_relation(path, rejects='undecoded')}")
    collect_damaged(connection, "undecoded", path, facts)
    connection.execute(
        "insert into unreadable select _line, coalesce(reason, 'the line cannot be read'), line from damaged"
    )
    collect_gaps(connection, path, 0, has_blank=False)
    numbered = f"(select row_number() over () as place, line from {lines_relation(path)})"
    return f"({placed(connection, numbered, 'line')} where line is not null)"


def collect_damaged(connection: duckdb.DuckDBPyConnection, rejects: str, path: Path, facts: FileFacts) -> None:
    """Table `damaged (_line, line, reason)`: what DuckDB rejected, one row per rejected stretch of the file.

    It also calls a stretch wrongly encoded that a lost quotation mark cut in the middle of a character.
    """
    is_undecodable = "false" if facts.is_decodable else "bool_or(error_type = 'INVALID ENCODING')"
    connection.execute("create or replace temp table damaged (_line bigint, line varchar, reason varchar)")
    if has_rejects(connection, rejects):
        connection.execute(
            "insert into damaged select line_byte_position, any_value(csv_line), "
            f"case when {is_undecodable} then 'the line is not in the encoding of the file' end "
            f"from {rejects} group by line_byte_position order by 1"
        )
        _place_damaged(connection, path)


def _place_damaged(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Turns byte positions (from 1) into lines of the file; DuckDB's own line numbers pass over line ends in fields."""
    positions = [row[0] for row in connection.execute("select _line from damaged order by _line").fetchall()]
    if not positions:
        return
    connection.execute(
        "create or replace temp table positions as select unnest($1) as position, unnest($2) as line",
        [positions, list(lines_at(path, positions))],
    )
    connection.execute(
        "update damaged set _line = positions.line + len(regexp_extract(damaged.line, '^[\\r\\n]*')) "
        "- len(regexp_extract_all(regexp_extract(damaged.line, '^[\\r\\n]*'), '\\r')) "
        "from positions where _line = position"
    )


def collect_lines_of_damaged(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `lines (_line, line)`: the physical lines of what was rejected; wrongly encoded ones are unreadable."""
    stretches = (
        "(select _line + generate_subscripts(parts, 1) - 1 as _line, unnest(parts) as line, reason "
        "from (select _line, reason, string_split(trim(line, chr(10) || chr(13)), chr(10)) as parts from damaged))"
    )
    connection.execute(
        "create or replace temp table lines as "
        f"select _line, rtrim(line, chr(13)) as line from {stretches} where reason is null and line <> ''"
    )
    connection.execute(
        f"insert into unreadable select _line, reason, line from {stretches} where reason is not null and line <> ''"
    )


def collect_all_lines(connection: duckdb.DuckDBPyConnection, path: Path, skip: int, facts: FileFacts) -> None:
    """Table `lines (_line, line)`: every line of the file after its header that is not blank."""
    numbered = numbered_lines(connection, path, facts)
    connection.execute(f"create or replace temp table lines as select _line, line from {numbered} where _line > {skip}")


def take_lines_out_of_cells(connection: duckdb.DuckDBPyConnection, direct: str, match: Match) -> str:
    """Moves the records that are a line in a cell to `lines`, in quotes; the query `direct` without them."""
    cell, *others = map(quoted, match.names)
    wrapped = holds_a_line(cell, others, match.shape.delimiter)
    line = f"'\"' || replace({cell}, '\"', '\"\"') || '\"'"
    connection.execute(f"insert into lines select _line, {line} from ({direct}) where {wrapped}")
    return f"select * from ({direct}) where not {wrapped}"


def salvaged_records(connection: duckdb.DuckDBPyConnection, match: Match, scratch: Path) -> tuple[str, int]:
    """Query and number of the records among `lines`, each taken alone; the other lines go to `unreadable`.

    A line that a spreadsheet has put into quotes as a whole is taken out of them.
    """
    if not one(connection, "select count(*) from lines"):
        return "", 0
    delimiter = literal(match.shape.delimiter)
    unwrapped = unwrapped_sql("line", match.shape.delimiter, len(match.names))
    connection.execute(f"create or replace temp table single as select _line, line, {unwrapped} as alone from lines")
    odd = f"{_QUOTES.format('alone')} % 2 = 1"
    connection.execute(
        f"insert into unreadable select _line, 'a quotation mark has no partner', line from single where {odd}"
    )
    file = scratch / "salvaged.csv"
    connection.execute(
        f"copy (select _line || {delimiter} || alone from single where not ({odd}) order by _line) "
        f"to {literal(str(file))} "
        "(format csv, header false, delimiter '\x01', quote '', escape '')"
    )
    places = places_of(match.names)
    counted = ", ".join(f"count({place})" for place in ["_line", *places])
    first = csv_relation(file, match.shape, with_line=True, rejects="unsalvaged")
    rows = connection.execute(f"select count(*), {counted} from {first}").fetchall()[0][0]
    if has_rejects(connection, "unsalvaged"):
        connection.execute(
            f"""
            insert into unreadable
            select numbered._line, why.reason, numbered.line
            from (
                select line as place, case any_value(error_type)
                    when 'MISSING COLUMNS' then 'the line has fewer fields than the header'
                    when 'TOO MANY COLUMNS' then 'the line has more fields than the header'
                    when 'UNQUOTED VALUE' then 'a quotation mark is out of place'
                    else lower(any_value(error_type)) end as reason
                from unsalvaged group by line
            ) as why
            inner join (
                select row_number() over (order by _line) as place, _line, line from single where not ({odd})
            ) as numbered using (place)
            """
        )
    again = csv_relation(file, match.shape, with_line=True)
    return f"select _line, {named(match.names, places)} from {again}", rows


def collect_gaps(connection: duckdb.DuckDBPyConnection, path: Path, skip: int, *, has_blank: bool) -> None:
    """Table `gaps (place, gap)`: from the record at `place` on, so many lines before it are blank or were rejected."""
    connection.execute(
        "create or replace temp table passed as select _line, "
        "len(string_split(trim(line, chr(10) || chr(13)), chr(10))) as size from damaged"
    )
    if has_blank:
        connection.execute(
            "insert into passed select _line, 1 "
            f"from (select row_number() over () as _line, line from {lines_relation(path)}) as lines "
            f"where line is null and _line > {skip} and not exists (select 1 from passed "
            "where lines._line between passed._line and passed._line + passed.size - 1)"
        )
    connection.execute(
        """
        create or replace temp table gaps as
        select place, max(gap) as gap
        from (
            select _line - (sum(size) over before_it - size) as place, cast(sum(size) over before_it as bigint) as gap
            from passed
            window before_it as (order by _line rows unbounded preceding)
        )
        group by place
        """
    )


def placed(connection: duckdb.DuckDBPyConnection, numbered: str, columns: str) -> str:
    """A query over a relation with `place`: `_line`, which knows of the `gaps`, and the columns."""
    if not one(connection, "select count(*) from gaps"):
        return f"select place as _line, {columns} from {numbered}"
    return (
        f"select cast(numbered.place + coalesce(gaps.gap, 0) as bigint) as _line, {columns} "
        f"from {numbered} as numbered asof left join gaps on numbered.place >= gaps.place"
    )
