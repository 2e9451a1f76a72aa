"""The opportunities behind a number of tier_performance, read from a published release (issue E, "Definitions once").

What a metric is made of is said once more here, on `opportunity_outcomes`; a test holds the two against one another for
every metric, tier, period and basis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib.errors import InputError
from orchestration.lib.reading import Row, query


@dataclass(frozen=True)
class Deals:
    """Some opportunities of a row of tier_performance: their name, which they are, and the columns that count them."""

    name: str
    condition: str
    counted_by: tuple[str, ...]


CREATED = Deals("created", "created_on between first_day and last_day", ("opportunities_created",))
CLOSED = Deals(
    "closed",
    "outcome <> 'open' and (period_type = 'all_time' or closed_on between first_day and last_day)",
    ("won", "lost"),
)
WON = Deals("won", f"outcome = 'won' and {CLOSED.condition}", ("won",))
LOST = Deals("lost", f"outcome = 'lost' and {CLOSED.condition}", ("lost",))
OPEN = Deals(
    "open",
    """
    case when outcome = 'open' and last_day = as_of_date then true
    else created_on <= last_day and (outcome = 'open' or closed_on > last_day) end
    """,
    ("open_opportunities",),
)

METRICS: Mapping[str, Deals] = {
    "opportunities_created": CREATED,
    "conversion_rate": CREATED,
    "won": WON,
    "lost": LOST,
    "win_rate": CLOSED,
    "won_value": WON,
    "avg_deal_size": WON,
    "median_sales_cycle_days": WON,
    "options_per_deal": WON,
    "return_on_spend": WON,
    "open_opportunities": OPEN,
    "open_pipeline_value": OPEN,
}
"""Column of tier_performance -> the opportunities that it is made of."""
MONEY = frozenset({"won_value", "avg_deal_size", "open_pipeline_value"})
BASES: Mapping[str, str] = {
    "at_creation": "the tier at the deal's creation (none before the first release)",
    "current": "the tier of today",
}


@dataclass(frozen=True)
class Period:
    """A period of tier_performance; `first` is None where the mart alone knows the day."""

    period_type: str
    first: date | None = None

    def __str__(self) -> str:
        return self.period_type if self.first is None else f"{self.period_type} from {self.first}"


@dataclass(frozen=True)
class Explained:
    """A number of tier_performance, its row, and the opportunities that it is made of, newest first.

    `counted` is what the mart says they are: the length of `opportunities`.
    """

    metric: str
    value: object
    counted: int
    row: Row
    opportunities: list[Row]


def parse_period(text: str, fiscal_year_start_month: int = 1) -> Period:
    """2026-06, 2026-Q2 (the second quarter of the fiscal year that begins in 2026), trailing_12_months or all_time.

    InputError for anything else.
    """
    if text in ("trailing_12_months", "all_time"):
        return Period(text)
    month = re.fullmatch(r"([12]\d{3})-(0[1-9]|1[0-2])", text)
    if month:
        return Period("month", date(int(month[1]), int(month[2]), 1))
    quarter = re.fullmatch(r"([12]\d{3})-[Qq]([1-4])", text)
    if quarter:
        ahead = fiscal_year_start_month - 1 + 3 * (int(quarter[2]) - 1)
        return Period("quarter", date(int(quarter[1]) + ahead // 12, ahead % 12 + 1, 1))
    remedy = "write a month as 2026-06, a quarter as 2026-Q2, or trailing_12_months or all_time"
    raise InputError(f"'{text}' is no period", remedy=remedy)


def deals_behind(metric: str) -> Deals:
    """What a metric is made of. InputError when it is made of no opportunities, or there is none of that name."""
    if metric not in METRICS:
        known = ", ".join(METRICS)
        raise InputError(f"metric '{metric}' is unknown or made of no opportunities", remedy=f"one of {known}")
    return METRICS[metric]


def explain_metric(
    database: Path, metric: str, *, tier: int | None, period: Period, pool: str | None = None, basis: str
) -> Explained:
    """The opportunities behind one number. `tier` None: those without a tier; `pool` None: all pools; `basis`: BASES.

    InputError when the metric is made of no opportunities, or tier_performance has no such row.
    """
    deals = deals_behind(metric)
    if basis not in BASES:
        raise InputError(f"basis '{basis}' is unknown", remedy=f"one of {', '.join(BASES)}")
    row = _row(database, tier, period, pool, basis)
    suffix = "_at_creation" if basis == "at_creation" else ""
    place = f"tier{suffix} is not distinct from tier_meant and (pool_meant is null or pool{suffix} = pool_meant)"
    opportunities = query(
        database,
        f"""
        select opportunity_id, account_name, owner_id, stage, outcome, amount, list_value, cycle_days, created_on,
            closed_on, tier_evidence
        from marts.opportunity_outcomes
        cross join (
            select $tier::integer as tier_meant, $pool::varchar as pool_meant, $period_type as period_type,
                $first::date as first_day, $last::date as last_day
        )
        where {place} and {deals.condition}
        order by coalesce(closed_on, created_on) desc nulls last, opportunity_id
        """,
        {
            "tier": tier,
            "pool": pool,
            "period_type": row["period_type"],
            "first": row["period_start"],
            "last": row["period_end"],
        },
    )
    counted = sum(row[column] for column in deals.counted_by)
    return Explained(metric, row[metric], counted, row, opportunities)


def _row(database: Path, tier: int | None, period: Period, pool: str | None, basis: str) -> Row:
    rows = query(
        database,
        """
        select * from marts.tier_performance
        where tier is not distinct from $tier and pool is not distinct from $pool
            and period_type = $period_type and tier_basis = $basis and ($first is null or period_start = $first)
        """,
        {"tier": tier, "pool": pool, "period_type": period.period_type, "first": period.first, "basis": basis},
    )
    if rows:
        return rows[0]
    known = query(
        database,
        """
        select string_agg(distinct tier::varchar, ', ' order by tier::varchar) as tiers,
            string_agg(distinct pool, ', ' order by pool) as pools,
            min(period_start) as first_day, max(period_end) as last_day
        from marts.tier_performance
        where period_type = $period_type
        """,
        {"period_type": period.period_type},
    )[0]
    where = f"tier {tier or 'none'}, {f'pool {pool}' if pool else 'all pools'}, {period}"
    raise InputError(
        f"there are no numbers for {where}",
        remedy=f"there are for tiers {known['tiers']} and none, pools {known['pools']}, "
        f"{known['first_day']} to {known['last_day']}",
    )
