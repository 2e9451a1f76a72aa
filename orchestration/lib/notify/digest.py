"""What there is to tell: facts of the current release, each with a key, so that nobody hears of it twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib import reading, review
from orchestration.lib.releases import REFUSAL, Store

Row = reading.Row


@dataclass(frozen=True)
class Item:
    """One fact: `key` identifies it for ever, `kind` (in the singular) groups it, `text` tells it."""

    key: str
    kind: str
    text: str
    account_id: str | None = None


def about_accounts(database: Path, since: date | None, today: date) -> list[Item]:
    """What a release says to the people who work its accounts, the best tiers first.

    `since`: the day up to which they have heard of moves; None: of nothing, for the release is the first. `today`:
    the day by which overrides end.
    """
    moves = [] if since is None else _moves_since(database, since)
    triggers, overrides = reading.active_triggers(database), reading.expiring_overrides(database, today)
    found = [
        *(Item(f"move|{_id(row)}|{row['tier_since']}|{row['tier']}", "move", _move(row), _id(row)) for row in moves),
        *(
            Item(f"trigger|{_id(row)}|{row['tier_reason_text']}", "trigger", _trigger(row), _id(row))
            for row in triggers
        ),
        *(
            Item(f"override|{_id(row)}|{row['override_expires_on']}", "ending override", _override(row), _id(row))
            for row in overrides
        ),
    ]
    return found


def responsible(database: Path, items: Sequence[Item]) -> dict[str, tuple[str | None, str | None]]:
    """Account -> (owner id, owner's team), for the accounts of the facts."""
    accounts = sorted({item.account_id for item in items if item.account_id})
    sql = "select account_id, owner_id, team from marts.account_tiers where list_contains($1, account_id)"
    return {row["account_id"]: (row["owner_id"], row["team"]) for row in reading.query(database, sql, [accounts])}


def about_operations(store: Store) -> list[tuple[str, date, Item]]:
    """(release id, its date, fact) of what waits for the operator: a refused refresh, proposals to approve."""
    found: list[tuple[str, date, Item]] = []
    if refused := store.refused():
        text = f"{refused.stem} was refused; what was published before still stands.\n"
        text += (refused / REFUSAL).read_text(encoding="utf-8") + f"report: {refused / 'quality.html'}"
        day = date.fromisoformat(refused.name[:10])
        found.append((refused.stem, day, Item(f"refused|{refused.stem}", "refused refresh", text)))
    for release in store.waiting():
        text = f"{release.id} (policy {release.manifest.policy}) waits: tiering publish {release.id} --approved-by NAME"
        text += f"\nreview pack: {release.review / review.INDEX}"
        found.append((release.id, release.as_of, Item(f"waiting|{release.id}", "waiting proposal", text)))
    return found


def body(items: Sequence[Item]) -> str:
    """The message as plain text: a paragraph per kind."""
    paragraphs = [
        [f"{_plural(kind).capitalize()}", *(f"- {item.text}" for item in items if item.kind == kind)]
        for kind in _kinds(items)
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


def title(subject: str, items: Sequence[Item]) -> str:
    """The subject of the message: how many facts of each kind."""
    counts = {kind: sum(item.kind == kind for item in items) for kind in _kinds(items)}
    told = [f"{count} {kind if count == 1 else _plural(kind)}" for kind, count in counts.items()]
    return f"{subject}: {', '.join(told)}"


def _kinds(items: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(item.kind for item in items))


def _plural(kind: str) -> str:
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("sh") else f"{kind}s"


def _moves_since(database: Path, since: date) -> list[Row]:
    """Accounts whose tier is another one than at the end of `since`, the best tiers and scores first.

    Through every release in between: who went up and down again did not move. `is_new`: not known then.
    """
    return reading.query(
        database,
        """
        select now.account_id, account_name, before.account_id is null as is_new, before.tier as from_tier, now.tier,
            now.tier_since, now.tier_reason_text, changes.explanation, top_reasons
        from marts.account_tiers as now
        left join marts.account_tier_history as before
            on now.account_id = before.account_id
            and before.valid_from <= $1 and (before.valid_to is null or before.valid_to > $1)
        left join marts.account_tier_changes as changes on now.account_id = changes.account_id
        where now.tier is distinct from before.tier
        order by now.tier nulls last, now.score desc, now.account_id
        """,
        [since],
    )


def _id(row: Row) -> str:
    return str(row["account_id"])


def _named(row: Row) -> str:
    return f"{row['account_name']} ({row['account_id']})"


def _tier(tier: int | None) -> str:
    return "no tier" if tier is None else f"Tier {tier}"


def _move(row: Row) -> str:
    came = "new, " if row["is_new"] else f"{_tier(row['from_tier'])} to "
    why = "; ".join(filter(None, (row["tier_reason_text"], row["explanation"] or row["top_reasons"])))
    return f"{_named(row)}: {came}{_tier(row['tier'])} since {row['tier_since']}. {why}"


def _trigger(row: Row) -> str:
    return f"{_named(row)}: {_tier(row['tier'])}, {row['tier_reason_text']}"


def _override(row: Row) -> str:
    after = "nothing of its own" if row["earned_tier"] is None else _tier(row["earned_tier"])
    return f"{_named(row)}: {_tier(row['tier'])} by override until {row['override_expires_on']}, then {after}"
