"""dbt's data tests as check results: the integrity checks by their names, every other test by dbt's name for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from orchestration.lib.engines import Queries
from orchestration.lib.gates.results import CheckResult, Severity, Verdict

SAMPLE_ROWS = 5
_IDENTIFYING = re.compile(
    r"(^|_)(id|key|on|date|from|to|pool|tier|tiers|reason|component|factor|score|contribution|contributions|coverage"
    r"|points|share|weight|seats|rows|n_records|source_table|signal_type|problem|value_field)$"
)
"""Columns that may be shown: what a row is about, never what is known of a company or a person."""
_PERSONAL = re.compile(r"contact|person|owner|email|name")


class TestNode(Protocol):
    """What dbt said of one test (warehouse.NodeResult)."""

    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def failures(self) -> int | None: ...
    @property
    def message(self) -> str: ...
    @property
    def compiled_code(self) -> str | None: ...
    @property
    def severity(self) -> str | None: ...


def from_dbt(tests: Iterable[TestNode], connection: Queries) -> list[CheckResult]:
    """One result per dbt test, with up to five of its failing rows.

    `connection` sees the databases under the names that dbt used, so that a failed test's SQL can be run again. A test
    that dbt did not run, because something it reads failed, is an error: nothing was checked.
    """
    return [_result(test, connection) for test in tests]


def _result(test: TestNode, connection: Queries) -> CheckResult:
    severity: Severity = "warn" if (test.severity or "").lower() == "warn" else "stop"
    verdict = _verdict(test)
    broken = verdict in {"fail", "warn"}
    return CheckResult(
        gate="release",
        check=test.name,
        value=None if test.failures is None else float(test.failures),
        max_value=0.0,
        severity=severity,
        result=verdict,
        detail=_detail(test, verdict),
        rows=_sample(test, connection) if broken else (),
    )


def _verdict(test: TestNode) -> Verdict:
    match test.status:
        case "pass":
            return "pass"
        case "warn":
            return "warn"
        case "fail":
            return "fail"
        case _:
            return "error"


def _detail(test: TestNode, verdict: Verdict) -> str | None:
    match verdict:
        case "pass":
            return None
        case "error":
            return test.message.strip() or f"dbt: {test.status}"
        case _:
            return f"{test.failures} rows"


def _sample(test: TestNode, connection: Queries) -> tuple[dict[str, str], ...]:
    if not test.compiled_code:
        return ()
    cursor = connection.execute(f"select * from ({test.compiled_code.strip()}) as failing limit {SAMPLE_ROWS}")
    names = [column[0] for column in cursor.description or ()]
    shown = [index for index, name in enumerate(names) if _IDENTIFYING.search(name) and not _PERSONAL.search(name)]
    return tuple({names[index]: str(row[index]) for index in shown} for row in cursor.fetchall())
