"""What there is to tell: facts of the current release, each with a key, so that nobody hears of it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib import reading, review
from orchestration.lib.releases import Store
from orchestration.lib.words import counted

Row = reading.Row

CORRECTION = "correction"
MOVES = ("move", CORRECTION)
"""The kinds of facts that say in which tier an account is; their keys end in it."""
LISTED = 100
"""How many facts of a kind a message tells one by one; chat rooms cut off longer ones."""


@dataclass(frozen=True)
class Item:
    """One fact: `key` identifies it for ever, `kind` (in the singular) groups it, `text` tells it.

    `owner_id` and `team` are those of its account, None for operations.
    """

    key: str
    kind: str
    text: str
    owner_id: str | None = None
    team: str | None = None


def about_accounts(database: Path, since: date, begin: date, today: date) -> list[Item]:
    """What a release says to the people who work its accounts, the best tiers first.

    `since`: the day up to which they have heard what changed. `begin`: the day from which on they hear of service
    levels, of which late exports tell late. `today`: the day from which the end of an override is near or not.
    """
    moves, missed = _moves_since(database, since), _missed_since(database, begin)
    triggers, overrides = _triggers(database), reading.expiring_overrides(database, today)
    known = _known(database, [*moves, *missed, *triggers, *overrides])

    def item(kind: str, row: Row, text: str, *facts: object) -> Item:
        key = "|".join(map(str, (kind, row["account_id"], *facts)))
        account = known[row["account_id"]]
        caution = reading.CAUTIONS.get(account["blocked_by"])
        return Item(key, kind, f"{text}. {caution}" if caution else text, account["owner_id"], account["team"])

    return [
        *(item("move", row, _move(row), row["tier_since"], row["tier"]) for row in moves),
        *(item("trigger", row, _trigger(row), row["event_type"], row["event_on"]) for row in triggers),
        *(item("missed service level", row, _missed(row), row["sla"], row["event_on"]) for row in missed),
        *(item("ending override", row, _override(row), row["override_expires_on"]) for row in overrides),
    ]


def tiers_told(keys: Iterable[str]) -> dict[str, str]:
    """Account -> tier that it was last said to have moved to. `keys`: of everything that was told, oldest first."""
    last: dict[str, str] = {}
    for key in keys:
        kind, _, facts = key.partition("|")
        if kind in MOVES:
            account, _, tier = facts.rsplit("|", 2)
            last[account] = tier
    return last


def standing(database: Path, accounts: AbstractSet[str]) -> dict[str, Row]:
    """Account -> its name, tier, owner and team in the release, for those that it has."""
    sql = """
        select account_id, account_name, tier, owner_id, team
        from marts.account_tiers
        where list_contains($1, account_id)
    """
    return {row["account_id"]: row for row in reading.query(database, sql, [sorted(accounts)])} if accounts else {}


def taken_back(now: Mapping[str, Row], told: Mapping[str, str], release_id: str) -> list[Item]:
    """The accounts whose tier is another one than was told, the best tiers first: that came from a release that was
    rolled back or replaced by another one of its day, or it was somebody else's account in between. `now`: see
    `standing`."""
    rows = [now[account] for account, tier in told.items() if account in now and str(now[account]["tier"]) != tier]
    return [
        Item(
            f"{CORRECTION}|{row['account_id']}|{release_id}|{row['tier']}",
            CORRECTION,
            f"{reading.named(row)}: {_tier(row['tier'])}; what was said before, "
            f"{_tier_told(told[row['account_id']])}, does not hold",
            row["owner_id"],
            row["team"],
        )
        for row in sorted(rows, key=lambda row: (row["tier"] is None, row["tier"] or 0, row["account_id"]))
    ]


def about_operations(store: Store) -> list[tuple[str, date, Item]]:
    """(release id, its date, fact) of what waits for the operator: a refused refresh, proposals to approve."""
    found: list[tuple[str, date, Item]] = []
    if refused := store.refused():
        text = f"{refused.release_id} was refused; what was published before still stands.\n"
        text += f"{refused.refusal}report: {refused.quality_page}"
        found.append((refused.release_id, refused.as_of, Item(f"refused|{refused.release_id}", "refusal", text)))
    for release in store.waiting():
        text = f"{release.id} (policy {release.manifest.policy}) waits: tiering publish {release.id} --approved-by NAME"
        text += f"\nreview pack: {release.review / review.INDEX}"
        found.append((release.id, release.as_of, Item(f"waiting|{release.id}", "waiting proposal", text)))
    return found


def body(items: Sequence[Item]) -> str:
    """The message as plain text: a paragraph per kind, of which the first LISTED are told one by one."""
    paragraphs = []
    for kind in _kinds(items):
        texts = [item.text for item in items if item.kind == kind]
        more = [f"and {len(texts) - LISTED} more"] if len(texts) > LISTED else []
        paragraphs.append("\n".join([f"{kind.capitalize()}s", *(f"- {text}" for text in texts[:LISTED]), *more]))
    return "\n\n".join(paragraphs)


def title(subject: str, items: Sequence[Item]) -> str:
    """The subject of the message: how many facts of each kind."""
    counts = {kind: sum(item.kind == kind for item in items) for kind in _kinds(items)}
    told = [counted(count, kind) for kind, count in counts.items()]
    return f"{subject}: {', '.join(told)}"


def _kinds(items: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(item.kind for item in items))


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


def _missed_since(database: Path, since: date) -> list[Row]:
    """Service levels whose time ran out after the end of `since` and that nobody has met, the best tiers first."""
    return reading.query(
        database,
        """
        select account_id, account_name, sla.sla, sla.event, sla.event_on, sla.tier, sla.required_role, sla.due_at
        from marts.sla_compliance as sla
        inner join marts.account_tiers using (account_id)
        where sla.status = 'missed' and sla.due_at >= $1::date + 1
        order by sla.tier, sla.due_at, account_id, sla.sla
        """,
        [since],
    )


def _triggers(database: Path) -> list[Row]:
    """The events that count for an account now, whether or not its tier rests on them, the best tiers first.

    As for service levels, those of accounts that nobody is to contact by himself are left out.
    """
    return reading.query(
        database,
        """
        select account_id, account_name, accounts.tier, event_type, event_on, min(event_name) as event_name,
            max(expires_on) as expires_on
        from marts.account_triggers
        inner join marts.account_tiers as accounts using (account_id)
        inner join marts.account_plays as plays using (account_id)
        where plays.blocked_by is null
        group by account_id, account_name, accounts.tier, event_type, event_on
        order by accounts.tier, event_on desc, account_id, event_type
        """,
    )


def _known(database: Path, rows: Sequence[Row]) -> dict[str, Row]:
    """Account -> owner_id, team and blocked_by, for the accounts of the rows."""
    accounts = sorted({str(row["account_id"]) for row in rows})
    sql = """
        select account_id, owner_id, team, blocked_by
        from marts.account_tiers
        left join marts.account_plays using (account_id)
        where list_contains($1, account_id)
    """
    return {row["account_id"]: row for row in reading.query(database, sql, [accounts])}


def _tier(tier: int | None) -> str:
    return "no tier" if tier is None else f"Tier {tier}"


def _tier_told(tier: str) -> str:
    """The tier as it stands at the end of a key."""
    return _tier(None if tier == str(None) else int(tier))


def _move(row: Row) -> str:
    came = "new, " if row["is_new"] else f"{_tier(row['from_tier'])} to "
    reason, because = row["tier_reason_text"] or "", row["explanation"] or row["top_reasons"] or ""
    why = because if reason in because else "; ".join(filter(None, (reason, because)))
    return f"{reading.named(row)}: {came}{_tier(row['tier'])} since {row['tier_since']}. {why}"


def _trigger(row: Row) -> str:
    is_named = row["event_name"] and str(row["event_name"]).lower() != str(row["account_name"]).lower()
    name = f' "{row["event_name"]}"' if is_named else ""
    event = f"{str(row['event_type']).replace('_', ' ')}{name} on {row['event_on']}"
    return f"{reading.named(row)}, {_tier(row['tier'])}: {event}, a trigger until {row['expires_on']}"


def _missed(row: Row) -> str:
    event, role = str(row["event"]).replace("_", " "), row["required_role"] or "anybody of ours"
    due = f"{row['due_at']:%F %H:%M} UTC"
    return f"{reading.named(row)}: {event} on {row['event_on']} was to be answered by {role} until {due}"


def _override(row: Row) -> str:
    after = "nothing of its own" if row["earned_tier"] is None else _tier(row["earned_tier"])
    return f"{reading.named(row)}: {_tier(row['tier'])} by override until {row['override_expires_on']}, then {after}"
