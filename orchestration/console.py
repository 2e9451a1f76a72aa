"""How results look on a terminal: rich tables for people, JSON for scripts."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from orchestration import tables
from orchestration.lib import configuration, progress, reading, review
from orchestration.lib.releases import Refused, Release, Store
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.words import counted

if TYPE_CHECKING:
    from orchestration.lib.backfill import Month
    from orchestration.lib.replay import Replayed

UNLIMITED = 100_000
"""Columns where there is no terminal (a file, a pager): nothing wraps."""

out = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else UNLIMITED)
"""Results, to standard output."""
err = Console(stderr=True, highlight=False, markup=False)
"""Progress and errors, to standard error."""

BAR_WIDTH = 24
TRIGGERS_SHOWN = 10
"""How many active triggers `status` lists; --json has them all."""

RECONSTRUCTED = "Reconstructed: what later exports tell of that day, not what was known on it."


def print_json(value: object) -> None:
    """Machine-readable output: exact decimals as text, dates in ISO form."""

    def plain(item: object) -> Any:
        if isinstance(item, Decimal):
            return str(item)
        if isinstance(item, date | datetime):
            return item.isoformat()
        if isinstance(item, Path):
            return str(item)
        raise TypeError(f"no JSON for {type(item)}")

    print(json.dumps(value, default=plain, indent=2, sort_keys=False, allow_nan=False))


@contextmanager
def reporting() -> Iterator[None]:
    """Prints a line per finished thing and, on a terminal, a bar for the running step."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def step(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total or None)

        def say(text: str) -> None:
            err.print(text, soft_wrap=True)

        with progress.listening(progress.Listener(say=say, step=step)):
            yield


def show_table(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]) -> None:
    """`columns`: (heading, 'left', 'right' or 'optional'), as in tables.py; wider than the terminal if it has to be."""
    drawn, width = tables.draw(title, columns, rows, out.width)
    wide = Console(highlight=False, width=max(width, out.width))
    wide.print(drawn, "")


def show_release(release: Release) -> None:
    """The answer to "how do our tiers look": tiers per pool, what changed, the gates, where to look next."""
    facts = reading.release_facts(release.database)
    made_up = "  (made-up demo data)" if facts["is_demo"] else ""
    out.print(f"\nRelease {facts['release_id']} as of {facts['as_of_date']}{made_up}", style="bold")
    if facts["is_reconstructed"]:
        out.print(RECONSTRUCTED)
    if facts["gap_days"]:
        out.print(f"Days without a release before it: {facts['gap_days']}, since {facts['previous_as_of_date']}")
    if facts["components_off"]:
        out.print(f"No data for: {facts['components_off']} (their weight is shared among the others)")
    show_tiers(reading.tiers_by_pool(release.database))
    _show_moves(reading.moves(release.database, 10), bool(facts["previous_release_id"]))
    _show_checks(reading.check_results(release.database))


def show_tiers(rows: Sequence[reading.Row]) -> None:
    """One line per pool and tier (reading.tiers_by_pool)."""
    columns = [("pool", "left"), ("tier", "left"), ("accounts", "right"), ("moved up", "right")]
    columns += [("moved down", "right"), ("scores", "right"), ("open pipeline", "right")]
    cells = [
        (
            row["pool"],
            f"{row['tier']} {row['tier_name']}" if row["tier"] is not None else f"out: {row['out_because']}",
            row["accounts"],
            row["moved_up"],
            row["moved_down"],
            f"{row['lowest_score']:.1f} to {row['highest_score']:.1f}",
            None if row["open_pipeline_value"] is None else f"{row['open_pipeline_value']:,.0f}",
        )
        for row in rows
    ]
    show_table("Tiers", columns, cells)


def _show_moves(rows: list[reading.Row], has_previous: bool) -> None:
    if not has_previous:
        out.print("First release: there is nothing to compare it with.")
    elif not rows:
        out.print("No account changed its tier.")
    else:
        columns = [("account", "left"), ("from", "right"), ("to", "right"), ("score", "right"), ("why", "left")]
        cells = [
            (
                row["account_name"] or row["account_id"],
                row["previous_tier"],
                row["tier"] or "out",
                row["score"],
                row["top_reasons"],
            )
            for row in rows
        ]
        show_table("Moves (the ten with the highest score)", columns, cells)


