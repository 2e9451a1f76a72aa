"""The `tiering` command (MARTS.md, "The command"): thin; every verb calls what Dagster calls."""

from __future__ import annotations

import dataclasses
import errno
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration import (
    agreeing,
    console,
    explaining,
    forgetting,
    handing_out,
    initialising,
    notifying,
    simulating,
)
from orchestration.lib import configuration, overrides, progress, reading, releases, review
from orchestration.lib.errors import GateRefused, InputError, TieringError
from orchestration.lib.locking import refresh_lock
from orchestration.lib.settings import Settings
from orchestration.lib.words import counted
from orchestration.options import LOCK_WAIT_SECONDS, Accept, AsOf, Config, Home, Json, Landing, Reason, day

override_app = typer.Typer(help="Tiers that a person decided, for a while.", no_args_is_help=True)

app = typer.Typer(
    help="Account tiers from raw exports: scored, gated, explained, released.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(override_app, name="override")
app.command()(initialising.init)
app.command()(explaining.explain)
app.command()(simulating.simulate)
app.command()(forgetting.forget)
app.command(name="hand-out")(handing_out.hand_out)
app.command()(notifying.notify)
app.command(name="sla-document")(agreeing.sla_document)


class FileFormat(StrEnum):
    csv = "csv"
    parquet = "parquet"


class Engine(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


class Crm(StrEnum):
    canonical = "canonical"
    salesforce = "salesforce"
    hubspot = "hubspot"


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder to write the exports to.")] = Path("landing"),
    accounts: Annotated[int, typer.Option(min=10, help="Target accounts.")] = 1000,
    events: Annotated[int | None, typer.Option(min=0, help="Engagement events. [100 per account]")] = None,
    months: Annotated[int, typer.Option(min=1, help="Months of history up to the day.")] = 36,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(help="The same seed writes the same files.")] = 7,
    format: Annotated[FileFormat, typer.Option(help="File format.")] = FileFormat.csv,
    crm: Annotated[Crm, typer.Option(help="In whose shape the CRM is exported.")] = Crm.canonical,
    json: Json = False,
) -> None:
    """Write a made-up company's exports: deterministic, dirty the way exports are, with cause in it."""
    from orchestration.lib import demo as generator

    with console.reporting():
        summary = generator.write(
            out.absolute(),
            accounts=accounts,
            events=events,
            months=months,
            as_of=day(as_of),
            seed=seed,
            format=format.value,
            crm=crm.value,
            progress=progress.say,
        )
    if json:
        console.print_json(dataclasses.asdict(summary))
    else:
        console.out.print(f"{sum(summary.rows.values()):,} made-up rows in {len(summary.rows)} tables: {out}")


