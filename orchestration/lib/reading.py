"""What people ask of a published release, read from its tiers.duckdb, read-only: status and explanation.

Everything here is plain data (dictionaries of column to value) so that the command prints it as a table or as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.errors import InputError
from orchestration.lib.gates import RELEASE_CHECKS, SOURCE_CHECKS

Row = dict[str, Any]

ANNOUNCED_DAYS = 14
"""How long before its end an override is announced."""

ALIKE = 0.8
"""The Jaro-Winkler similarity (0 to 1) from which on an account is suggested for a name that nobody has."""

OWN_ID = "regexp_replace(account_id, '^[a-z]+:', '')"
"""SQL: an account's id as its CRM knows it, without the namespace (macro `namespaced`)."""


def query(database: Path, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
    """Rows of a read-only query on a release file; parameters by position, or by name (`$name`).

    Raises InputError when the file is damaged, or when an older version of the program made it.
    """
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            values = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
            return rows_of(connection.execute(sql, values))
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        rule = f"the release lacks what this version of the program reads ({str(error).splitlines()[0]})"
        raise InputError(rule, file=database, remedy="make a new one: tiering refresh") from error
    except duckdb.Error as error:
        rule = f"the release is damaged ({str(error).splitlines()[0]})"
        raise InputError(rule, file=database, remedy="run: tiering refresh (or go back: tiering rollback)") from error


def rows_of(cursor: duckdb.DuckDBPyConnection) -> list[Row]:
    """The rows of a query that has been executed."""
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def tiers_by_pool(database: Path) -> list[Row]:
    """One row per pool and tier (then those that are out): accounts, moves since the last release, score range."""
    return query(
        database,
        """
        select pool, tier, tier_name, case when tier is null then tier_reason end as out_because,
            count(*) as accounts,
            count(*) filter (where tier < previous_tier) as moved_up,
            count(*) filter (where tier > previous_tier) as moved_down,
            min(score) as lowest_score, max(score) as highest_score,
            sum(open_pipeline_value) as open_pipeline_value
        from marts.account_tiers
        group by all
        order by pool, tier nulls last, out_because
        """,
    )


def best_account(database: Path) -> str | None:
    """The account with the best score among those with the best tier; None when nobody has a tier."""
    rows = query(
        database,
        """
        select account_id from marts.account_tiers where tier is not null order by tier, score desc, account_id limit 1
        """,
    )
    return str(rows[0]["account_id"]) if rows else None


def moves(database: Path, limit: int) -> list[Row]:
    """Accounts whose tier differs from the previous release's, the highest score first."""
    return query(
        database,
        """
        select account_id, account_name, pool, previous_tier, tier, tier_reason, score, previous_score, top_reasons
        from marts.account_tiers
        where tier is distinct from previous_tier and previous_tier is not null
        order by score desc, account_id
        limit ?
        """,
        [limit],
    )


def check_results(database: Path) -> list[Row]:
    """One row per gate and check: how many measurements, and the worst result among them.

    The gates' own checks by name; every other dbt test under `dbt tests`.
    """
    return query(
        database,
        """
        select gate, named as "check", count(*) as measured,
            count(*) filter (where result = 'warn') as warnings,
            count(*) filter (where result = 'waived') as waived,
            count(*) filter (where result = 'skipped') as skipped,
            min(detail) filter (where result = 'skipped') as why_skipped
        from (
            select *, case when list_contains($1, "check") then "check" else 'dbt tests' end as named
            from marts.release_checks
        )
        group by gate, named
        order by gate desc, named = 'dbt tests', named
        """,
        [[*SOURCE_CHECKS, *RELEASE_CHECKS]],
    )


def expiring_overrides(database: Path, today: date) -> list[Row]:
    """Accounts whose override ends within ANNOUNCED_DAYS of `today`, or has ended since the release, by its end.

    One that another override of the account continues is not announced. `earned_tier` is the tier they held on merit
    before, null when they held none.
    """
    return query(
        database,
        """
        select account_id, account_name, pool, tier, earned_tier, score, override_expires_on
        from marts.account_tiers
        where is_override and not is_override_continued and override_expires_on <= $1
        order by override_expires_on, account_id
        """,
        [today + timedelta(days=ANNOUNCED_DAYS)],
    )


def active_triggers(database: Path) -> list[Row]:
    """Accounts that an event lifts into their tier, or keeps there, the one whose trigger ends next first.

    `tier_reason_text` names the event; `earned_tier` is the tier held on merit, null when there is none.
    """
    return query(
        database,
        """
        select account_id, account_name, pool, tier, earned_tier, tier_reason, tier_reason_text, trigger_expires_on
        from marts.account_tiers
        where trigger_expires_on is not null
        order by trigger_expires_on, account_id
        """,
    )


def named(row: Row) -> str:
    """An account as people are told of it, by name and id; by its id alone where the CRM has no name."""
    return f"{row['account_name']} ({row['account_id']})" if row["account_name"] else str(row["account_id"])


def release_facts(database: Path) -> Row:
    """The one row of release_info."""
    return query(database, "select * from marts.release_info")[0]


CAUTIONS = {
    "held_out": "Held out, so that plays can be measured: leave this account alone, but answer what it asks",
    "do_not_contact": "Wants no contact: leave this account alone, but answer what it asks",
}
"""What whoever names it is told about an account that nobody is to work, by account_plays.blocked_by."""


@dataclass(frozen=True)
class Explanation:
    """Why an account is where it is: its row of account_tiers, its factors, what would lift it, and its play.

    `play`: what to do next, of account_plays. `is_reconstructed`: the release is, so it knows what later exports tell
    of its day. Nothing is to lift an account that nobody is to work (CAUTIONS).
    """

    account: Row
    play: Row
    factors: list[Row]
    lifts: list[str]
    is_reconstructed: bool


def explain(database: Path, key: str) -> Explanation:
    """The account with this id, domain or name (case and outer spaces do not matter).

    Raises InputError when none or more than one fits, naming the candidates.
    """
    account = _find(database, key)
    factors = query(
        database,
        """
        select component, factor, value, points, weight, contribution, previous_contribution, is_observed
        from marts.account_score_factors
        where account_id = ?
        order by contribution desc, factor
        """,
        [account["account_id"]],
    )
    play = query(
        database,
        """
        select blocked_by, play, personalization_level, next_best_action, why
        from marts.account_plays
        where account_id = ?
        """,
        [account["account_id"]],
    )[0]
    is_reconstructed = bool(release_facts(database)["is_reconstructed"])
    lifts = [] if play["blocked_by"] in CAUTIONS else list(_lifts(database, account, factors))
    return Explanation(account, play, factors, lifts, is_reconstructed)


@dataclass(frozen=True)
class Change:
    """Why an account moved: its row of account_tiers, that of account_tier_changes (None: nothing changed), and the
    factors whose contribution changed, the largest change first."""

    account: Row
    change: Row | None
    factors: list[Row]


def explain_change(database: Path, key: str) -> Change:
    """What moved the account with this id, domain or name since the previous release.

    Raises InputError when none or more than one fits, naming the candidates.
    """
    account = _find(database, key)
    changes = query(database, "select * from marts.account_tier_changes where account_id = ?", [account["account_id"]])
    factors = query(
        database,
        """
        select factor, previous_contribution, contribution,
            contribution - coalesce(previous_contribution, 0) as change,
            delta_decay, delta_data, delta_config, delta_code
        from marts.account_score_factors
        where account_id = ? and (delta_decay <> 0 or delta_data <> 0 or delta_config <> 0 or delta_code <> 0)
        order by abs(change) desc, factor
        """,
        [account["account_id"]],
    )
    return Change(account, changes[0] if changes else None, factors)


def _find(database: Path, key: str) -> Row:
    wanted = key.strip().lower()
    for what, value in (("id", "account_id"), ("id", OWN_ID), ("domain", "domain"), ("name", "account_name")):
        found = query(
            database,
            f"select * from marts.account_tiers where lower(trim({value})) = ? order by account_id",
            [wanted],
        )
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(str(row["account_id"]) for row in found[:10])
            raise InputError(f"{len(found)} accounts have the {what} '{key}'", remedy=f"name one by id: {ids}")
    exports = sorted((database.parent / "exports").glob("account_tiers.*"))  # the CSV, where there is one
    remedy = f"{closest(database, key)}look it up: {(exports or [database])[0]}"
    raise InputError(f"no account has the id, domain or name '{key}'", remedy=remedy)


def closest(database: Path, key: str) -> str:
    """Asks whether one of the (at most three) accounts is meant whose name, id or domain is like `key`, in words.

    Empty when none is alike.
    """
    near = query(
        database,
        """
        select account_name, account_id,
            greatest(
                jaro_winkler_similarity(lower(account_name), $1), jaro_winkler_similarity(lower(account_id), $1),
                jaro_winkler_similarity(lower(coalesce(domain, '')), $1)
            ) as likeness
        from marts.account_tiers
        where likeness >= $2
        order by likeness desc, account_id
        limit 3
        """,
        [key.strip().lower(), ALIKE],
    )
    told = ", ".join(map(named, near))
    return f"did you mean {told}? Else " if near else ""


def _lifts(database: Path, account: Row, factors: list[Row]) -> list[str]:
    """Sentences: what stands between the account and the next better tier, and where the most points are to be had."""
    sentences = []
    tier = account["tier"]
    if tier is None:
        return [f"It takes no part in the tiers: {account['tier_reason']}."]
    if tier > 1:
        above = query(
            database,
            """
            select min(score) as lowest, count(*) as accounts from marts.account_tiers
            where pool = ? and tier = ? and tier_reason in ('qualified', 'band')
            """,
            [account["pool"], tier - 1],
        )[0]
        if above["lowest"] is not None and above["lowest"] > account["score"]:
            gap = above["lowest"] - account["score"]
            sentences.append(
                f"The last account that earned a seat in Tier {tier - 1} has {above['lowest']}: {gap} points more."
            )
        if account["displaced_from_tier"] is not None:
            below = " or below" if tier - account["displaced_from_tier"] > 1 else ""
            sentences.append(
                f"It qualifies for Tier {account['displaced_from_tier']}, where no seat was left for it{below}."
            )
    gains = [(_gain(factor), factor) for factor in factors if factor["is_observed"] and _gain(factor) > 0]
    for gain, factor in sorted(gains, key=lambda pair: (-pair[0], pair[1]["factor"]))[:3]:
        sentences.append(f"{factor['factor']}: up to +{gain:.1f} points (now {factor['points']:.0f} of 100).")
    unknown = sorted(str(factor["factor"]) for factor in factors if not factor["is_observed"])
    if unknown:
        sentences.append(f"Unknown, and therefore carried by what is known: {', '.join(unknown)}.")
    return sentences


def _gain(factor: Row) -> Decimal:
    """Points of score that the factor would add with 100 points instead of what it has."""
    return Decimal(factor["weight"] or 0) * (100 - Decimal(factor["points"] or 0))
