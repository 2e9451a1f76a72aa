"""tier_performance: random books through the project's SQL and through the plain Python reference, equal row by row."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from tests.reference import outcomes
from tests.reference.outcomes import Activity, Book, Deal, Spell, Spend
from tests.reference.sandbox import BOOKS, Sandbox, differences, random_books

KEY = ("pool", "tier", "period_type", "period_start", "tier_basis")
EXTRA = ("win_rate_p_value", "verdict")
TYPES: dict[str, dict[str, str]] = {
    "int_opportunities_resolved": {
        "opportunity_id": "varchar", "account_id": "varchar", "product_id": "varchar", "owner_id": "varchar",
        "crm_account_id": "varchar",
        "opportunity_type": "varchar", "stage": "varchar", "currency": "varchar", "amount": "decimal(18,2)",
        "is_closed": "boolean", "is_won": "boolean", "created_on": "date", "closed_on": "date",
    },
    "int_opportunities_listed": {"opportunity_id": "varchar", "list_value": "decimal(18,2)", "options": "bigint"},
    "int_opportunity_history_unioned": {
        "opportunity_id": "varchar", "amount": "decimal(18,2)", "changed_at": "timestamp", "changed_on": "date",
    },
    "int_exchange_rates_spanned": {
        "currency": "varchar", "valid_from": "date", "valid_to": "date", "rate_to_base": "decimal(18,8)",
    },
    "int_accounts_tiered": {"account_id": "varchar", "pool": "varchar", "tier": "integer"},
    "int_tier_spells": {
        "account_id": "varchar", "pool": "varchar", "tier": "integer", "valid_from": "date", "valid_to": "date",
    },
    "int_live_since": {"live_since": "date"},
    "int_signals_attached": {
        "account_id": "varchar", "source_table": "varchar", "signal_type": "varchar", "is_signal": "boolean",
        "occurred_on": "date",
    },
    "signal_types": {"signal_type": "varchar", "points": "decimal(9,4)"},
    "meeting_types": {"activity_type": "varchar"},
    "int_spend_attributed": {
        "pool": "varchar", "tier": "integer", "pool_then": "varchar", "tier_then": "integer",
        "cost": "decimal(18,2)", "spent_on": "date",
    },
    "int_tiers_open": {"pool": "varchar", "tier": "integer"},
    "int_sources_landed": {"source_table": "varchar", "is_landed": "boolean"},
}  # fmt: skip


def draw_book(chance: random.Random) -> Book:
    """A small book with every oddity a CRM has: unknown and inverted days, accounts that are out or gone, no spend."""
    as_of = date(2024, 1, 1) + timedelta(days=chance.randrange(800))
    tiers = tuple((pool, tier) for pool in ("p", "q") for tier in range(1, chance.choice((2, 3)) + 1))

    def day(share_unknown: float = 0.0, ahead: int = 0) -> Any:
        if chance.random() < share_unknown:
            return None
        return as_of - timedelta(days=int(600 * chance.random() ** 2) - ahead)

    def place() -> tuple[str, int | None]:
        return (chance.choice("pq"), None) if chance.random() < 0.1 else chance.choice(tiers)

    def money(share_unknown: float = 0.0) -> Any:
        return None if chance.random() < share_unknown else Decimal(chance.randrange(0, 100_000)) / 100

    ids = [f"a{number}" for number in range(chance.randrange(1, 8))]
    accounts = {account_id: place() for account_id in ids}
    spells = []
    for account_id in [*ids, "gone"]:
        cuts = sorted({day() for _ in range(chance.randrange(0, 3))} | ({as_of} if account_id in accounts else set()))
        for number, cut in enumerate(cuts):
            pool, tier = accounts[account_id] if cut == as_of and account_id in accounts else place()
            ends = cuts[number + 1] if number + 1 < len(cuts) else as_of if account_id == "gone" else None
            spells.append(Spell(account_id, pool, tier, cut, ends))

    def deal(number: int) -> Deal:
        is_closed = chance.random() < 0.7
        changes = {day(): money() for _ in range(chance.randrange(0, 3))}
        return Deal(
            opportunity_id=f"o{number}",
            account_id=None if chance.random() < 0.1 else chance.choice(ids),
            is_closed=is_closed,
            is_won=is_closed and chance.random() < 0.5,
            amount=money(0.2),
            list_value=money(0.4),
            options=chance.randrange(0, 3),
            created_on=day(0.1),
            closed_on=day(0.1, ahead=5) if is_closed else None,
            changes=tuple(sorted(changes.items())),
        )

    def spent() -> Spend:
        now, then = (place() if chance.random() < 0.8 else (None, None) for _ in range(2))
        return Spend(*now, *then, cost=money(), spent_on=day())

    return Book(
        as_of=as_of,
        live_since=chance.choice((None, day())),
        accounts=accounts,
        spells=tuple(spells),
        deals=tuple(deal(number) for number in range(chance.randrange(0, 40))),
        activities=tuple(
            Activity(account_id, on, *chance.choice(((1, 0), (0, 1), (2, 3))))
            for account_id, on in {(chance.choice([*ids, "gone"]), day()) for _ in range(chance.randrange(0, 20))}
        ),
        spend=None if chance.random() < 0.2 else tuple(spent() for _ in range(chance.randrange(0, 8))),
        are_meetings_known=chance.random() < 0.8,
        tiers=tiers,
        months=chance.choice((12, 14, 70)),
        fiscal_month=chance.randrange(1, 13),
        level=chance.choice((0.05, 0.5)),
        min_deals=chance.choice((1, 3)),
    )


def signals_of(activity: Activity) -> Iterator[dict[str, Any]]:
    """As many events and meetings as an activity says."""
    there = {"account_id": activity.account_id, "occurred_on": activity.active_on}
    for _ in range(activity.engagements):
        yield there | {"source_table": "engagement/events", "signal_type": "visit", "is_signal": True}
    for _ in range(activity.meetings):
        yield there | {"source_table": "crm/activities", "signal_type": "meeting", "is_signal": False}


def by_sql(sandbox: Sandbox, book: Book, measures: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """`measures` of tier_performance, and EXTRA, by the project's own SQL."""

    def fill(name: str, rows: Sequence[dict[str, Any]]) -> None:
        sandbox.fill(name, rows, TYPES.get(name))

    fill("int_opportunities_resolved", [vars(deal) for deal in book.deals])
    fill("int_opportunities_listed", [vars(deal) for deal in book.deals])
    changes = [(d.opportunity_id, on, amount) for d in book.deals for on, amount in d.changes]
    fill(
        "int_opportunity_history_unioned",
        [{"opportunity_id": o, "changed_on": on, "changed_at": on, "amount": amount} for o, on, amount in changes],
    )
    base = {"currency": "", "valid_from": date(1, 1, 1), "valid_to": date(9999, 12, 31), "rate_to_base": Decimal(1)}
    fill("int_exchange_rates_spanned", [base])
    fill(
        "int_accounts_tiered",
        [{"account_id": a, "pool": pool, "tier": tier} for a, (pool, tier) in book.accounts.items()],
    )
    fill("int_tier_spells", [vars(spell) for spell in book.spells])
    fill("int_live_since", [{"live_since": book.live_since}])
    fill("int_signals_attached", [row for activity in book.activities for row in signals_of(activity)])
    fill("signal_types", [{"signal_type": "visit", "points": 1}])
    fill("meeting_types", [{"activity_type": "Meeting"}])
    fill("int_spend_attributed", [vars(item) for item in book.spend or ()])
    fill("int_tiers_open", [{"pool": pool, "tier": tier} for pool, tier in book.tiers])
    landed = {"marketing/spend": book.spend is not None, "crm/activities": book.are_meetings_known}
    fill("int_sources_landed", [{"source_table": table, "is_landed": is_there} for table, is_there in landed.items()])
    settings = {
        "performance_months": book.months, "fiscal_year_start_month": book.fiscal_month,
        "significance_level": book.level, "min_deals_compared": book.min_deals,
    }  # fmt: skip
    fill("settings", [{"key": key, "value": str(value)} for key, value in settings.items()])
    sandbox.run(["tier_performance"], [*TYPES, "settings"], as_of=book.as_of)
    columns = [*KEY, *measures, *EXTRA]
    rows = (dict(zip(columns, row, strict=True)) for row in sandbox.rows("tier_performance", columns))
    return {tuple(row.pop(name) for name in KEY): row for row in rows}