def _show_checks(rows: list[reading.Row]) -> None:
    def result(row: reading.Row) -> Text | str:
        if row["warnings"]:
            return Text(f"warns ({row['warnings']} of {row['measured']})", "yellow")
        if row["waived"]:
            return Text("waived", "yellow")
        if row["skipped"] == row["measured"]:
            return str(row["why_skipped"])
        return Text("passes", "green")

    columns = [("gate", "left"), ("check", "left"), ("measured", "right"), ("result", "left")]
    show_table("Gates", columns, [(row["gate"], row["check"], row["measured"], result(row)) for row in rows])


def show_releases(rows: list[reading.Row]) -> None:
    """One line per release."""
    columns = [("release", "left"), ("as of", "left"), ("policy", "left"), ("state", "left"), ("published", "left")]
    cells = [
        (
            row["release_id"],
            row["as_of"],
            row["policy"],
            row["state"] + (", reconstructed" if row["is_reconstructed"] else ""),
            row["published_at"],
        )
        for row in rows
    ]
    show_table("Releases", columns, cells)


def show_nothing_published(store: Store, problem: str | None) -> None:
    """Which home was looked at, and what to do; or that what is damaged will be mended."""
    absence = store.nothing_published()
    told = "The next refresh recovers: tiering refresh" if problem else f"N{absence.rule[1:]}; {absence.remedy}"
    out.print(in_this_home(told), soft_wrap=True)


def show_refusal(refused: Refused | None) -> None:
    """The attempt that was refused after what is published; nothing when there is none."""
    if refused is not None:
        text = (
            f"Last attempt {refused.as_of} was refused: {', '.join(refused.refused_by)}; report: {refused.quality_page}"
        )
        out.print(text, style="red", soft_wrap=True)


def show_months(months: Sequence[Month]) -> None:
    """One line per month of the past."""
    columns = [("as of", "left"), ("release", "left"), ("policy", "left"), ("state", "left")]
    cells = [(month.as_of, month.release_id, month.policy, month.state) for month in months]
    show_table("The past, reconstructed", columns, cells)


def show_overrides(rows: list[reading.Row]) -> None:
    """One line per override."""
    columns = [("account", "left"), ("tier", "right"), ("from", "left"), ("until", "left"), ("state", "left")]
    columns += [("approved by", "left"), ("reason", "left")]
    names = ("account_key", "tier", "effective_from", "expires_on", "state", "approved_by", "reason")
    cells = [[row[name] for name in names] for row in rows]
    if cells:
        show_table("Overrides", columns, cells)
    else:
        out.print(in_this_home("There are no overrides: tiering override add"))


def show_changes(changes: Sequence[configuration.Change]) -> None:
    """What the configuration changed from that of the release before; nothing when it is the same."""
    if changes:
        out.print(f"The configuration changed in {counted(len(changes), 'place')} since the release before:")
    for change in changes:
        out.print(f"  {change}", soft_wrap=True)


def show_expiring(rows: list[reading.Row], today: date) -> None:
    """The overrides that end soon, or have ended since the release; nothing when there are none."""
    for row in rows:
        ends = "ends" if today < row["override_expires_on"] else "ended"
        after = "no tier of its own yet" if row["earned_tier"] is None else f"earned Tier {row['earned_tier']}"
        out.print(
            f"override {ends} on {row['override_expires_on']}: {reading.named(row)}, "
            f"Tier {row['tier']} by override, {after}",
            style="yellow",
            soft_wrap=True,
        )


def show_triggers(rows: list[reading.Row]) -> None:
    """The accounts whose tier rests on an event, with its end; nothing when there are none."""
    for row in rows[:TRIGGERS_SHOWN]:
        after = "no tier of its own yet" if row["earned_tier"] is None else f"earned Tier {row['earned_tier']}"
        out.print(
            f"trigger ends on {row['trigger_expires_on']}: {reading.named(row)}, "
            f"Tier {row['tier']} {row['tier_reason_text']}, {after}",
            soft_wrap=True,
        )
    if len(rows) > TRIGGERS_SHOWN:
        out.print(f"and {len(rows) - TRIGGERS_SHOWN} more triggers, which end later: tiering status --json")


