"""The quality page: one self-contained HTML file per release, readable without a network, printable, nothing personal.

It shows measurements, limits and counts, never the value of a record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.gates.page_sources import came_in, to_look_at
from orchestration.lib.gates.results import CheckResult, limits, number, refused, sentence
from orchestration.lib.gates.thresholds import RELEASE_CHECKS, SOURCE_CHECKS
from orchestration.lib.pages import Cell, document, percent, section, table
from orchestration.lib.words import counted

Row = Mapping[str, Any]

_WORDS = {
    "pass": "✓ passes",
    "warn": "! warning",
    "fail": "✗ refused",
    "error": "✗ not measured",
    "waived": "~ waived",
    "skipped": "- skipped",
}
_WORST_FIRST = ("error", "fail", "waived", "warn", "skipped", "pass")

_TIERS = """
    select pool, tier, tier_name, case when tier is null then tier_reason end as out_because, count(*) as accounts,
        count(*) filter (where tier < previous_tier) as moved_up,
        count(*) filter (where tier > previous_tier) as moved_down,
        min(score) as lowest_score, max(score) as highest_score, avg(score_coverage) as coverage
    from marts.account_tiers
    group by all
    order by pool, tier nulls last, out_because
"""
_FACTORS = """
    select component, factor, avg(case when is_observed then 1 else 0 end) as known, avg(points) as points,
        sum(contribution) / nullif(sum(sum(contribution)) over (), 0) as share
    from marts.account_score_factors
    group by all
    order by component, factor
