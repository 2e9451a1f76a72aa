"""What a check found, and how it is told to people."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from orchestration.lib.releases import ReleaseCheck

Severity = Literal["stop", "warn"]
Verdict = Literal["pass", "warn", "fail", "waived", "skipped", "error"]

SKIPPED = "skipped: "
"""How the detail of a measurement begins that had nothing to measure, such as `skipped: no previous release`."""


class CheckResult(ReleaseCheck):
    """One check in one place, as it goes into the release, and what only the report and the remedy need."""

    severity: Severity
    result: Verdict
    """`warn` and `fail`: outside the limits of that severity; `error`: could not be measured, which never passes."""
    waivable: bool = False
    rows: tuple[dict[str, str], ...] = ()
    """Up to five failing rows of a dbt test, identifying columns only, nothing about persons."""

    @property
    def place(self) -> str:
        """Where it was measured, such as `crm/accounts` or `customers, tier 1`; empty for the whole book."""
        table = "/".join(part for part in (self.source, self.table) if part)
        seats = ", ".join(part for part in (self.pool, self.tier and f"tier {self.tier}") if part)
        return table or seats


def refused(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results because of which a refresh must end: outside a limit that stops, or not measured."""
    return [result for result in results if result.result in {"fail", "error"}]


_REMEDIES = {
    "stale_source": "export it again",
    "volume_drop": "see whether the export was cut off or filtered, and land the whole one under its name",
    "reject_share": "see raw.rejects for line and reason; mend the export, or map it in landing/columns.yml",
    "duplicate_keys": "see whether two records share an id, or the export joins too much",
    "unlisted_signals": "add the types that should score to scoring/signal_types.csv",
    "missing_required": "see whether the export lost a column",
    "decisions_matched": "correct account_id in reference/identity_decisions.csv",
    "overrides_matched": "correct account_key in tiering/tier_overrides.csv",
    "overrides_unique": "end one of the two in tiering/tier_overrides.csv",
    "rates_are_to_the_base_currency": "name the currency of the rates as base_currency in reference/settings.csv",
    "empty_tier": "see min_score and criteria of the tier in tiering/",
    "tier_turnover": "see what changed: tiering status",
    "forced_share": "see triggers and overrides in tiering/",
    "newly_excluded": "see tiering/exclusion_rules.csv and the CRM fields it reads",
    "score_psi": "see which source or weight changed",
    "coverage_drop": "see which source stopped delivering",
}


def number(value: float | None) -> str:
    """A value for people: up to six significant digits, no exponent; empty when there is none."""
    if value is None:
        return ""
    exact = Decimal(f"{value:.6g}")
    return f"{exact:,f}"


def limits(result: CheckResult) -> str:
    """The limits in words, such as `at most 0.25`; empty when there are none."""
    parts = []
    if result.min_value is not None:
        parts.append(f"at least {number(result.min_value)}")
    if result.max_value is not None:
        parts.append(f"at most {number(result.max_value)}")
    return " and ".join(parts)


def sentence(result: CheckResult) -> str:
    """One clear line: which check, where, value against limit, what to do, and how to waive it if that is allowed."""
    where = f" ({result.place})" if result.place else ""
    parts = [f"{result.check}{where}: {_finding(result)}"]
    if result.result in {"warn", "fail"} and result.check in _REMEDIES:
        parts.append(_REMEDIES[result.check])
    if result.result == "fail" and result.waivable:
        parts.append(f"or waive with --accept {result.check} --reason TEXT")
    return "; ".join(parts)


def examples(result: CheckResult) -> list[str]:
    """The failing rows that are known, a line each, such as `  account_id 17, pool customers`."""
    return [f"  {', '.join(f'{name} {value}' for name, value in row.items())}" for row in result.rows]


def _finding(result: CheckResult) -> str:
    detail = f" - {result.detail}" if result.detail else ""
    match result.result:
        case "error":
            return f"could not be measured{detail}"
        case "skipped":
            return result.detail or SKIPPED
        case "pass":
            return f"passes{detail}"
    measured = f"{number(result.value)}, {limits(result)} allowed{detail}"
    if result.result == "waived":
        return f"waived ({result.waiver}: {result.waiver_reason}): {measured}"
    return f"{'refused' if result.result == 'fail' else 'warning'}: {measured}"