def show_next(release: Release, settings: Settings, *, with_landing: bool = True) -> None:
    """Where to look next after a refresh: what to type from here, in this home; `with_landing`: the folder is known."""
    best = reading.best_account(release.database) or "ACCOUNT"
    out.print("\nWhere to look next")
    out.print(f"  quality report  {release.quality_page}", soft_wrap=True)
    out.print(f"  tables          {release.database}  (schema marts, open it read-only)", soft_wrap=True)
    out.print(f"  spreadsheets    {release.exports}", soft_wrap=True)
    out.print(f"  one account     {typed(f'explain {best}', settings)}", soft_wrap=True)
    if with_landing:
        out.print(f"  all runs        {typed('dev', settings, with_landing=True)}", soft_wrap=True)


def typed(verb: str, settings: Settings, *, with_landing: bool = False) -> str:
    """The command line of a verb, as it has to be typed from here for these folders; `with_landing`: of a refresh."""
    command = "tiering" if shutil.which("tiering") else _short(Path(sys.executable).with_name("tiering"))
    home = "" if settings.home == Path(".tiering").absolute() else f" --home {_short(settings.home)}"
    landing = f" --landing {_short(settings.landing)}" if settings.landing != Path("landing").absolute() else ""
    config = f" --config {_short(settings.config)}" if settings.config != PROJECT / "seeds" else ""
    return f"{command} {verb}{f'{landing}{config}' if with_landing else ''}{home}"


def in_this_home(text: str) -> str:
    """What an error or a refresh says; the commands that it asks for name the home that this one named by --home."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--home")
    home = parser.parse_known_args(sys.argv[1:])[0].home
    return _ASKED_FOR.sub(rf"\g<0> --home {shlex.quote(home)}", text) if home else text


_ASKED_FOR = re.compile(
    r"(?<![/\w])tiering (refresh|publish|rollback|releases|status|notify|override add)\b(?!, process|[^\n]* --home)"
)
"""A command in a sentence, which is not who holds a lock (locking.py) and does not name a home itself."""


def _short(path: Path) -> str:
    """The path from here if it lies below, as a shell takes it."""
    return shlex.quote(str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path))


def _show_name(account: reading.Row) -> None:
    rest = f"  {account['account_id']}  {account['domain'] or ''}"
    out.print(Text.assemble("\n", (account["account_name"] or "no name", "bold"), rest))


def show_explanation(explanation: reading.Explanation) -> None:
    """An account's tier and reason, its factors as bars, and what would lift it."""
    account = explanation.account
    where = f"Tier {account['tier']} ({account['tier_name']})" if account["tier"] is not None else "no tier"
    _show_name(account)
    out.print(
        f"{where} in pool {account['pool']} since {account['tier_since']}, reason {account['tier_reason']}: "
        f"{account['tier_reason_text']}",
        soft_wrap=True,
    )
    play = explanation.play
    if caution := reading.CAUTIONS.get(play["blocked_by"]):
        out.print(f"{caution}.", soft_wrap=True)
    elif play["next_best_action"]:
        out.print(f"Next: {play['next_best_action']}. {play['why']}", soft_wrap=True)
    if explanation.is_reconstructed:
        out.print(RECONSTRUCTED)
    out.print(f"score {account['score']} of 100; {account['score_coverage']:.0%} of what the score rests on is known")
    largest = max((factor["contribution"] for factor in explanation.factors), default=Decimal(0)) or Decimal(1)
    columns = [("component", "left"), ("factor", "left"), ("value", "right"), ("points", "right")]
    columns += [("weight", "right"), ("contribution", "right"), ("", "optional")]
    cells = [
        (
            factor["component"],
            factor["factor"],
            factor["value"] if factor["value"] is not None else "unknown" if not factor["is_observed"] else "nothing",
            factor["points"] if factor["is_observed"] else None,
            f"{factor['weight']:.4f}" if factor["is_observed"] else None,
            factor["contribution"],
            "█" * max(0, round(BAR_WIDTH * factor["contribution"] / largest)),
        )
        for factor in explanation.factors
    ]
    show_table("Factors", columns, cells)
    for sentence in explanation.lifts:
        out.print(f"  {sentence}")


