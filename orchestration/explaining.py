"""`tiering explain`: why an account has its tier, why it moved, and which deals a number is made of."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from orchestration import console
from orchestration.lib import configuration, metrics, reading, releases
from orchestration.lib.errors import InputError
from orchestration.lib.releases import Release
from orchestration.lib.settings import Settings
from orchestration.options import Home, Json

NO_TIER = "none"


def explain(
    account: Annotated[str | None, typer.Argument(metavar="ACCOUNT", help="Id, domain or name.")] = None,
    change: Annotated[bool, typer.Option("--change", help="Why it moved since the previous release.")] = False,
    metric: Annotated[str | None, typer.Option(help="Instead: the deals behind a column of tier_performance.")] = None,
    tier: Annotated[str | None, typer.Option(help="With --metric: a tier, or none.")] = None,
    period: Annotated[
        str, typer.Option(help="With --metric: 2026-06, 2026-Q2, trailing_12_months or all_time.")
    ] = "trailing_12_months",
    pool: Annotated[str | None, typer.Option(help="With --metric: a pool. [all of them]")] = None,
    basis: Annotated[
        str, typer.Option(help="With --metric: the tier at_creation of the deal, or the current one.")
    ] = "at_creation",
    home: Home = None,
    json: Json = False,
) -> None:
    """Why this tier: factors with value, points, weight and contribution. Or, by --metric, which deals a number is."""
    if (account is None) == (metric is None):
        raise InputError("name an ACCOUNT or a --metric", remedy="one of the two: tiering explain --help")
    if metric is not None and change:
        raise InputError("--change is about an ACCOUNT", remedy="leave it out")
    if metric is not None:
        metrics.deals_behind(metric)  # an unknown one is said before what else it lacks
    current = releases.Store(Settings.resolve(home=home)).readable()
    if metric is not None:
        explained = metrics.explain_metric(
            current.database, metric, tier=_tier(tier), period=_period(current, period), pool=pool, basis=basis
        )
        if json:
            console.print_json(dataclasses.asdict(explained))
        else:
            show_metric(explained)
    elif account is not None and change:
        changed = reading.explain_change(current.database, account)
        if json:
            console.print_json(dataclasses.asdict(changed))
        else:
            console.show_change(changed)
    elif account is not None:
        explanation = reading.explain(current.database, account)
        if json:
            console.print_json(dataclasses.asdict(explanation))
        else:
            console.show_explanation(explanation)


def _tier(text: str | None) -> int | None:
    """The tier that is meant; None for the deals without one."""
    if text == NO_TIER:
        return None
    if text is None or not (text.isascii() and text.isdecimal()):
        raise InputError(f"--tier is {text or 'not set'}", remedy=f"write a tier such as 1, or {NO_TIER}")
    return int(text)


def _period(release: Release, text: str) -> metrics.Period:
    """The period that is meant, by the fiscal year of the release's configuration."""
    return metrics.parse_period(text, configuration.load_settings(release.config).fiscal_year_start_month)


def show_metric(explained: metrics.Explained) -> None:
    """The number, where it stands in tier_performance, and the opportunities that it is made of."""
    row = explained.row
    where = f"Tier {row['tier'] or NO_TIER}, {row['pool'] or 'all pools'}, {row['period_start']} to {row['period_end']}"
    console.out.print(f"{explained.metric} = {_value(explained)}  ({where})", soft_wrap=True)
    basis = row["tier_basis"]
    other = next(name for name in metrics.BASES if name != basis)
    by, by_other = metrics.BASES[basis], metrics.BASES[other]
    console.out.print(f"By {by}; --basis {other}: by {by_other}.", soft_wrap=True)
    columns = [("deal", "left"), ("account", "left"), ("outcome", "left"), ("amount", "right"), ("days", "right")]
    columns += [("created", "left"), ("closed", "left"), ("stage", "optional")]
    names = ("opportunity_id", "account_name", "outcome", "amount", "cycle_days", "created_on", "closed_on", "stage")
    cells = [
        tuple(f"{deal[name]:,.0f}" if name == "amount" and deal[name] is not None else deal[name] for name in names)
        for deal in explained.opportunities
    ]
    if cells:
        console.show_table(f"{explained.counted:,} deals", columns, cells)
    if explained.metric == "win_rate" and row["verdict"]:
        console.out.print(row["verdict"], soft_wrap=True)


def _value(explained: metrics.Explained) -> str:
    """The number for people; --json has it unrounded."""
    if explained.value is None:
        noun = "opportunity" if explained.counted == 1 else "opportunities"
        return f"no value ({explained.counted:,} {metrics.METRICS[explained.metric].name} {noun})"
    return f"{explained.value:,.0f}" if explained.metric in metrics.MONEY else f"{explained.value:,}"
