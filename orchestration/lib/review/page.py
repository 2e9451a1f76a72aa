"""The pages of a review pack: one per owner, to read on a screen or to fill in on paper, and the index with totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from importlib.resources import files
from typing import Any

from orchestration.lib.pages import Html, document, section, table

Row = Mapping[str, Any]

MOVES = {"up": "Up", "down": "Down", "in": "In", "out": "Out", "pool": "Other pool"}
_TITLES = {
    "up": "Moves up",
    "down": "Moves down",
    "in": "Comes in, new or again",
    "out": "Goes out of the tiers",
    "pool": "Keeps its tier in another pool",
}
_BOX = Html('<span class="box"></span>')
_LINE = Html('<span class="line"></span>')


def owner(facts: Row, whose: Row, csv_name: str, moves: Sequence[Row]) -> str:
    """The page of one owner; `facts` is the row of release_info, `whose` the owner's totals, `moves` their accounts."""
    told = (
        f"<p>Tick <em>agree</em> or <em>disagree</em> for each account; where you disagree, name the tier you want and "
        f"say why. In a spreadsheet: <code>{escape(csv_name)}</code>, saved as CSV and sent back.</p>"
    )
    parts = [_head(facts, owner_name(whose), whose), told]
    for move, title in _TITLES.items():
        mine = [row for row in moves if row["move"] == move]
        if mine:
            parts.append(section(f"{title} ({len(mine)})", _moves(mine)))
    return document(f"Review of {facts['release_id']}: {owner_name(whose)}", "".join(parts), style=_style())


def index(facts: Row, owners: Sequence[tuple[Row, str]]) -> str:
    """The index; `owners` are the owners' totals, each with the name of its files without ending."""
    teams: dict[str | None, list[Row]] = {}
    for whose, _ in owners:
        teams.setdefault(whose["team"], []).append(whose)
    everybody = total([whose for whose, _ in owners])
    by_team = [[team or "no team", len(members), *_counts(total(members))] for team, members in teams.items()]
    by_team.append(["All", len(owners), *_counts(everybody)])
    by_owner = [
        [owner_name(whose), whose["team"] or "no team", *_counts(whose), _links(stem)] for whose, stem in owners
    ]
    how = (
        "<p>Hand each owner their file. What comes back goes into <code>landing/feedback/</code>; then "
        "<code>tiering feedback</code> says how many disagree, and with what.</p>"
    )
    header = ["Accounts", *MOVES.values(), "Open pipeline"]
    parts = [
        _head(facts, "Review pack", everybody),
        how if owners else "<p>No account changes its tier or pool.</p>",
        section("By team", table(["Team", "Owners", *header], by_team)),
        section("By owner", table(["Owner", "Team", *header, "Files"], by_owner)),
    ]
    return document(f"Review of {facts['release_id']}", "".join(parts), style=_style())


def owner_name(whose: Row) -> str:
    """How an owner is called: by name, else by id."""
    if whose["owner_id"] is None:
        return "Accounts without an owner"
    return str(whose["owner_name"] or whose["owner_id"])


def total(owners: Sequence[Row]) -> dict[str, Any]:
    """The sums over several owners."""
    names = ("accounts", *MOVES, "open_pipeline_value")
    return {name: sum((whose[name] for whose in owners), Decimal(0) if name.endswith("value") else 0) for name in names}


def _counts(totals: Row) -> list[object]:
    return [totals["accounts"], *(totals[move] for move in MOVES), _money(totals["open_pipeline_value"])]


def _head(facts: Row, title: str, totals: Row) -> str:
    previous = facts["previous_release_id"] or "no previous release: everybody with a tier comes in"
    moved = [f"{totals[move]} {name.lower()}" for move, name in MOVES.items() if totals[move]]
    lines = [
        ("Proposal", facts["release_id"]),
        ("As of", facts["as_of_date"]),
        ("Policy", facts["policy"]),
        ("Compared with", previous),
        ("Accounts that move", f"{totals['accounts']:,} ({', '.join(moved)})" if moved else "none"),
        ("Their open pipeline", f"{totals['open_pipeline_value']:,.0f}"),
    ]
    made_up = '<p class="note">Made-up demo data</p>' if facts["is_demo"] else ""
    rows = "".join(f"<dt>{name}</dt><dd>{escape(str(value))}</dd>" for name, value in lines)
    return f"<header><p>Planning session</p><h1>{escape(title)}</h1>{made_up}<dl>{rows}</dl></header>\n"


def _moves(moves: Sequence[Row]) -> str:
    header = ["Account", "Tier", "Score", "Open pipeline", "Why", "Agree", "Disagree", "Wanted tier", "Comment"]
    return table(header, [[*_told(row), _BOX, _BOX, _LINE, _LINE] for row in moves])


def _told(row: Row) -> list[object]:
    known = ", ".join(escape(str(row[name])) for name in ("domain", "account_id", "pool") if row[name])
    is_new = row["previous_score"] is None
    before = "" if is_new else f"{row['previous_score']:.1f} → "
    rests_on = f"<br><small>{escape(row['top_reasons'])}</small>" if row["top_reasons"] else ""
    return [
        Html(f"{escape(row['account_name'] or row['account_id'])}<br><small>{known}</small>"),
        f"{row['from_tier'] or ('new' if is_new else 'out')} → {row['to_tier'] or 'out'}",
        f"{before}{row['score']:.1f}",
        _money(row["open_pipeline_value"]),
        Html(f"{escape(row['why'])}{rests_on}"),
    ]


def _links(stem: str) -> Html:
    return Html(f'<a href="{stem}.html">page</a> <a href="{stem}.csv">CSV</a>')


def _money(value: Decimal | None) -> int | None:
    """Whole units of the base currency."""
    return None if value is None else round(value)


def _style() -> str:
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")
