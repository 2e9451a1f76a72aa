"""Limits of gates/gate_thresholds.csv: which row counts where, what a release may not lack, what may be waived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import cast

from orchestration.lib.configuration import Row
from orchestration.lib.errors import InputError
from orchestration.lib.gates.results import Severity
from orchestration.lib.releases import Gate

SOURCE_CHECKS = (
    "stale_source",
    "volume_drop",
    "reject_share",
    "duplicate_keys",
    "unlisted_signals",
    "missing_required",
)
INTEGRITY_CHECKS = (
    "accounts_conserved",
    "contributions_sum",
    "score_range",
    "one_tier_each",
    "capacity_respected",
    "overrides_unique",
)
"""dbt singular tests on rows of the candidate: they allow no row, have no threshold, and can never be waived."""
MEASURED_CHECKS = (
    "overrides_matched",
    "empty_tier",
    "tier_turnover",
    "forced_share",
    "newly_excluded",
    "score_psi",
    "coverage_drop",
)
"""Metrics of gate_release_metrics."""
RELEASE_CHECKS = (*INTEGRITY_CHECKS, *MEASURED_CHECKS)

POLICY_WAIVERS = {"baseline": ("tier_turnover", "score_psi")}
"""Checks that a policy waives by itself: `baseline` starts afresh, so scores and tiers are meant to move (MARTS)."""

RECONSTRUCTED_WAIVERS = ("empty_tier", "tier_turnover", "newly_excluded", "score_psi", "coverage_drop")
"""Comparisons that a reconstructed release is not held to: the months lie far apart, and nobody works with them."""

Waivers = Mapping[str, tuple[str, str]]
"""check -> who waives it, and why"""

Place = Mapping[str, str | None]
"""source, table, pool and tier of a measurement; None where it is about all of them."""
_SPECIFICITY = ("tier", "pool", "table", "source")


@dataclass(frozen=True)
class Threshold:
    """One row of the seed; None means any, or no limit."""

    check: str
    gate: Gate
    place: Mapping[str, str]
    """The cells of source, table, pool and tier that are set."""
    severity: Severity
    min_value: Decimal | None
    max_value: Decimal | None
    waivable: bool

    @classmethod
    def of(cls, row: Row) -> Threshold:
        """The threshold in a checked row of the configuration."""
        return cls(
            check=row.text("check"),
            gate=cast(Gate, row.text("gate")),
            place={name: row.text(name) for name in _SPECIFICITY if row.text(name)},
            severity=cast(Severity, row.text("severity")),
            min_value=row.number("min_value"),
            max_value=row.number("max_value"),
            waivable=row.flag("waivable"),
        )

    def fits(self, check: str, place: Place) -> bool:
        """Whether the row is about that measurement."""
        return check == self.check and all(place.get(name) == value for name, value in self.place.items())

    @property
    def specificity(self) -> tuple[bool, ...]:
        """The greater, the more specific; no two rows of a check and severity that fit one place have the same."""
        return tuple(name in self.place for name in _SPECIFICITY)

    def limits(self, basis: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
        """Lowest and highest value that passes. With a `basis` the limits are shares of it, rounded up."""
        if basis is None:
            return self.min_value, self.max_value
        scaled = [
            None if limit is None else (limit * basis).to_integral_value(ROUND_CEILING)
            for limit in (self.min_value, self.max_value)
        ]
        return scaled[0], scaled[1]


def governing(thresholds: Sequence[Threshold], check: str, place: Place) -> list[Threshold]:
    """The most specific fitting row of each severity: first the one that stops, then the one that warns, if any."""
    fitting = [threshold for threshold in thresholds if threshold.fits(check, place)]
    by_severity: list[Threshold] = []
    for severity in ("stop", "warn"):
        candidates = [threshold for threshold in fitting if threshold.severity == severity]
        if candidates:
            by_severity.append(max(candidates, key=lambda threshold: threshold.specificity))
    return by_severity


def expected_checks(thresholds: Sequence[Row]) -> frozenset[str]:
    """Names of the checks that must have a result before anything is published: the project's own and the seed's."""
    return frozenset(SOURCE_CHECKS) | frozenset(RELEASE_CHECKS) | {row.text("check") for row in thresholds}


def standing_waivers(policy: str, *, is_reconstructed: bool) -> dict[str, tuple[str, str]]:
    """What is waived without anybody's asking: check -> who waives it, and why."""
    by_policy = dict.fromkeys(POLICY_WAIVERS.get(policy, ()), (f"policy {policy}", "starts afresh"))
    if not is_reconstructed:
        return by_policy
    return dict.fromkeys(RECONSTRUCTED_WAIVERS, ("backfill", "months apart, and nobody works with them")) | by_policy


def check_waivers(thresholds: Sequence[Row], waivers: Mapping[str, str]) -> None:
    """InputError unless every waived check exists, may be waived, and has a reason."""
    waivable = sorted({row.text("check") for row in thresholds if row.flag("waivable")})
    known = expected_checks(thresholds)
    for check, reason in waivers.items():
        if check not in known:
            raise InputError(f"--accept {check}: there is no such check", remedy=f"one of {', '.join(waivable)}")
        if check not in waivable:
            raise InputError(
                f"--accept {check}: this check can never be waived",
                remedy=f"mend what it found; waivable are {', '.join(waivable)}",
            )
        if not reason.strip():
            raise InputError(f"--accept {check}: a waiver needs a reason", remedy="add --reason TEXT")