@app.command()
def refresh(
    policy: Annotated[str, typer.Option(help="A policy of tiering/retier_policies.csv.")] = "daily",
    as_of: AsOf = None,
    accept: Accept = None,
    reason: Reason = None,
    propose: Annotated[bool, typer.Option("--propose", help="Keep the audited candidate, publish later.")] = False,
    approved_by: Annotated[str | None, typer.Option(metavar="NAME", help="Who approves it, if need be.")] = None,
    policy_reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, for policies that ask.")] = None,
    target: Annotated[Engine, typer.Option(help="The engine that runs the models.")] = Engine.duckdb,
    landing: Landing = None,
    home: Home = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Land, score, tier, check and publish: everything or nothing."""
    from orchestration.lib.refresh import Request
    from orchestration.runner import run_refresh

    settings = Settings.resolve(landing, home, config)
    request = Request(
        as_of=day(as_of),
        policy=policy,
        policy_reason=policy_reason,
        waivers=_waivers(accept or [], reason or []),
        propose=propose,
        approved_by=None if approved_by is None else _somebody(approved_by),
        target=target.value,
    )
    if propose and approved_by:
        raise InputError("--propose and --approved-by exclude one another", remedy="choose one")
    with console.reporting():
        outcome = run_refresh(settings, request, lock_wait_seconds=LOCK_WAIT_SECONDS)
    store = releases.Store(settings)
    release = store.get(outcome.release_id)
    if json:
        console.print_json(dataclasses.asdict(outcome))
    else:
        console.out.print(console.in_this_home(outcome.message), soft_wrap=True)
        if release and outcome.state != "unchanged":
            console.show_release(release)
            console.show_next(release, settings)
    if outcome.state == "proposed" and not propose:
        asks = release is None or release.manifest.requires_approval
        ran = release.manifest.policy if release else policy
        who = f"policy {ran} needs approval" if asks else "these inputs were proposed, which needs approval"
        raise GateRefused(f"{who}: {outcome.message}")


def _somebody(name: str) -> str:
    """The name of who approves. Raises InputError for none."""
    if not name.strip():
        raise InputError("--approved-by names nobody", remedy="write the name of the person who approves it")
    return name.strip()


def _waivers(checks: list[str], reasons: list[str]) -> dict[str, str]:
    if len(checks) != len(reasons):
        raise InputError("each --accept CHECK needs its own --reason TEXT", remedy="repeat both, in the same order")
    if len(set(checks)) != len(checks):
        raise InputError("a check is named by --accept twice", remedy="name it once, with one reason")
    return dict(zip(checks, reasons, strict=True))


@app.command()
def publish(
    release_id: Annotated[str, typer.Argument(metavar="ID", help="A proposed release.")],
    approved_by: Annotated[str, typer.Option(metavar="NAME", help="Who approves it.")],
    home: Home = None,
    config: Config = None,
) -> None:
    """Publish a proposed release, if nothing it was built on has changed."""
    from orchestration.lib import approval

    settings, somebody = Settings.resolve(home=home, config=config), _somebody(approved_by)
    with refresh_lock(settings, wait_seconds=LOCK_WAIT_SECONDS, owner="tiering publish"):
        was_current = releases.Store(settings).pointed() == release_id
        release = approval.approve(settings, release_id, approved_by=somebody)
    by = f", approved by {release.approved_by}" if release.approved_by else ""
    console.out.print(f"{release_id} {'is current: nothing to do' if was_current else 'published'}{by}")
    for path in approval.landed_since(release, settings):
        text = "landed after it was built; the next refresh has it"
        console.out.print(f"{path} {text}", style="yellow", soft_wrap=True)


@app.command()
def status(home: Home = None, json: Json = False) -> None:
    """The current release, its age, its gate results, what changed, what waits for approval."""
    settings, today = Settings.resolve(home=home), day(None)
    store = releases.Store(settings)
    standing = store.standing()
    problem = standing.problem
    current = None if problem else standing.release
    waiting, overtaken = store.waiting(), store.overtaken()
    if json:
        facts = reading.release_facts(current.database) if current else None
        tiers = reading.tiers_by_pool(current.database) if current else []
        checks = reading.check_results(current.database) if current else []
        changed = configuration.read_changes(current.config_changes) if current else []
        expiring = reading.expiring_overrides(current.database, today) if current else []
        triggers = reading.active_triggers(current.database) if current else []
        console.print_json(
            {
                "release": facts,
                "tiers": tiers,
                "checks": checks,
                "config_changes": [dataclasses.asdict(change) for change in changed],
                "expiring_overrides": expiring,
                "active_triggers": triggers,
                "waiting": [release.id for release in waiting],
                "overtaken": [release.id for release in overtaken],
                "review_packs": [str(release.review / review.INDEX) for release in waiting],
                "refused": _refused(store),
                "problem": problem,
            }
        )
        return
    if problem:
        console.out.print(problem, style="red", soft_wrap=True)
    if current is None:
        console.show_nothing_published(store, problem)
    else:
        console.out.print(f"The current release is {counted((today - current.as_of).days, 'day')} old.")
        console.show_release(current)
        console.show_changes(configuration.read_changes(current.config_changes))
        console.show_expiring(reading.expiring_overrides(current.database, today), today)
        console.show_triggers(reading.active_triggers(current.database))
        console.show_next(current, settings, with_landing=False)
    console.show_refusal(store.refused())
    for release in waiting:
        command = console.typed(f"publish {release.id} --approved-by NAME", settings)
        console.out.print(f"waits for approval: {release.id}  ({command})", soft_wrap=True)
        console.out.print(f"  review pack     {release.review / review.INDEX}", soft_wrap=True)
    for release in overtaken:
        text = "a later re-tier was published before it was approved; propose again"
        console.out.print(f"overtaken: {release.id}  ({text})", soft_wrap=True)


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first month end is on or after it.")],
    monthly: Annotated[bool, typer.Option("--monthly", help="A release for every month end; has to be said.")] = False,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day. [yesterday, UTC]")] = None,
    accept: Accept = None,
    reason: Reason = None,
    landing: Landing = None,
    home: Home = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Build the past on day one: reconstructed month ends, before the first live release."""
    from orchestration.lib.backfill import backfill as build_past
    from orchestration.runner import run_refresh

    if not monthly:
        raise InputError("a past is built month by month", remedy="add --monthly")
    settings = Settings.resolve(landing, home, config)
    with console.reporting():
        months = build_past(
            settings,
            day(first, "--from"),
            None if until is None else day(until, "--until"),
            waivers=_waivers(accept or [], reason or []),
            refresh=lambda request: run_refresh(settings, request, lock_wait_seconds=LOCK_WAIT_SECONDS),
            say=progress.say,
        )
    if json:
        console.print_json({"months": [dataclasses.asdict(month) for month in months]})
    else:
        console.show_months(months)


@app.command(name="releases")
def list_releases(home: Home = None, json: Json = False) -> None:
    """All releases, newest day first."""
    store = releases.Store(Settings.resolve(home=home))
    rows = _release_rows(store)
    damaged = store.damaged()
    if json:
        console.print_json({"releases": rows, "refused": _refused(store), "damaged": damaged})
    else:
        if rows:
            console.show_releases(rows)
        else:
            console.show_nothing_published(store, None)
        console.show_refusal(store.refused())
        for problem in damaged.values():
            console.out.print(problem, style="red", soft_wrap=True)


def _refused(store: releases.Store) -> reading.Row | None:
    """The attempt that was refused since `current` was published, for scripts."""
    refused = store.refused()
    if refused is None:
        return None
    facts = {"release_id": refused.release_id, "as_of": refused.as_of, "checks": refused.refused_by}
    return {**facts, "report": str(refused.quality_page)}


def _release_rows(store: releases.Store) -> list[reading.Row]:
    """What `tiering releases` says: one row per release, newest day first."""
    moves = store.moves()
    published = {move.after: move.at for move in moves if move.action == "publish"}
    states: dict[str | None, str] = {
        **dict.fromkeys((move.after for move in moves), "replaced"),
        **{release.id: "published" for release in store.lineage()},
        **dict.fromkeys(store.rolled_back(), "rolled back"),
        **{release.id: "waits for approval" for release in store.waiting()},
        store.pointed(): "current",
    }
    return [
        {
            "release_id": release.id,
            "as_of": release.as_of,
            "policy": release.manifest.policy,
            "state": states.get(release.id, "never published") + (", pruned" if release.is_pruned else ""),
            "published_at": published[release.id].isoformat(timespec="minutes") if release.id in published else None,
            "approved_by": release.approved_by,
            "is_reconstructed": release.manifest.is_reconstructed,
        }
        for release in store.list()
    ]


@app.command()
def rollback(
    release_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="[the one before the current]")] = None,
    home: Home = None,
) -> None:
    """Move `current` back, atomically."""
    from orchestration.lib.sharing import share

    settings = Settings.resolve(home=home)
    with refresh_lock(settings, wait_seconds=LOCK_WAIT_SECONDS, owner="tiering rollback"):
        release = releases.rollback(releases.Store(settings), release_id)
        share(release, settings)
    console.out.print(f"current is {release.id} again, as of {release.as_of}")


