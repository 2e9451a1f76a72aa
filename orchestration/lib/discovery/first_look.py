"""The first answer: the real flow over what was recognised, in a scratch home, never published."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from orchestration.lib import gates, progress, reading, warehouse
from orchestration.lib.discovery.survey import Survey
from orchestration.lib.landing.columns_map import NAME
from orchestration.lib.landing.headers import fitting
from orchestration.lib.landing.plan import DEMO
from orchestration.lib.periods import month_end
from orchestration.lib.reading import Row
from orchestration.lib.refresh import Refresh, Request, Say
from orchestration.lib.scratch import FIRST_LOOK, scratch_home
from orchestration.lib.settings import Settings
from orchestration.lib.simulation.scope import everything

POLICY = "baseline"
BEST = 10


@dataclass(frozen=True)
class FactorFill:
    """One factor of weight > 0: the share of accounts (0 to 1) of which it is known, and that earns points by it.

    `remedy`: what would bring a dead factor to life, by which nobody earns a point; None for one that is alive.
    """

    component: str
    factor: str
    observed: Decimal
    earning: Decimal
    remedy: str | None


@dataclass(frozen=True)
class HelpfulTable:
    """A table that has not landed and would bring dead factors to life, with their weight in the score (0 to 1)."""

    table: str
    weight: Decimal
    factors: Sequence[str]
    required: Sequence[str]
    vendors: Sequence[str]
    """Sources whose exports become the table."""


@dataclass(frozen=True)
class FirstLook:
    """A first table of tiers, with what it rests on."""

    as_of: date
    tiers: Sequence[Row]
    best: Sequence[Row]
    """The accounts with the highest scores, with their reasons."""
    factors: Sequence[FactorFill]
    dead_components: Sequence[str]
    """Those in which nobody earns a point."""
    helpful: Sequence[HelpfulTable]
    """The heaviest first."""
    refusals: Sequence[str]
    """Why the source gate would stop a refresh of that day."""
    warnings: Sequence[str]


class Trial(Refresh):
    """A refresh of the arranged files that nobody publishes."""

    def standing(self) -> str:
        """A first look publishes nothing."""
        return "Nothing was published: this was a first look."

    def build_tiers(self) -> None:
        """What the answer reads; raises GateRefused when a model cannot be built."""
        part = everything(warehouse.manifest_json(self.project))

        def on_event(event: warehouse.Event) -> None:
            if event["info"]["name"] == "LogStartLine":
                progress.step("trying the tiers", int(event["data"].get("index", 1)) - 1, len(part["select"]))

        self.build(part, on_event)

    def source_gate(self) -> list[gates.CheckResult]:
        """What the source gate says of the files."""
        return gates.evaluate(
            self.settings.warehouse,
            gate="source",
            thresholds=self.configuration.thresholds,
            waivers={},
            policy=self.policy.policy,
        )


def first_look(settings: Settings, found: Survey, say: Say, *, as_of: date, wait_seconds: float) -> FirstLook:
    """The tiers that the recognised files would give on `as_of`, under the proposed columns.yml.

    Raises InputError for files that cannot be landed or feed no component, GateRefused when a model cannot be built,
    and LockHeld while another first look runs.
    """
    with scratch_home(settings, FIRST_LOOK, wait_seconds=wait_seconds, shares_raw=False) as scratch:
        place = replace(scratch, landing=scratch.home / "landing")
        _arrange(settings.landing, place.landing, found)
        trial = Trial(place, Request(as_of=as_of, policy=POLICY, policy_reason="a first look"), say)
        trial.inspect()
        trial.land()
        results = trial.source_gate()
        trial.build_tiers()
        database = trial.candidate.database
        factors = _factors(database, trial)
        alive = {factor.component for factor in factors if factor.earning}
        return FirstLook(
            as_of=as_of,
            tiers=reading.tiers_by_pool(database),
            best=reading.query(database, _BEST, [BEST]),
            factors=factors,
            dead_components=sorted({factor.component for factor in factors} - alive),
            helpful=_helpful(trial, factors),
            refusals=[gates.sentence(result) for result in gates.refused(results)],
            warnings=[gates.sentence(result) for result in results if result.result == "warn"],
        )


_BEST = """
    select account_id, account_name, pool, tier, score, score_coverage, top_reasons
    from marts.account_tiers
    where tier is not null
    order by score desc, account_id
    limit ?
