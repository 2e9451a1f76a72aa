"""What only a text file can hold: cells that no type accepts, and lines that break off.

Each broken line is one too many (the sound row is there as well), so what goes to the rejects is missed nowhere.
"""

from __future__ import annotations

EVERY = 900
"""One row in so many is followed by a copy with an unreadable cell, the first in the middle of the first so many."""

UNREADABLE: dict[str, tuple[str, str]] = {
    "crm/accounts": ("employee_count", "approx. 500"),
    "crm/contacts": ("created_at", "last spring"),
    "salesforce/Account": ("NumberOfEmployees", "approx. 500"),
    "salesforce/Contact": ("CreatedDate", "last spring"),
    "engagement/events": ("occurred_at", "2025-13-45"),
    "finance/orders": ("revenue", "#REF!"),
    "installed_base/machine_events": ("occurred_at", "unknown"),
    "intent/surges": ("surge_score", "high"),
}
"""table -> (column, text in place of its value)."""

BROKEN_OFF: dict[str, str] = {
    "crm/activities": "ACT-broken-off,ACC-00000",
    "salesforce/Task": "ACT-broken-off,ACC-00000",
    "engagement/events": "EV-broken-off,product_page_vis",
}
"""table -> last line of its CSV file, as after an export that timed out."""


def with_unreadable_cells(table: str, select: str, columns: list[str]) -> str:
    """`select`, in the tables listed above with a few rows repeated that have text in a cell which is no text."""
    if table not in UNREADABLE:
        return select
    damaged, text = UNREADABLE[table]
    cells = [
        f"if(is_damaged, '{text}', \"{column}\"::varchar) as \"{column}\"" if column == damaged else f'"{column}"'
        for column in columns
    ]
    return f"""
select {", ".join(cells)}
from (
    select *, unnest(if(row_number() over () % {EVERY} = {EVERY // 2}, [false, true], [false])) as is_damaged
    from ({select})
)
"""
