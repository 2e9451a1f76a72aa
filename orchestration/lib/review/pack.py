"""The review pack of a proposal: per owner a CSV to fill in and a page to read or print, and an index of them all.

It is made from the candidate's marts alone and sealed with it: docs/decisions/0040-review-packs-are-sealed.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.reading import CAUTIONS, Row, rows_of
from orchestration.lib.releases import content
from orchestration.lib.review import page
from orchestration.lib.sql import literal

INDEX = "index.html"
NO_OWNER = "no-owner"
ANSWERS = ("agree", "disagree", "wanted_tier", "comment")
"""The columns that people fill in."""
BYTE_ORDER_MARK = "\ufeff".encode()
"""Without it a spreadsheet program takes UTF-8 for the encoding of the country, and damages every umlaut."""

_MOVES = """
    create table moves as
    with

    left_pools as (
        select spells.account_id, spells.pool
        from candidate.marts.account_tier_history as spells
        inner join candidate.marts.account_tiers as tiers
            on spells.account_id = tiers.account_id and spells.valid_to = tiers.as_of_date
    ),

    movers as (
        select *,
            case
                when previous_tier is null then 'in'
                when tier is null then 'out'
                when tier < previous_tier then 'up'
                when tier > previous_tier then 'down'
                else 'pool'
            end as move
        from candidate.marts.account_tiers
        where tier is distinct from previous_tier or (tier is not null and tier_since = as_of_date)
    )

    select
        movers.release_id, movers.account_id, movers.account_name, movers.domain, movers.owner_id, movers.owner_name,
        movers.team, movers.region, left_pools.pool as from_pool, movers.pool, movers.move,
        movers.previous_tier as from_tier, movers.tier as to_tier, movers.tier_reason,
        movers.score, movers.previous_score, movers.open_pipeline_value,
        concat_ws('; ',
            cautions.caution,
            case
                when changes.explanation is not null then changes.explanation
                when left_pools.pool <> movers.pool then 'From pool ' || left_pools.pool || ' to ' || movers.pool
            end
        ) as why, movers.top_reasons,
        cast(null as varchar) as agree, cast(null as varchar) as disagree, cast(null as integer) as wanted_tier,
        cast(null as varchar) as comment
    from movers
    left join left_pools on movers.account_id = left_pools.account_id
    left join candidate.marts.account_tier_changes as changes on movers.account_id = changes.account_id
    left join candidate.marts.account_plays as plays on movers.account_id = plays.account_id
    left join cautions on plays.blocked_by = cautions.blocked_by
    order by move = 'pool', move = 'out', move = 'in', move = 'down', to_tier, from_tier, score desc, movers.account_id
"""
"""Who moves: into another tier than that of the previous release, or, in the same tier, into another pool (SCORING 5,
rule 8: then and only then `tier_since` begins anew). In a first release everybody with a tier comes in."""

_OWNERS = """
    select owner_id, any_value(owner_name) as owner_name, any_value(team) as team, count(*) as accounts,
        count(*) filter (where move = 'up') as up, count(*) filter (where move = 'down') as down,
        count(*) filter (where move = 'in') as "in", count(*) filter (where move = 'out') as "out",
        count(*) filter (where move = 'pool') as pool,
        coalesce(sum(open_pipeline_value), 0) as open_pipeline_value
    from moves
    group by owner_id
    order by team nulls last, owner_name nulls last, owner_id nulls last
"""


@dataclass(frozen=True)
class Owner:
    """One pack: `facts` is a row of `_OWNERS`, `stem` the name of its two files."""

    facts: Row
    stem: str


def write_pack(database: Path, folder: Path) -> None:
    """Writes the pack of a candidate's `tiers.duckdb`, which nobody has open, into the new folder `folder`."""
    folder.mkdir()
    with content.connect(Path(":memory:")) as connection:
        connection.execute(f"attach {literal(database)} as candidate (read_only)")
        connection.execute("create table cautions (blocked_by varchar, caution varchar)")
        connection.executemany("insert into cautions values (?, ?)", list(CAUTIONS.items()))
        connection.execute(_MOVES)
        facts = rows_of(connection.execute("select * from candidate.marts.release_info"))[0]
        found = rows_of(connection.execute(_OWNERS))
        owners = [Owner(row, stem) for row, stem in zip(found, stems([row["owner_id"] for row in found]), strict=True)]
        for owner in owners:
            _write_owner(connection, facts, owner, folder)
        index = page.index(facts, [(owner.facts, owner.stem) for owner in owners])
        (folder / INDEX).write_text(index, encoding="utf-8")


def _write_owner(connection: duckdb.DuckDBPyConnection, facts: Row, owner: Owner, folder: Path) -> None:
    owner_id = owner.facts["owner_id"]
    mine = "owner_id is null" if owner_id is None else f"owner_id = {literal(owner_id)}"
    connection.execute(f"create or replace temp view pack as select * from moves where {mine}")
    table = folder / f"{owner.stem}.csv"
    content.export_csv(connection, "pack", table)
    table.write_bytes(BYTE_ORDER_MARK + table.read_bytes())
    text = page.owner(facts, owner.facts, table.name, rows_of(connection.execute("select * from pack")))
    (folder / f"{owner.stem}.html").write_text(text, encoding="utf-8")


def stems(owner_ids: Sequence[str | None]) -> list[str]:
    """A file name without ending for each owner: safe on every file system, and no two alike, whatever their case.

    Ids that look alike once they are safe have a hash of themselves added.
    """
    safe = [NO_OWNER if owner is None else f"owner-{_safe(owner)}" for owner in owner_ids]
    often = Counter(safe)
    return [
        stem if often[stem] == 1 else f"{stem}~{hashlib.sha256(str(owner).encode()).hexdigest()[:8]}"
        for owner, stem in zip(owner_ids, safe, strict=True)
    ]


def _safe(owner_id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", owner_id.lower()).strip("-")[:60]