"""

_NONE = Decimal(0)
_MEASURED = ("observed", "earning")
_SHARES = """
    select factor, cast(avg(case when is_observed then 1 else 0 end) as decimal(5, 4)) as observed,
        cast(avg(case when points > 0 then 1 else 0 end) as decimal(5, 4)) as earning
    from marts.account_score_factors
    group by factor
"""


def day_of(newest: date | None, today: date) -> date:
    """The day to look at: today; for an old export the end of the month of its newest record."""
    return today if newest is None else min(today, month_end(newest))


def moves(landing: Path, found: Survey) -> list[str]:
    """Shell commands that put every file where a refresh looks for it."""
    folders: dict[Path, list[str]] = {}
    renamed = []
    for file in found.files:
        if file.target is None:
            continue
        path, target = landing / file.landing_path, landing / file.target
        if path.name == target.name:
            folders.setdefault(target.parent, []).append(shlex.quote(str(path)))
        else:
            folders.setdefault(target.parent, [])
            renamed.append(f"mv -n {shlex.quote(str(path))} {shlex.quote(str(target))}")
    made = [f"mkdir -p {' '.join(shlex.quote(str(folder)) for folder in folders)}"] if folders else []
    moved = [f"mv -n {' '.join(paths)} {shlex.quote(str(folder))}/" for folder, paths in folders.items() if paths]
    return [*made, *moved, *renamed]


def _arrange(landing: Path, scratch: Path, found: Survey) -> None:
    """The landing folder as it will be: links to the recognised files in their places, and the proposed columns.yml."""
    scratch.mkdir(parents=True)
    recognised = {path for table in found.tables for path in table.files}
    for file in found.files:
        if file.landing_path in recognised:
            link = scratch / (file.target or file.landing_path)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(landing / file.landing_path)
    if found.columns_yml:
        (scratch / NAME).write_text(found.columns_yml, encoding="utf-8")
    if (landing / DEMO).exists():
        (scratch / DEMO).symlink_to(landing / DEMO)


def _factors(database: Path, trial: Trial) -> list[FactorFill]:
    """Every factor of weight > 0, in the order of the configuration."""
    shares = {row["factor"]: row for row in reading.query(database, _SHARES)}
    fills = []
    for row in trial.configuration["scoring_factors"]:
        factor = row.text("factor")
        if row.number("weight"):
            observed, earning = (shares[factor][name] if factor in shares else _NONE for name in _MEASURED)
            remedy = None if earning else _remedy(factor, row.text("sources").split(), trial)
            fills.append(FactorFill(row.text("component"), factor, observed, earning, remedy))
    return fills


def _remedy(factor: str, sources: Sequence[str], trial: Trial) -> str:
    """Which column of a file that is there, or which file, would bring a factor to life."""
    there = [source for source in sources if source in trial.plan.tables]
    absent = [source for source in sources if source not in trial.plan.tables]
    tables = {contract.name: contract for contract in trial.contracts.values()}
    columns = [
        f"{source}.{column.name}"
        for source in there
        for column in tables[source].columns
        if fitting(tables[source], column, [factor])
    ]
    if columns:
        return f"fill {' or '.join(columns)}"
    if absent:
        return f"land {' or '.join(absent)}"
    return f"nothing in {' or '.join(there)} earns points"


def _helpful(trial: Trial, factors: Sequence[FactorFill]) -> list[HelpfulTable]:
    """The tables that dead factors wait for."""
    dead = {fill.factor for fill in factors if fill.remedy}
    components = {row.text("component"): row.number("weight") for row in trial.configuration["scoring_components"]}
    rows = [row for row in trial.configuration["scoring_factors"] if row.text("factor") in dead]
    found = []
    for contract in trial.contracts.values():
        fed = [row for row in rows if contract.name in row.text("sources").split()]
        if not fed or contract.name in trial.plan.tables:
            continue
        weights = [(components[row.text("component")] or _NONE) * (row.number("weight") or _NONE) for row in fed]
        helpful = HelpfulTable(
            table=contract.name,
            weight=sum(weights, _NONE),
            factors=[row.text("factor") for row in fed],
            required=[column.name for column in contract.columns if column.required],
            vendors=sorted({other.source for other in trial.contracts.values() if contract.name in other.feeds}),
        )
        found.append(helpful)
    return sorted(found, key=lambda table: (-table.weight, table.table))
