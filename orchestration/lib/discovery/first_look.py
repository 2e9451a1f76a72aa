"""The first answer: the real flow over what was recognised, in a scratch home, never published."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from orchestration.lib import gates, progress, reading, warehouse
from orchestration.lib.configuration import Configuration
from orchestration.lib.contracts import Contracts, TableContract
from orchestration.lib.discovery.survey import Survey
from orchestration.lib.landing.columns_map import NAME
from orchestration.lib.landing.plan import DEMO
from orchestration.lib.periods import month_end
from orchestration.lib.reading import Row
from orchestration.lib.refresh import Refresh, Request, Say
from orchestration.lib.scratch import scratch_home
from orchestration.lib.settings import Settings
from orchestration.lib.simulation.scope import everything

FOLDER = "init"
"""The scratch home inside the home."""

POLICY = "baseline"
BEST = 10


@dataclass(frozen=True)
class FactorFill:
    """One factor of weight > 0: for which share of the accounts (0 to 1) it would be known.

    `remedy`: what would bring a factor to life that is known of no account; None for one that is alive.
    """

    component: str
    factor: str
    observed: Decimal
    remedy: str | None


@dataclass(frozen=True)
class FirstLook:
    """A first table of tiers, with what it rests on."""

    as_of: date
    tiers: Sequence[Row]
    best: Sequence[Row]
    """The accounts with the highest scores, with their reasons."""
    factors: Sequence[FactorFill]
    dead_components: Sequence[str]
    objections: Sequence[str]
    """What the source gate says of the files: a refresh of that day would hear the same."""


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

    def objections(self) -> list[str]:
        """What the source gate does not pass, in sentences."""
        results = gates.evaluate(
            self.settings.warehouse,
            gate="source",
            thresholds=self.configuration.thresholds,
            waivers={},
            policy=self.policy.policy,
        )
        return [gates.sentence(result) for result in results if result.result not in {"pass", "skipped"}]


def first_look(settings: Settings, found: Survey, say: Say, *, as_of: date, wait_seconds: float) -> FirstLook:
    """The tiers that the recognised files would give on `as_of`, under the proposed columns.yml.

    Raises InputError for files that cannot be landed or feed no component, GateRefused when a model cannot be built,
    and LockHeld while another first look runs.
    """
    with scratch_home(settings, FOLDER, wait_seconds=wait_seconds, shares_raw=False) as scratch:
        place = replace(scratch, landing=scratch.home / "landing")
        _arrange(settings.landing, place.landing, found)
        trial = Trial(place, Request(as_of=as_of, policy=POLICY, policy_reason="a first look"), say)
        trial.inspect()
        trial.land()
        objections = trial.objections()
        trial.build_tiers()
        database = trial.candidate.database
        factors = _factors(database, trial.configuration, trial.contracts, trial.plan.tables)
        alive = {factor.component for factor in factors if factor.observed}
        return FirstLook(
            as_of=as_of,
            tiers=reading.tiers_by_pool(database),
            best=reading.query(database, _BEST, [BEST]),
            factors=factors,
            dead_components=sorted({factor.component for factor in factors} - alive),
            objections=objections,
        )


_BEST = """
    select account_id, account_name, pool, tier, score, score_coverage, top_reasons
    from marts.account_tiers
    where tier is not null
    order by score desc, account_id
    limit ?
"""

_OBSERVED = """
    select factor, cast(avg(case when is_observed then 1 else 0 end) as decimal(5, 4)) as observed
    from marts.account_score_factors
    group by factor
"""


def day_of(newest: date | None, today: date) -> date:
    """The day to look at: today; for an old export the end of the month of its newest record."""
    return today if newest is None else min(today, month_end(newest))


def moves(landing: Path, found: Survey) -> list[str]:
    """Shell commands that put every file where a refresh looks for it."""
    targets = [(file.landing_path, file.target) for file in found.files if file.target]
    folders = sorted({str(landing / Path(target).parent) for _, target in targets})
    commands = [f"mkdir -p {' '.join(map(shlex.quote, folders))}"] if folders else []
    return commands + [
        f"mv {shlex.quote(str(landing / path))} {shlex.quote(str(landing / target))}" for path, target in targets
    ]


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


def _factors(
    database: Path, configuration: Configuration, contracts: Contracts, landed: frozenset[str]
) -> list[FactorFill]:
    """Every factor of weight > 0, in the order of the configuration."""
    observed = {row["factor"]: row["observed"] for row in reading.query(database, _OBSERVED)}
    fills = []
    for row in configuration["scoring_factors"]:
        if not row.number("weight"):
            continue
        factor, share = row.text("factor"), observed.get(row.text("factor"), Decimal(0))
        remedy = None if share else _remedy(factor, row.text("sources").split(), contracts, landed)
        fills.append(FactorFill(row.text("component"), factor, share, remedy))
    return fills


def _remedy(factor: str, sources: Sequence[str], contracts: Contracts, landed: frozenset[str]) -> str:
    """Which file, or which column of a file that is there, would bring a factor to life."""
    there = [source for source in sources if source in landed]
    absent = [source for source in sources if source not in landed]
    tables = {contract.name: contract for contract in contracts.values()}
    columns = [f"{source}.{factor}" for source in there if tables[source].column(factor)]
    if columns:
        return f"fill {' or '.join(columns)}"
    if absent:
        return f"land {' or '.join(_needed(tables[source], contracts) for source in absent)}"
    return f"nothing that counts is in {' or '.join(there)}"


def _needed(table: TableContract, contracts: Contracts) -> str:
    """A table with the columns it cannot do without, and the vendors whose exports become it."""
    vendors = sorted({contract.source for contract in contracts.values() if table.name in contract.feeds})
    required = [column.name for column in table.columns if column.required]
    instead = f"; also from {', '.join(vendors)}" if vendors else ""
    return f"{table.name} ({', '.join(required)}{instead})"