@random_books(max(BOOKS // 12, 10))
@given(seed=st.integers(0, 2**32))
def test_tier_performance_is_the_references(sandbox: Sandbox, seed: int) -> None:
    book = draw_book(random.Random(seed))  # noqa: S311 - hypothesis' own streams run dry on a book
    note(repr(book))
    expected = outcomes.performance(book)
    found = by_sql(sandbox, book, list(next(iter(expected.values()))))
    extra = {key: {name: row.pop(name) for name in EXTRA} for key, row in found.items()}
    assert not differences(found, expected)
    check_verdicts(book, found, extra)
    check_conservation(book, found)


def check_verdicts(book: Book, rows: dict[Any, dict[str, Any]], extra: dict[Any, dict[str, Any]]) -> None:
    """p-values within 1e-6 of the exact ones, and the sentence that follows from them."""
    for (pool, tier, *rest), row in rows.items():
        said = extra[pool, tier, *rest]
        below = rows.get((pool, tier + 1, *rest)) if tier else None
        if below is None:
            assert said == {"win_rate_p_value": None, "verdict": None}
            continue
        counts = (row["won"], row["lost"], below["won"], below["lost"])
        exact = outcomes.p_value(counts[0], sum(counts[:2]), counts[2], sum(counts[2:]))
        by_sql = said["win_rate_p_value"]
        assert (exact is None) == (by_sql is None)
        assert exact is None or abs(exact - float(by_sql)) < 2e-6
        assert said["verdict"] == outcomes.verdict(tier, *counts, None if by_sql is None else float(by_sql), book)


def check_conservation(book: Book, rows: dict[Any, dict[str, Any]]) -> None:
    """Every deal is counted once per basis: over all tiers, and over all pools where it has one."""
    for basis in ("current", "at_creation"):
        whole = [row for (pool, _, kind, _, of), row in rows.items() if (pool, kind, of) == (None, "all_time", basis)]
        assert sum(row["opportunities"] for row in whole) == len(book.deals)
        assert sum(row["won"] + row["lost"] for row in whole) == sum(deal.is_closed for deal in book.deals)