@app.command()
def feedback(landing: Landing = None, home: Home = None, json: Json = False) -> None:
    """What the planning session said: who disagrees with which tier, and the overrides that are asked for."""
    settings = Settings.resolve(landing, home)
    found = review.collect(settings)
    review.write_results(found, settings.feedback)
    if json:
        console.print_json(review.as_json(found))
    else:
        console.show_feedback(found, settings.feedback)


@app.command()
def replay(
    release_id: Annotated[str, typer.Argument(metavar="RELEASE", help="A release, also a pruned one.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Build a release once more from raw and its stored configuration, and compare every table with it."""
    from orchestration.lib.replay import replay as replay_release

    with console.reporting():
        result = replay_release(Settings.resolve(home=home), release_id, progress.say, wait_seconds=LOCK_WAIT_SECONDS)
    if json:
        console.print_json({**dataclasses.asdict(result), "is_equal": result.is_equal})
    else:
        console.show_replay(result)
    if not result.is_equal:
        raise typer.Exit(1)


@override_app.command(name="add")
def add_override(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="CRM id or domain.")],
    tier: Annotated[int, typer.Option(min=1, help="The tier it is put into.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")],
    approved_by: Annotated[str, typer.Option(metavar="NAME", help="Who decided.")],
    expires: Annotated[str, typer.Option(metavar="DATE", help="First day it does not cover any more.")],
    begin: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day covered. [today, UTC]")] = None,
    home: Home = None,
    config: Config = None,
) -> None:
    """Put an account of the current release into a tier for a while; the next refresh follows."""
    settings = Settings.resolve(home=home, config=config)
    folder, current = settings.config, releases.Store(settings).current()
    key = overrides.known_key(current.database, account) if current else account.strip()
    days = day(begin, "--from"), day(expires, "--expires")
    override = overrides.Override(key, tier, reason.strip(), approved_by.strip(), *days)
    if current:
        overrides.refuse_second(folder, current.database, override)
    overrides.add(folder, override)
    console.out.print(
        f"{override.account_key} has Tier {tier} from {days[0]} until {days[1]}: {folder / overrides.FILE}"
    )


@override_app.command(name="list")
def list_overrides(config: Config = None, json: Json = False) -> None:
    """Every override, with what it is today: active, upcoming or expired."""
    today = day(None)
    found = overrides.read(Settings.resolve(config=config).config)
    rows = [{**dataclasses.asdict(override), "state": override.state(today)} for override in found]
    if json:
        console.print_json({"overrides": rows})
    else:
        console.show_overrides(rows)


@override_app.command(name="end")
def end_override(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The key that the override names.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="First day not covered. [today, UTC]")] = None,
    config: Config = None,
) -> None:
    """End an account's override early; one that has not begun by then is withdrawn."""
    ends_on = day(on, "--on")
    ended = overrides.end(Settings.resolve(config=config).config, account, ends_on)
    for override in ended.shortened:
        console.out.print(f"{override.account_key}: Tier {override.tier} ends on {ends_on}")
    for override in ended.withdrawn:
        console.out.print(f"{override.account_key}: Tier {override.tier} from {override.effective_from} is withdrawn")