"""
_SOURCES = "select * from marts.source_quality order by source_table"
_RELEASE = "select * from marts.release_info"
_REFRESH = "select *, as_of as as_of_date from raw.refresh"


def quality_page(
    warehouse: Path, candidate: Path, results: Sequence[CheckResult], *, config_changes: Sequence[str] | None = None
) -> str:
    """The page as HTML; `config_changes` are sentences, None when there is no previous release.

    Parts whose marts are not in `candidate`, because a gate refused before, say that instead.

    `warehouse` and `candidate` are closed by everybody who writes to them; `candidate` need not exist.
    """
    facts = _query(candidate, _RELEASE, "release_info") or _query(warehouse, _REFRESH, "refresh", "raw")
    sources = _query(candidate, _SOURCES, "source_quality")
    parts = [
        _head(facts[0] if facts else {}, results),
        section("What was found", _findings(results)),
        section("Configuration", _config_changes(config_changes)),
        section("Tiers", _tiers(_query(candidate, _TIERS, "account_tiers"))),
        section("Source gate", _source_gate(results)),
        section("Release gate", _release_gate(results)),
        section("What came in", came_in(sources)),
        section("What to look at in it", to_look_at(sources)),
        section("What the score is made of", _factors(_query(candidate, _FACTORS, "account_score_factors"))),
    ]
    return document(f"Quality of {facts[0]['release_id']}" if facts else "Quality", "".join(parts))


def _query(database: Path, sql: str, table: str, schema: str = "marts") -> list[Row]:
    """Rows of a query; none when its table has not been built."""
    if not database.is_file():
        return []
    with duckdb.connect(str(database), read_only=True) as connection:
        present = "select 1 from information_schema.tables where table_schema = ? and table_name = ?"
        if connection.execute(present, [schema, table]).fetchone() is None:
            return []
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


# -- parts of the page -------------------------------------------------------------------------------------------------


def _head(facts: Row, results: Sequence[CheckResult]) -> str:
    bad, warnings = refused(results), [result for result in results if result.result == "warn"]
    waived = [result for result in results if result.result == "waived"]
    if bad:
        verdict, tone = f"Refused by {counted(len(bad), 'check')}: not published", "fail"
    elif warnings or waived:
        told = [counted(len(found), word) for found, word in ((warnings, "warning"), (waived, "waiver")) if found]
        verdict, tone = f"Passes the gates with {' and '.join(told)}", "warn"
    else:
        verdict, tone = "Passes every gate", "pass"
    lines = [
        ("As of", facts.get("as_of_date")),
        ("Policy", facts.get("policy")),
        ("Reason for the policy", facts.get("policy_reason")),
        ("Approved by", facts.get("approved_by")),
        ("Computed from", facts.get("previous_release_id") or "no previous release"),
        ("Days without a release", facts.get("gap_days") or None),
        ("Scoring version", facts.get("scoring_version")),
        ("Components without data", facts.get("components_off")),
    ]
    marks = [
        ("is_demo", "Made-up demo data"),
        ("is_reconstructed", "Reconstructed later, from what has been landed since"),
    ]
    notes = "".join(f'<p class="note">{text}</p>' for name, text in marks if facts.get(name))
    rows = "".join(f"<dt>{name}</dt><dd>{escape(str(value))}</dd>" for name, value in lines if value is not None)
    return (
        f"<header><p>Quality report</p><h1>{escape(str(facts.get('release_id', 'unknown release')))}</h1>{notes}"
        f'<p class="verdict {tone}">{verdict}</p><dl>{rows}</dl></header>\n'
    )


def _findings(results: Sequence[CheckResult]) -> str:
    found = [result for result in _sorted(results) if result.result not in ("pass", "skipped")]
    if not found:
        return "<p>Nothing outside the limits.</p>"
    items = "".join(f'<li class="{result.result}">{escape(sentence(result))}{_rows(result)}</li>' for result in found)
    return f'<ul class="findings">{items}</ul>'


def _config_changes(told: Sequence[str] | None) -> str:
    if told is None:
        return "<p>There is no previous release to compare it with.</p>"
    if not told:
        return "<p>As in the previous release.</p>"
    items = "".join(f"<li>{escape(text)}</li>" for text in told)
    return f"<p>{counted(len(told), 'change')} since the previous release.</p><ul>{items}</ul>"


def _rows(result: CheckResult) -> str:
    if not result.rows:
        return ""
    names = list(result.rows[0])
    return table(names, [[row[name] for name in names] for row in result.rows], caption="Some of the rows")


def _tiers(rows: Sequence[Row]) -> str:
    if not rows:
        return "<p>The tiers were not built.</p>"
    header = ["Pool", "Tier", "Accounts", "Moved up", "Moved down", "Scores", "Known"]
    cells = [
        [
            row["pool"],
            f"out: {row['out_because']}" if row["tier"] is None else f"{row['tier']} {row['tier_name']}",
            row["accounts"],
            row["moved_up"],
            row["moved_down"],
            f"{row['lowest_score']:.1f} to {row['highest_score']:.1f}",
            percent(row["coverage"]),
        ]
        for row in rows
    ]
    return table(header, cells, caption="Known: mean share of the score's weight whose factors are known")


def _source_gate(results: Sequence[CheckResult]) -> str:
    """Tables down, checks across."""
    own = [result for result in results if result.gate == "source"]
    if not own:
        return "<p>The source gate was not reached.</p>"
    by_place = {(result.place, result.check): result for result in own}
    checks = [*SOURCE_CHECKS, *sorted({result.check for result in own} - set(SOURCE_CHECKS))]
    body = [
        [place or "everywhere", *(_Cell(by_place.get((place, check))) for check in checks)]
        for place in sorted({result.place for result in own})
    ]
    caption = "Days for stale_source, else shares. Empty: there is nothing to measure in the table."
    return table(["Table", *checks], body, caption=caption) + _limits_list(own)


def _limits_list(results: Sequence[CheckResult]) -> str:
    """Each limit of each check, with the tables it held for where they have several."""
    places: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for result in sorted(results, key=lambda result: (result.check, limits(result), result.place)):
        if limits(result):
            places[result.check][limits(result)].append(result.place)
    items = ""
    for check, found in places.items():
        for limit, tables in found.items():
            where = f" ({', '.join(tables)})" if len(found) > 1 else ""
            items += f"<li><code>{escape(check)}</code> {escape(limit + where)}</li>"
    return f"<details><summary>Limits that applied</summary><ul>{items}</ul></details>" if items else ""


def _release_gate(results: Sequence[CheckResult]) -> str:
    own = [result for result in results if result.gate == "release"]
    if not own:
        return "<p>The release gate was not reached.</p>"
    shown = [result for result in _sorted(own) if result.check in RELEASE_CHECKS]
    others = [result for result in own if result.check not in RELEASE_CHECKS]
    body = [
        [result.check, result.place or "all accounts", _Cell(result), limits(result), result.detail] for result in shown
    ]
    passed = sum(result.result == "pass" for result in others)
    told = f"<p>{passed} of {counted(len(others), 'other test')} of the models passed.</p>" if others else ""
    return table(["Check", "Where", "Result", "Allowed", "Measured"], body) + told


def _factors(rows: Sequence[Row]) -> str:
    if not rows:
        return "<p>The scores were not built.</p>"
    dead = [row["factor"] for row in rows if not row["known"]]
    body = [
        [
            row["component"],
            row["factor"],
            percent(row["known"]),
            "" if row["points"] is None else f"{row['points']:.1f}",
            percent(row["share"]),
        ]
        for row in rows
    ]
    told = (
        f"<p>Without any data, and so dead: <strong>{escape(', '.join(dead))}</strong>. Their weight is carried by the "
        "other factors.</p>"
        if dead
        else "<p>Every factor has data.</p>"
    )
    caption = "Known for: share of accounts; points: mean where known; share of all score points"
    return told + table(["Component", "Factor", "Known for", "Points", "Share"], body, caption=caption)


# -- pieces ------------------------------------------------------------------------------------------------------------


class _Cell(Cell):
    """A table cell that shows a result: value and verdict, in words as well as in colour."""

    def __init__(self, result: CheckResult | None) -> None:
        self.result = result

    def html(self) -> str:
        """The cell."""
        result = self.result
        if result is None:
            return "<td></td>"
        value = f"{number(result.value)} " if result.value is not None else ""
        word = _WORDS[result.result]
        title = escape(result.detail or "", quote=True)
        return f'<td class="result {result.result}" title="{title}">{value}<span>{word}</span></td>'


def _sorted(results: Iterable[CheckResult]) -> list[CheckResult]:
    return sorted(results, key=lambda result: (_WORST_FIRST.index(result.result), result.check, result.place))
