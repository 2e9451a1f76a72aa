"""What only a text file can hold: cells that no type accepts, and lines that break off.

Each broken line is one too many (the sound row is there as well), so what goes to the rejects is missed nowhere.
"""

from __future__ import annotations

SHARE = 0.0015
"""Share of a table's rows that are followed by a copy with an unreadable cell."""

UNREADABLE: dict[str, tuple[str, str, str]] = {
    "crm/accounts": ("account_id", "employee_count", "approx. 500"),
    "crm/contacts": ("contact_id", "created_at", "last spring"),
    "crm/opportunities": ("opportunity_id", "amount", "tbd"),
    "engagement/events": ("event_id", "occurred_at", "2025-13-45"),
    "finance/orders": ("order_id", "revenue", "#REF!"),
    "installed_base/machine_events": ("event_id", "occurred_at", "unknown"),
    "intent/surges": ("domain || observed_at || topic", "surge_score", "high"),
}
"""table -> (expression that identifies a row, column, text in place of its value)."""

BROKEN_OFF: dict[str, str] = {
    "crm/activities": "ACT-broken-off,ACC-00000",
    "engagement/events": "EV-broken-off,product_page_vis",
}
"""table -> last line of its CSV file, as after an export that timed out."""


def with_unreadable_cells(table: str, select: str, columns: list[str]) -> str:
    """`select` with every column as text and, in the tables listed above, a few rows repeated with a bad cell."""
    if table not in UNREADABLE:
        return select
    key, damaged, text = UNREADABLE[table]
    cells = [
        f"if(is_damaged, '{text}', {column}::varchar) as {column}" if column == damaged else column
        for column in columns
    ]
    return f"""
select {", ".join(cells)}
from (
    select *, unnest(if(draw('unreadable {table}', {key}) < {SHARE}, [false, true], [false])) as is_damaged
    from ({select})
)
"""