def show_change(explained: reading.Change) -> None:
    """The sentence that says why an account moved, and how much of it each cause and factor made."""
    account, change = explained.account, explained.change
    _show_name(account)
    if change is None:
        held = "no tier" if account["tier"] is None else f"Tier {account['tier']}"
        out.print(f"Neither score nor tier changed: {account['score']}, {held}.")
        return
    out.print(change["explanation"], soft_wrap=True)
    if change["previous_score"] is None:
        return
    causes = [("ageing", "delta_decay"), ("data", "delta_data"), ("scoring", "delta_config"), ("program", "delta_code")]
    columns = [("factor", "left"), ("before", "right"), ("now", "right"), ("change", "right")]
    columns += [(name, "right") for name, _ in causes]
    total = {
        **change,
        "factor": "score",
        "previous_contribution": change["previous_score"],
        "contribution": change["score"],
        "change": change["score"] - change["previous_score"],
    }
    cells = [
        (
            row["factor"],
            row["previous_contribution"],
            row["contribution"],
            f"{row['change']:+}",
            *(f"{row[cause]:+}" if row[cause] else "" for _, cause in causes),
        )
        for row in [*explained.factors, total]
    ]
    show_table("What moved the score", columns, cells)


def show_replay(result: Replayed) -> None:
    """Equal, or which check refused it, the tables that differ and the first row of them, column by column."""
    if result.is_equal:
        out.print(f"{result.release_id} replays bit for bit: {len(result.marts)} tables with the same content hash")
        return
    if result.refusal is not None:
        out.print(f"{result.release_id} could not be rebuilt: {result.refusal}", soft_wrap=True)
    if not result.marts:
        out.print("No table was built, so there is nothing to compare.")
        return
    if not result.differing:
        out.print(f"None of the {len(result.marts)} tables that were built differs.")
        return
    out.print(f"{result.release_id} replays differently in {len(result.differing)} of {len(result.marts)} tables:")
    out.print(f"  {', '.join(result.differing)}", soft_wrap=True)
    first = result.first
    if first is None:
        out.print("Its tables are pruned or damaged, so there is no row to show.")
        return
    out.print(
        f"{first.mart}: {first.rows_published:,} rows only as published, {first.rows_replayed:,} only as replayed"
    )
    for names, word in ((first.columns_added, "only as replayed"), (first.columns_removed, "only as published")):
        if names:
            out.print(f"  columns {word}: {', '.join(names)}", soft_wrap=True)
    published, replayed = first.published or {}, first.replayed or {}
    subject = list(published or replayed)[:1]  # the first column says what the row is about
    columns = [("column", "left"), ("published", "left"), ("replayed", "left")]
    cells = [
        (name, str(published.get(name, "")), str(replayed.get(name, "")))
        for name in dict.fromkeys([*subject, *first.columns])
    ]
    if cells:
        show_table("The first row that differs", columns, cells)


def show_feedback(feedback: review.Feedback, folder: Path) -> None:
    """What was refused and why, how many disagree with which tier, the overrides asked for, and where it all stands."""
    counts = feedback.counts()
    told = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    out.print(f"{counted(feedback.lines, 'line')} in {counted(len(feedback.files), 'file')}: {told or 'nothing'}")
    for problem in feedback.rejected:
        out.print(f"rejected  {problem}", style="yellow", soft_wrap=True)
    for before, last in feedback.replaced():
        text = f"replaced  {before.file}, line {before.line}: of {before.account_id},"
        out.print(f"{text} {last.file}, line {last.line} counts", soft_wrap=True)
    columns = [("release", "left"), ("tier", "right"), ("reason", "left"), ("agree", "right"), ("disagree", "right")]
    columns += [("unanswered", "right"), ("disagreement", "right")]
    cells = [
        (
            rate.release_id,
            "out" if rate.tier is None else rate.tier,
            rate.tier_reason,
            rate.agreed,
            rate.disagreed,
            rate.unanswered,
            None if rate.disagreement_rate is None else f"{rate.disagreement_rate:.0%}",
        )
        for rate in feedback.rates()
    ]
    show_table("Disagreement by tier and reason", columns, cells)
    proposals = feedback.proposals()
    if proposals:
        out.print("Overrides asked for (fill in who approves and until when; nothing is applied by itself):")
    for proposal in proposals:
        held = "out" if proposal.tier is None else f"Tier {proposal.tier}"
        out.print(f"  # {proposal.account_name}: {held}, wanted {proposal.wanted_tier}", soft_wrap=True)
        out.print(f"  {proposal.command}", soft_wrap=True)
    out.print(f"\nAs files, CSV and Parquet: {folder}", soft_wrap=True)
