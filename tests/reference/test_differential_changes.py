"""SCORING 6: two releases in a row through SQL and the reference; every step and every delta equal, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.reference import change_books, changes
from tests.reference.change_books import ChangeBook
from tests.reference.sandbox import BOOKS, Rows, Sandbox, differences, random_books
from tests.reference.score_books import AS_OF, TABLES
from tests.reference.scoring import ZERO, ScoringConfig, Signal
from tests.reference.test_differential_scores import (
    COMPONENTS,
    FEATURES,
    SEEDS,
    SIGNAL_COLUMNS,
    configuration_rows,
    factor_types,
)

DELTAS = list(changes.Deltas.__dataclass_fields__)
STEPS = {
    "recomputed": "int_contributions_recomputed",
    "aged": "int_contributions_aged",
    "updated": "int_contributions_updated",
    "current": "int_score_contributions",
}
FACTOR = ["account_id", "factor"]
MARTS = ["account_score_factors", "account_tier_changes"]
CONFIGURATION = (*SEEDS, "signal_types")
LANDED = {"source_table": "varchar", "is_landed": "boolean"}
GIVEN: dict[str, dict[str, str]] = {
    "int_sources_landed": LANDED,
    "int_signals_unioned": {**SIGNAL_COLUMNS, "source_table": "varchar"},
    "int_committees_updated": {"account_id": "varchar", "coverage": "decimal(7,4)"},
    "stg_published__landed_sources": LANDED,
    "stg_published__account_score_factors": {
        "account_id": "varchar", "component": "varchar", "factor": "varchar", "value": "varchar",
        "contribution": "decimal(7,4)",
    },
    "stg_published__account_signals": {
        "account_id": "varchar", "signal_type": "varchar", "events": "bigint", "strength": "decimal(18,6)",
        "signal_on": "date",
    },
    "stg_published__account_tiers": {"account_id": "varchar", "pool": "varchar", "tier_reason": "varchar"},
    "stg_published__release_info": {"scoring_version": "varchar", "code_version": "varchar"},
    "stg_refresh__refreshes": {"code_version": "varchar"},
    "int_scoring_version": {"scoring_version": "varchar"},
    "int_retier_settings": {"tier_count": "integer", "previous_tier_count": "integer", "is_renumbered": "boolean"},
    "int_accounts_tiered": {
        "account_id": "varchar", "pool": "varchar", "tier": "integer", "previous_tier": "integer",
        "tier_reason": "varchar",
    },
    "int_account_measures": {
        "account_id": "varchar", "score": "decimal(7,4)", "previous_score": "decimal(7,4)",
    },
    "int_tier_reasons_worded": {"account_id": "varchar", "reason_text": "varchar"},
}  # fmt: skip


@random_books(BOOKS // 3)
@given(data=st.data())
def test_what_moved_a_score_is_the_references(sandbox: Sandbox, data: st.DataObject) -> None:
    book = data.draw(change_books.change_books({name: factor_types(sandbox, name) for name in COMPONENTS}))
    walked = changes.steps(book.published, book.data, AS_OF, book.config)
    fill(sandbox, book, walked)
    sandbox.run(MARTS, [*GIVEN, *FEATURES.values(), *CONFIGURATION, *map(published, CONFIGURATION)], as_of=AS_OF)
    deltas = changes.deltas(book.published, walked)
    totals = changes.summed(deltas)
    for step, model in STEPS.items():
        assert not differences(by_sql(sandbox, model, FACTOR, ["contribution"]), step_expected(book, walked, step)), (
            step
        )
    found = by_sql(sandbox, "account_score_factors", FACTOR, ["contribution", "previous_contribution", *DELTAS])
    assert not differences(found, factors_expected(book, walked, deltas))
    found = by_sql(sandbox, "account_tier_changes", ["account_id"], ["score", "previous_score", *DELTAS])
    assert not differences(found, changes_expected(book, walked, totals))
    before, now = changes.scores(book.published.contributions), changes.scores(walked.current)
    for account_id, moved in totals.items():
        assert moved.total == now[account_id] - before[account_id]
        assert book.is_code_changed or moved.delta_code == 0
        assert book.config != book.published.config or moved.delta_config == 0


# -- the same by SQL ------------------------------------------------------------------------------------------------


def published(name: str) -> str:
    return f"stg_published__{name}"


def fill(sandbox: Sandbox, book: ChangeBook, walked: changes.Steps) -> None:
    """Everything that the models of SCORING 6 read: the previous release, and what is below this one's scores."""
    before, now = book.published, changes.scores(walked.current)
    scores_before = changes.scores(before.contributions)
    for prefix, landed in (("stg_published__landed_sources", before.landed), ("int_sources_landed", book.data.landed)):
        fill_one(sandbox, prefix, [{"source_table": table, "is_landed": table in landed} for table in TABLES])
    fill_configuration(sandbox, book.config, "{}")
    fill_configuration(sandbox, before.config, published("{}"))
    component_of = {factor.factor: factor.component for factor in before.config.factors}
    fill_one(
        sandbox,
        "stg_published__account_score_factors",
        [
            {
                "account_id": account_id,
                "component": component_of[factor],
                "factor": factor,
                "value": as_published(before.values[account_id][factor]),
                "contribution": contribution,
            }
            for (account_id, factor), contribution in before.contributions.items()
        ],
    )
    fill_one(sandbox, "stg_published__account_signals", map(asdict, before.signals))
    was_in_tier_3 = [{"account_id": account_id, "pool": "all", "tier_reason": "band"} for account_id in scores_before]
    fill_one(sandbox, "stg_published__account_tiers", was_in_tier_3)
    versions = ("of another program" if book.is_code_changed else "of this program", "of this program")
    fill_one(sandbox, "stg_published__release_info", [{"scoring_version": "v1", "code_version": versions[0]}])
    fill_one(sandbox, "stg_refresh__refreshes", [{"code_version": versions[1]}])
    fill_one(sandbox, "int_scoring_version", [{"scoring_version": "v1"}])
    fill_one(sandbox, "int_retier_settings", [{"is_renumbered": False}])
    values = changes.values_of(book.data, book.config.signal_types, AS_OF)
    for component, model in FEATURES.items():
        types = {"account_id": "varchar", **factor_types(sandbox, component)}
        sandbox.fill(model, [{"account_id": account_id, **row} for account_id, row in values.items()], types)
    fill_one(sandbox, "int_signals_unioned", map(signal_row, book.data.signals))
    coverages = [{"account_id": a, "coverage": coverage} for a, coverage in book.data.committees.items()]
    fill_one(sandbox, "int_committees_updated", coverages)
    in_tier_3 = {"pool": "all", "tier": 3, "previous_tier": 3, "tier_reason": "band"}
    fill_one(sandbox, "int_accounts_tiered", [{"account_id": account_id, **in_tier_3} for account_id in now])
    fill_one(
        sandbox,
        "int_account_measures",
        [{"account_id": a, "score": score, "previous_score": scores_before.get(a)} for a, score in now.items()],
    )
    fill_one(sandbox, "int_tier_reasons_worded", [])


