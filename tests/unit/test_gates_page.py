"""The quality page: complete, self-contained, and without anything about persons."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import gates
from orchestration.lib.gates import CheckResult

RESULTS = [
    CheckResult(gate="source", check="stale_source", source="crm", table="accounts", value=3, max_value=31,
                severity="stop", result="pass", detail="newest record 2026-06-27"),
    CheckResult(gate="source", check="volume_drop", source="crm", table="accounts", severity="stop", result="skipped",
                detail="skipped: no previous release"),
    CheckResult(gate="release", check="score_psi", pool="customers", value=0.31, max_value=0.25, severity="stop",
                result="waived", waivable=True, waiver="--accept", waiver_reason="<new> weights"),
    CheckResult(gate="release", check="score_range", value=1, max_value=0, severity="stop", result="fail",
                detail="1 rows", rows=({"account_id": "A1", "problem": "score"},)),
    CheckResult(gate="release", check="not_null_account_tiers_pool", value=0, max_value=0, severity="stop",
                result="pass"),
]  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A refresh that has measured its sources and built nothing."""
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.refresh as select 'the-release' as release_id, date '2026-06-30' as as_of, "
            "'daily' as policy, null as previous_release_id, true as is_demo"
        )
    return file


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    """A candidate with everything that the page reads."""
    file = tmp_path / "tiers.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.release_info as select 'the-release' as release_id, date '2026-06-30' as as_of_date,
                'daily' as policy, 'Ann, CRO' as approved_by, 'before' as previous_release_id, 2 as gap_days,
                'v1' as scoring_version, 'strategic' as components_off, false as is_demo, true as is_reconstructed;
            create table marts.account_tiers as select 'customers' as pool, 1 as tier, 'Strategic' as tier_name,
                'qualified' as tier_reason, 2 as previous_tier, 61.5 as score, 0.8 as score_coverage,
                'Secret Owner' as owner_name, 'Secret Company' as account_name;
            insert into marts.account_tiers values ('customers', null, null, 'excluded', 1, 3.0, 0.4, 'x', 'y');
            create table marts.account_score_factors as select 'icp_fit' as component, 'industry' as factor,
                true as is_observed, 70 as points, 6.0 as contribution
                union all select 'intent', 'website_intent', false, null, 0;
            create table marts.source_quality as select 'crm/accounts' as source_table, true as is_landed, 1 as files,
                1234567 as rows, -0.256 as rows_change, 2 as rejects, 'created_at: this is no date 2' as reject_reasons,
                3 as unmatched, 0.9 as coverage, 'page_scroll' as unlisted_signal_types, 1200 as unlisted_rows,
                'ruritania' as unlisted_countries, 1 as unlisted_country_rows, 4 as field_issues, 5 as repeated_rows,
                6 as conflicting_rows, 7 as future_rows, 3 as unconverted_amounts, 'no amount 8' as deal_issues,
                'title <boss> 7' as unlisted_words,
                cast(null as text) as unheld_roles, 'city, region' as empty_columns, date '2026-06-27' as newest_on,
                date '2024-01-01' as oldest_on, 3 as freshness_days;
            insert into marts.source_quality by name select 'intent/surges' as source_table, false as is_landed;
            insert into marts.source_quality by name select 'crm/owners' as source_table, true as is_landed, 1 as files,
                9 as rows, 0 as rejects, 0 as unlisted_rows, 'ae, <kam>' as unheld_roles;
            """
        )
    return file


def test_limits_name_their_tables_where_a_check_has_several(warehouse: Path, candidate: Path) -> None:
    stale = {"gate": "source", "check": "stale_source", "value": 3, "severity": "stop", "result": "pass"}
    tables = (("crm", "accounts", 31), ("crm", "owners", 31), ("intent", "surges", 8))
    found = [CheckResult(**stale, source=source, table=name, max_value=most) for source, name, most in tables]
    page = gates.quality_page(warehouse, candidate, [*found, *RESULTS[2:4]])
    assert "<code>stale_source</code> at most 31 (crm/accounts, crm/owners)</li>" in page
    assert "<code>stale_source</code> at most 8 (intent/surges)</li>" in page
    one = gates.quality_page(warehouse, candidate, [found[0]])
    assert "<code>stale_source</code> at most 31</li>" in one


class Reader(HTMLParser):
    """Checks that tags are closed and collects text and tags."""

    VOID = ("meta", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


def test_the_page_shows_checks_waivers_tiers_sources_and_dead_factors(warehouse: Path, candidate: Path) -> None:
    text = Reader(gates.quality_page(warehouse, candidate, RESULTS)).text
    for expected in (
        "the-release",
        "2026-06-30",
        "Refused by 1 check: not published",
        "Ann, CRO",
        "Reconstructed later",
        "waived (--accept: <new> weights): 0.31, at most 0.25 allowed",
        "crm/accounts",
        "skipped",
        "1 Strategic",
        "out: excluded",
        "1,234,567",
        "-25.6%",
        "Not landed: intent/surges.",
        "website_intent",
        "1 of 1 other test of the models passed",
    ):
        assert expected in text, expected


def test_the_page_says_what_to_look_at_and_what_to_do(warehouse: Path, candidate: Path) -> None:
    _, _, part = gates.quality_page(warehouse, candidate, RESULTS).partition("What to look at in it</h2>")
    part, _, _ = part.partition("</table>")
    found = re.findall(r'<tr><th scope="row">(.+?)</th><td>(.+?)</td><td>(.+?)</td><td>.+?</td></tr>', part)
    assert found == [
        ("crm/accounts", "rejected lines", "created_at: this is no date 2"),
        ("crm/accounts", "rows that contradict one another", "6 rows"),
        ("crm/accounts", "amounts without a rate", "3 amounts"),
        ("crm/accounts", "cells that cannot be true", "4 cells"),
        ("crm/accounts", "event types that score nothing", "page_scroll (1,200 events)"),
        ("crm/accounts", "countries that nobody listed", "ruritania (1 record)"),
        ("crm/accounts", "titles and stages that nobody listed", "title &lt;boss&gt; 7"),
        ("crm/accounts", "odd deals", "no amount 8"),
        ("crm/owners", "roles that no owner has", "ae, &lt;kam&gt;"),
        ("crm/accounts", "columns without a value", "city, region"),
    ]


def test_the_page_says_what_the_configuration_changed(warehouse: Path, candidate: Path) -> None:
    def text(changes: list[str] | None) -> str:
        return Reader(gates.quality_page(warehouse, candidate, RESULTS, config_changes=changes)).text

    assert "There is no previous release to compare it with." in text(None)
    assert "As in the previous release." in text([])
    told = text(["tiering/tiers.csv, pool <p>, tier 1: capacity 5 -> 7", "scoring/version.csv: rewritten"])
    assert "2 changes since the previous release." in told and "pool <p>, tier 1: capacity 5 -> 7" in told


def test_the_page_needs_nothing_else_and_shows_no_record(warehouse: Path, candidate: Path) -> None:
    page = gates.quality_page(warehouse, candidate, RESULTS)
    assert not Reader(page).tags & {"script", "link", "img", "iframe"}
    assert not re.search(r"https?://|url\(|@import", page)
    assert "Secret" not in page
    assert "<new>" not in page


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (RESULTS[:2], "Passes every gate"),
        (RESULTS[:3], "Passes the gates with 1 waiver"),
        ([RESULTS[0].model_copy(update={"result": "warn"})] * 2, "Passes the gates with 2 warnings"),
        ([RESULTS[0].model_copy(update={"result": "error"})], "Refused by 1 check: not published"),
    ],
)
def test_the_verdict(warehouse: Path, candidate: Path, results: list[CheckResult], verdict: str) -> None:
    assert verdict in Reader(gates.quality_page(warehouse, candidate, results)).text


def test_a_refresh_that_the_source_gate_refused_has_a_page_too(warehouse: Path, tmp_path: Path) -> None:
    text = Reader(gates.quality_page(warehouse, tmp_path / "never built.duckdb", RESULTS[:2])).text
    for expected in ("the-release", str(date(2026, 6, 30)), "Made-up demo data", "The tiers were not built"):
        assert expected in text
    assert "The release gate was not reached" in text
