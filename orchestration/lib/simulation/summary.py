"""The pages that say what a simulation and a sensitivity found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from orchestration.lib import reading
from orchestration.lib.reading import Row
from orchestration.lib.simulation.run import Simulated
from orchestration.lib.simulation.sensitivity import ROBUST, Sensitivity
from orchestration.lib.simulation.tables import Page, Side, Table, money, share
from orchestration.lib.words import counted

SEATS_SHOWN = 10
"""Owners, teams and regions with the largest changes; all of them are in seats.parquet."""

CHANGES_SHOWN = 20
"""Changes of the configuration in the summary."""

Columns = list[tuple[str, Side]]


def simulation_page(simulated: Simulated) -> Page:
    """Moves, stability, pipeline, seats, and the accounts that gain and lose most, with why."""
    found = simulated.comparison
    return Page(
        f"Simulation {simulated.simulation_id}",
        list(_opening(simulated)),
        [
            *_moves(simulated),
            _stability(found.stability),
            _pipeline(found.moves, simulated.base_currency),
            *_seats(simulated),
            _accounts("The accounts that gain most", found.gains),
            _accounts("The accounts that lose most", found.losses),
        ],
    )


def _opening(simulated: Simulated) -> Iterator[str]:
    found = simulated.comparison
    yield (
        f"Policy {simulated.policy} as of {simulated.as_of}, on the files of release {simulated.current}, "
        "against that release. Nothing is published."
    )
    if simulated.config_changes:
        yield f"The configuration changes in {counted(len(simulated.config_changes), 'place')}:"
        yield from (f"- {change}" for change in simulated.config_changes[:CHANGES_SHOWN])
        if (more := len(simulated.config_changes) - CHANGES_SHOWN) > 0:
            yield f"- and {more:,} more"
    else:
        yield "The configuration is that of the release: what moves is moved by the policy and by time."
    yield (
        f"Of {found.accounts:,} accounts {found.moved:,} change their tier or pool, and {found.rescored:,} their score."
    )
    if simulated.policy != simulated.current_policy and simulated.config_changes:
        yield (
            f"The release was made under policy {simulated.current_policy}. What policy {simulated.policy} does by "
            "itself is included; a simulation without changes shows that alone."
        )
    if simulated.warnings:
        yield "The release gate would say:"
        yield from (f"- {warning}" for warning in simulated.warnings)


def _tier(tier: int | None) -> str:
    return "out" if tier is None else f"Tier {tier}"


def _place(pool: str | None, tier: int | None, here: str | None) -> str:
    """A place as seen from pool `here`."""
    if pool is None:
        return "not there"
    return _tier(tier) if pool == here else f"{_tier(tier)} of {pool}"


def _moves(simulated: Simulated) -> Iterator[Table]:
    """One matrix per pool: from (rows) to (columns). An account that is not there any more is out."""
    found = simulated.comparison
    pools = sorted({row["pool_after"] or row["pool_before"] for row in found.moves})
    targets = [*found.tiers, None]
    for pool in pools:
        rows = [row for row in found.moves if (row["pool_after"] or row["pool_before"]) == pool]
        cells = [
            [_place(*place, pool), *(_counted(rows, place, tier) for tier in targets)]
            for place in dict.fromkeys(map(_from, rows))
        ]
        columns: Columns = [("from", "left"), *((f"to {_tier(tier)}", "right") for tier in targets)]
        yield Table(f"Moves in pool {pool}", columns, cells)


def _from(row: Row) -> tuple[str | None, int | None]:
    return row["pool_before"], row["tier_before"]


def _counted(rows: Sequence[Row], place: tuple[str | None, int | None], tier: int | None) -> int | None:
    return sum(row["accounts"] for row in rows if _from(row) == place and row["tier_after"] == tier) or None


def _stability(rows: Sequence[Row]) -> Table:
    columns: Columns = [("pool", "left"), ("accounts", "right"), ("rank stability (tau-b)", "right")]
    columns += [("Tier 1 before", "right"), ("after", "right"), ("stay", "right"), ("overlap (Jaccard)", "right")]
    cells = [
        [
            row["pool"] or "all pools",
            row["accounts"],
            share(row["kendall_tau_b"]),
            row["tier_1_before"],
            row["tier_1_after"],
            row["tier_1_both"],
            share(row["tier_1_jaccard"], 2),
        ]
        for row in rows
    ]
    note = "tau-b: 1 means the same order by score, 0 no relation. Jaccard: in Tier 1 both times / in it either time."
    return Table("Rank stability and Tier 1", columns, cells, [note])


def _pipeline(moves: Sequence[Row], currency: str) -> Table:
    columns: Columns = [("pool", "left"), ("from", "left"), ("to", "left"), ("accounts", "right")]
    columns.append((f"open pipeline ({currency})", "right"))
    moved = [
        row
        for row in moves
        if (row["pool_before"], row["tier_before"]) != (row["pool_after"], row["tier_after"])
        and (row["open_pipeline_value"] or 0) != 0
    ]
    cells = [
        [
            row["pool_after"] or row["pool_before"],
            _place(row["pool_before"], row["tier_before"], row["pool_after"] or row["pool_before"]),
            _place(row["pool_after"], row["tier_after"], row["pool_after"]),
            row["accounts"],
            money(row["open_pipeline_value"]),
        ]
        for row in moved
    ]
    total = sum((row["open_pipeline_value"] for row in moved), Decimal(0))
    return Table("Open pipeline that changes tier", columns, cells, [f"In all: {total:,.0f} {currency}."])


def _seats(simulated: Simulated) -> Iterator[Table]:
    """Seats above the last tier, which is the rest: where they change most."""
    found = simulated.comparison
    tiers = found.tiers[:-1]
    for dimension in ("owner", "team", "region"):
        seats = [row for row in found.seats if row["dimension"] == dimension]
        names = {row["name"]: _called(row) for row in seats}
        held = {name: [_held(seats, name, tier) for tier in tiers] for name in names}
        changing = [name for name in names if any(before != after for before, after in held[name])]
        changing.sort(key=lambda name: -sum(abs(after - before) for before, after in held[name]))
        cells = [
            [names[name], *(f"{before:,} -> {after:,}" for before, after in held[name])]
            for name in changing[:SEATS_SHOWN]
        ]
        columns: Columns = [(dimension, "left"), *((_tier(tier), "right") for tier in tiers)]
        note = f"{len(changing):,} of {len(names):,} {dimension}s have other seats than before."
        yield Table(f"Seats by {dimension}", columns, cells, [note])


def _called(row: Row) -> str:
    """An owner by name and id; a team, a region, or an owner without a name as it is."""
    if row["name"] is None:
        return "none set"
    return row["name"] if row["called"] in (None, row["name"]) else f"{row['called']} ({row['name']})"


def _held(seats: Sequence[Row], name: str | None, tier: int) -> tuple[int, int]:
    rows = [row for row in seats if row["name"] == name and row["tier"] == tier]
    return sum(int(row["accounts_before"]) for row in rows), sum(int(row["accounts_after"]) for row in rows)


def _accounts(title: str, rows: Sequence[Row]) -> Table:
    columns: Columns = [("account", "left"), ("from", "left"), ("to", "left"), ("score", "right"), ("change", "right")]
    columns.append(("why", "left"))
    cells = [
        [
            reading.named(row),
            _tier(row["tier_before"]),
            _tier(row["tier_after"]),
            str(row["score_after"]),
            f"{row['score_change']:+}",
            row["explanation"],
        ]
        for row in rows
    ]
    return Table(title, columns, cells, [] if rows else ["None."])


def sensitivity_page(found: Sensitivity) -> Page:
    """Which tiers are robust, what weights do, and the accounts that hang on them most."""
    draws = found.draws
    return Page(
        f"Sensitivity of {found.current}",
        [
            f"{draws.draws} weightings of the components drawn around the current ones (Dirichlet, concentration "
            f"{draws.concentration:g}, seed {draws.seed}); seats as under policy {found.policy}, by merit: nobody is "
            "protected by the tier held so far.",
            f"An account is robust in its tier when it has it in at least {ROBUST:.0%} of them. Held fixed: points, "
            "overrides, triggers, who takes part.",
        ],
        [_robustness(found.tiers), _weighting(found.components), _hanging(found.accounts)],
    )


def _robustness(rows: Sequence[Row]) -> Table:
    columns: Columns = [
        ("pool", "left"),
        ("tier by merit", "left"),
        ("accounts", "right"),
        ("of these robust", "right"),
    ]
    columns += [("mean probability", "right"), ("also published there", "right")]
    cells = [
        [
            row["pool"],
            _tier(row["tier"]),
            row["accounts"],
            f"{row['robust']:,} ({row['robust'] / row['accounts']:.0%})",
            share(row["mean_probability"], 2),
            row["published_there"],
        ]
        for row in rows
    ]
    return Table("Which tiers are robust", columns, cells)


def _weighting(rows: Sequence[Row]) -> Table:
    columns: Columns = [("component", "left"), ("weight", "right"), ("drawn", "right")]
    columns.append(("Tier 1 accounts that hang on it", "right"))
    cells = [
        [
            row["component"],
            share(row["weight"]),
            f"{row['lowest']:.2f} to {row['highest']:.2f}",
            row["accounts"],
        ]
        for row in rows
    ]
    return Table("Which weights it hangs on", columns, cells)


def _hanging(rows: Sequence[Row]) -> Table:
    columns: Columns = [("account", "left"), ("pool", "left"), ("published", "left"), ("probability", "right")]
    columns.append(("more likely with", "left"))
    cells = [
        [
            reading.named(row),
            row["pool"],
            _tier(row["tier"]),
            share(row["probability_tier_1"], 2),
            f"{'more' if row['pull'] > 0 else 'less'} {row['hangs_on']}",
        ]
        for row in rows
    ]
    return Table("Tier 1 nearest to even odds", columns, cells, [] if rows else ["None: no weighting changes Tier 1."])
