"""The gates: what is measured, which limits hold, what Great Expectations and dbt say, and how people are told.

`measure_sources` and the dbt model `gate_release_metrics` measure; `evaluate` holds the measurements against
gates/gate_thresholds.csv; `from_dbt` adds the integrity tests; `refused` says whether the refresh must end.
"""

from orchestration.lib.gates.dbt_results import from_dbt
from orchestration.lib.gates.evaluation import GateError, evaluate
from orchestration.lib.gates.page import quality_page
from orchestration.lib.gates.results import CheckResult, examples, refused, sentence
from orchestration.lib.gates.sources import measure_sources
from orchestration.lib.gates.thresholds import (
    INTEGRITY_CHECKS,
    MEASURED_CHECKS,
    RELEASE_CHECKS,
    SOURCE_CHECKS,
    check_waivers,
    expected_checks,
)

__all__ = [
    "INTEGRITY_CHECKS",
    "MEASURED_CHECKS",
    "RELEASE_CHECKS",
    "SOURCE_CHECKS",
    "CheckResult",
    "GateError",
    "check_waivers",
    "evaluate",
    "examples",
    "expected_checks",
    "from_dbt",
    "measure_sources",
    "quality_page",
    "refused",
    "sentence",
]