def fill_one(sandbox: Sandbox, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    sandbox.fill(name, rows, GIVEN[name])


def signal_row(signal: Signal) -> dict[str, Any]:
    """The signal, with the table that it comes from: surges alone make an account known to the providers of intent."""
    table = "intent/surges" if signal.signal_type == changes.SURGE else "engagement/events"
    return {**asdict(signal), "source_table": table}


def fill_configuration(sandbox: Sandbox, config: ScoringConfig, name: str) -> None:
    """The scoring seeds, or the stored ones of the previous release."""
    for seed, rows in zip(CONFIGURATION, [*configuration_rows(config), map(asdict, config.signal_types)], strict=True):
        sandbox.fill(name.format(seed), rows, sandbox.models[seed].types)


def as_published(value: changes.Value) -> str | None:
    """A feature's value as account_score_factors has it: text, trimmed, null when it is empty."""
    return f"{value:f}" if isinstance(value, Decimal) else (value or "").strip(" ") or None


def by_sql(sandbox: Sandbox, name: str, keys: Sequence[str], columns: Sequence[str]) -> Rows:
    rows = sandbox.rows(name, [*keys, *columns])
    found = {row[: len(keys)]: dict(zip(columns, row[len(keys) :], strict=True)) for row in rows}
    assert len(found) == len(rows), f"{name}: two rows of one key"
    return found


# -- what the reference expects -------------------------------------------------------------------------------------


def step_expected(book: ChangeBook, walked: changes.Steps, step: str) -> Rows:
    """The step in full, or nothing where neither program nor configuration changed what it is a step of; `updated` is
    asked only for the accounts that the previous release knew. Of today's, those of 0 are there too."""
    if not {"recomputed": book.is_code_changed, "updated": book.config != book.published.config}.get(step, True):
        return {}
    known = changes.accounts_of(book.published.contributions)
    return {
        key: {"contribution": contribution}
        for key, contribution in getattr(walked, step).items()
        if (contribution or step == "current") and (step != "updated" or key[0] in known)
    }


def factors_expected(book: ChangeBook, walked: changes.Steps, deltas: Mapping[Any, changes.Deltas]) -> Rows:
    """account_score_factors: every factor of today, and those gone that the score still had or that moved it."""
    unmoved = dict.fromkeys(DELTAS)
    before = book.published.contributions
    rows = {
        key: {
            "contribution": contribution,
            "previous_contribution": before.get(key),
            **(asdict(deltas[key]) if key in deltas else unmoved),
        }
        for key, contribution in walked.current.items()
    }
    gone = {key: moved for key, moved in deltas.items() if key not in rows}
    return rows | {
        key: {"contribution": ZERO, "previous_contribution": before[key], **asdict(moved)}
        for key, moved in gone.items()
        if before[key] or any(asdict(moved).values())
    }


def changes_expected(book: ChangeBook, walked: changes.Steps, totals: Mapping[str, changes.Deltas]) -> Rows:
    """account_tier_changes: every account whose score changed, or that has none to compare with."""
    before = changes.scores(book.published.contributions)
    return {
        (account_id,): {
            "score": score,
            "previous_score": before.get(account_id),
            **(asdict(totals[account_id]) if account_id in totals else dict.fromkeys(DELTAS)),
        }
        for account_id, score in changes.scores(walked.current).items()
        if score != before.get(account_id)
    }
