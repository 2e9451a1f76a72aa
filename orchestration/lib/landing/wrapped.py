"""Lines that a spreadsheet has put into quotes as a whole, with empty cells after them or without (INPUTS.md)."""

from __future__ import annotations

import re

from orchestration.lib.sql import literal

DELIMITERS = (",", ";", "\t", "|")
_WRAPPED = r'"((?:[^"]|"")*)"(?:[,;\t|](?:"")?)*'


def unwrapped(line: str) -> str:
    """A header as it was before; any other line as it is."""
    found = re.fullmatch(_WRAPPED, line)
    if found and any(mark in found[1] for mark in DELIMITERS):
        return found[1].replace('""', '"')
    return line


def unwrapped_sql(line: str, delimiter: str, width: int) -> str:
    """SQL: the same of a line after the header, which has `width` columns.

    A cell in quotes before empty ones may be a name with a comma: holds_a_line tells. One that is all there is, is a
    line, but where a sentence, such as the footer of a report, looks like two cells.
    """
    inner = f"replace(regexp_extract({line}, {literal(_WRAPPED)}, 1), '\"\"', '\"')"
    is_joined = f"{_marks(inner, delimiter)} > 0" if width == 2 else f"contains({line}, {literal(delimiter)})"
    is_all = f"(ends_with({line}, '\"') and {is_joined})"
    is_wrapped = f"{is_all} or {holds_a_line(inner, ['null'] * (width - 1), delimiter)}"
    return f"case when regexp_full_match({line}, {literal(_WRAPPED)}) and ({is_wrapped}) then {inner} else {line} end"


def is_alone(cell: str, others: list[str], delimiter: str) -> str:
    """SQL: the first cell of a record holds a delimiter, and the `others` nothing."""
    if not others:
        return "false"
    is_empty = "".join(f" and coalesce({other}, '') = ''" for other in others)
    return f"(contains({cell}, {literal(delimiter)}){is_empty})"


def holds_a_line(cell: str, others: list[str], delimiter: str) -> str:
    """SQL: the first cell of a record, alone, holds a whole line.

    By the delimiters in it, as many as a line has at least; those before a space are punctuation. Of two columns nobody
    can tell.
    """
    if len(others) < 2:
        return "false"
    marks = _marks(cell, delimiter)
    is_one_line = f"not contains({cell}, chr(10))"
    return f"({is_alone(cell, others, delimiter)} and {marks} >= {len(others)} and {is_one_line})"


def _marks(cell: str, delimiter: str) -> str:
    """SQL: how many delimiters a text has, but for those before a space."""
    mark, comma = literal(delimiter), literal(f"{delimiter} ")
    return f"length(replace({cell}, {comma}, ' ')) - length(replace({cell}, {mark}, ''))"
