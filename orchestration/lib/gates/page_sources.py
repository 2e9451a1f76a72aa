"""The part of the quality page that tells what came in: how much of each table, and what somebody should look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from orchestration.lib.pages import percent, table
from orchestration.lib.words import counted

Row = Mapping[str, Any]
"""A row of source_quality."""

_COUNTS: Sequence[tuple[str, Callable[[Row], object]]] = (
    ("Table", lambda row: row["source_table"]),
    ("Files", lambda row: row["files"]),
    ("Rows", lambda row: row["rows"]),
    ("Change", lambda row: f"{row['rows_change']:+.1%}" if row["rows_change"] else ""),
    ("Rejects", lambda row: row["rejects"]),
    ("Repeats", lambda row: row["repeated_rows"]),
    ("Future", lambda row: row["future_rows"]),
    ("Unmatched", lambda row: row["unmatched"]),
    ("Attached", lambda row: percent(row["coverage"])),
    ("Newest", lambda row: row["newest_on"]),
    ("Oldest", lambda row: row["oldest_on"]),
)
"""Header, and the cell of a table's row."""

_ODDITIES: Sequence[tuple[str, Callable[[Row], str | None], str]] = (
    ("rejected lines", lambda row: row["reject_reasons"], "raw.rejects has file and line; mend the export"),
    (
        "rows that contradict one another",
        lambda row: _number(row["conflicting_rows"], "row"),
        "see whether two records share an id, or the export joins too much",
    ),
    (
        "amounts without a rate",
        lambda row: _number(row["unconverted_amounts"], "amount"),
        "land the currency's rates in finance/exchange_rates",
    ),
    (
        "cells that cannot be true",
        lambda row: _number(row["field_issues"], "cell"),
        "they count as missing; raw.field_issues has the columns",
    ),
    (
        "event types that score nothing",
        lambda row: _listed(row["unlisted_signal_types"], row["unlisted_rows"], "event"),
        "add those that should score to scoring/signal_types.csv",
    ),
    (
        "countries that nobody listed",
        lambda row: _listed(row["unlisted_countries"], row["unlisted_country_rows"], "record"),
        "add them to reference/country_aliases.csv; they count as unknown",
    ),
    (
        "titles and stages that nobody listed",
        lambda row: row["unlisted_words"],
        "add them to reference/buying_role_titles.csv and playbook/opportunity_stages.csv",
    ),
    ("odd deals", lambda row: row["deal_issues"], "correct them in the CRM"),
    (
        "roles that no owner has",
        lambda row: row["unheld_roles"],
        "give them to owners, or change the playbook: their promises are unknown",
    ),
    ("columns without a value", lambda row: row["empty_columns"], "export them, where the source has them"),
)
"""What may be wrong with a table, the words for it (None: nothing is), and what to do."""


NOT_BUILT = "<p>The marts were not built.</p>"


def came_in(rows: Sequence[Row]) -> str:
    """Markup for the rows of source_quality: how much came of each table that landed."""
    if not rows:
        return NOT_BUILT
    counts = [[cell(row) for _, cell in _COUNTS] for row in rows if row["is_landed"]]
    absent = [row["source_table"] for row in rows if not row["is_landed"]]
    told = f"<p>Not landed: {escape(', '.join(absent))}.</p>" if absent else ""
    caption = (
        "Change: of the rows, against the previous release. Repeats: the same row again, harmless. Future: dated after "
        "the day, not counted yet. Unmatched: records that are attached to no account; attached: the share that is."
    )
    return table([header for header, _ in _COUNTS], counts, caption=caption) + told


def to_look_at(rows: Sequence[Row]) -> str:
    """Markup for the rows of source_quality: what is odd about the tables, and what to do about it."""
    if not rows:
        return NOT_BUILT
    odd = [
        [row["source_table"], what, found, remedy]
        for what, words, remedy in _ODDITIES
        for row in rows
        if (found := words(row))
    ]
    return table(["Table", "What", "Found", "What to do"], odd) if odd else "<p>Nothing.</p>"


def _number(count: int | None, noun: str) -> str | None:
    return counted(count, noun) if count else None


def _listed(names: str | None, rows: int, noun: str) -> str | None:
    return f"{names} ({counted(rows, noun)})" if names else None
