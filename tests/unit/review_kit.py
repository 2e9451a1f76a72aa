"""A sealed proposal with a handful of moves, for the tests of lib/review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.lib import releases, review
from orchestration.lib.settings import Settings
from tests.unit.releases_kit import CHECK, MARTS, manifest

PROPOSAL = "2026-06-30-0000000a"
ACCOUNTS: Sequence[tuple[object, ...]] = (
    # account_id, name, owner_id, owner_name, team, from, to, reason, score, pipeline, why
    ("A1", "Müller GmbH", "u1", "Ann", "North", 2, 1, "trigger", "61.5", "-5.5", "Up by acquisition on 2026-06-29"),
    ("A2", "=1+1", "u1", "Ann", "North", 1, 2, "capacity", "40.0", "1200", "+1.0 from <b>nothing</b>"),
    ("A3", "Third", "U1", None, None, None, 3, "qualified", "12.0", None, "New in Tier 3"),
    ("A4", "Fourth", None, None, None, 3, None, "excluded", "11.0", None, "Out, from Tier 3"),
    ("A6", "Sixth", "u1", "Ann", "North", 2, 2, "qualified", "30.0", "6", None),
    ("A5", "Stays", "u2", "Ben", "North", 1, 1, "qualified", "70.0", "900", "Still in Tier 1"),
)


def database(file: Path, accounts: Sequence[tuple[object, ...]] = ACCOUNTS) -> Path:
    """The marts that a review pack is made from."""
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.release_info as select '{PROPOSAL}' as release_id, date '2026-06-30' as as_of_date,
                'quarterly' as policy, 'before' as previous_release_id, 3 as tier_count, false as is_demo;
            create table marts.account_tiers (account_id text, account_name text, owner_id text, owner_name text,
                team text, previous_tier integer, tier integer, tier_reason text, score decimal(7, 4),
                open_pipeline_value decimal(18, 2), domain text default 'a.example', region text default 'EMEA',
                pool text default 'customers', previous_score decimal(7, 4), top_reasons text default 'size (+4.0)',
                tier_since date default '2026-01-01', as_of_date date default '2026-06-30',
                release_id text default '{PROPOSAL}');
            create table marts.account_tier_changes (account_id text, explanation text);
            create table marts.account_plays as from (values ('A3', 'held_out'), ('A4', 'do_not_contact'), ('A1', null))
                as plays (account_id, blocked_by);
            create table marts.account_tier_history as
            from (values
                ('A1', 'customers', date '2026-06-30'), ('A1', 'elsewhere', date '2026-01-01'),
                ('A6', 'new_business', date '2026-06-30'), ('A6', 'customers', null), ('A5', 'customers', null)
            ) as spells (account_id, pool, valid_to);
            """
        )
        names = "account_id, account_name, owner_id, owner_name, team, previous_tier, tier, tier_reason, score"
        for *row, why in accounts:
            connection.execute(
                f"insert into marts.account_tiers ({names}, open_pipeline_value) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            if why is not None:
                connection.execute("insert into marts.account_tier_changes values (?, ?)", [row[0], why])
        connection.execute("update marts.account_tiers set tier_since = as_of_date where account_id = 'A6'")
    return file


def propose(settings: Settings) -> releases.Release:
    """The proposal, sealed with its review pack."""
    candidate = releases.Store(settings).begin(PROPOSAL)
    database(candidate.database)
    candidate.quality_page.write_text("<p>fine</p>")
    candidate.config.mkdir()
    (candidate.config / "tiers.csv").write_text("tier\n1\n")
    review.write_pack(candidate.database, candidate.review)
    facts = manifest(PROPOSAL, proposed=True)
    return releases.seal(candidate, facts, [CHECK], expected={"score_range"}, marts=MARTS)