@app.command(name="check-config")
def check_config(config: Config = None) -> None:
    """Check every rule of the configuration; every refresh does this first."""
    checked = configuration.load(Settings.resolve(config=config).config)
    console.out.print(f"{checked.directory}: {len(checked.tables)} files keep every rule ({checked.hash[:8]})")
    for notice in checked.notices:
        console.out.print(notice, style="yellow", soft_wrap=True)


@app.command()
def dev(
    landing: Landing = None,
    home: Home = None,
    config: Config = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000,
) -> None:
    """Dagster's UI and daemon on 127.0.0.1: runs, lineage, checks, schedules, and the landing sensor."""
    import os
    import signal

    from orchestration.runner import prepare_dagster_home

    prepare_dagster_home(Settings.resolve(landing, home, config))
    # A script's `tiering dev &` inherits an ignored SIGINT, and Dagster gives SIGTERM the same meaning: unstoppable.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = ["-m", "dagster", "dev", "-h", "127.0.0.1", "-p", str(port), "-m", "orchestration.definitions"]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - the arguments are ours


_OUT_OF_OUR_HANDS = {errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS, errno.EDQUOT}


def main() -> None:
    """Entry point of `tiering` and `python -m orchestration`: exits with the codes of MARTS.md."""
    try:
        app()
    except TieringError as error:
        console.err.print(f"tiering: {console.in_this_home(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.errno not in _OUT_OF_OUR_HANDS:
            traceback.print_exc()
        else:
            remedy = "make room, or let this user write there"
            console.err.print(f"tiering: {error.filename}: {error.strerror} -> {remedy}", soft_wrap=True)
        sys.exit(4)
    except Exception:  # whatever it is, it must not look like a refused gate (exit 1)
        traceback.print_exc()
        sys.exit(4)
