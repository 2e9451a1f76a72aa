"""Measurements against thresholds: Great Expectations asserts, this module only says what each verdict means.

Every row of gates/gate_thresholds.csv that governs a measurement becomes one expectation on one query over the metrics
table, so a refresh needs one suite per gate and a handful of queries.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.configuration import Row
from orchestration.lib.errors import TieringError
from orchestration.lib.gates.results import SKIPPED, CheckResult, Severity, Verdict
from orchestration.lib.gates.thresholds import (
    MEASURED_CHECKS,
    SOURCE_CHECKS,
    Place,
    Threshold,
    Waivers,
    governing,
    standing_waivers,
)

METRICS: Mapping[str, str] = {"source": "gates.source_metrics", "release": "gates.gate_release_metrics"}
"""Per gate the table of its measurements: check_name, source, table_name, pool, tier, value, basis, detail."""

_METRICS_QUERY = """
    select
        row_number() over (order by check_name, source, table_name, pool, tier) as metric,
        check_name, source, table_name, pool, tier, cast(value as double) as value, basis, detail
    from {table}
"""
"""`metric` numbers the rows the same way in every query, because the columns it is ordered by identify a row."""


class GateError(TieringError):
    """A gate's measurements are not there or not usable: the refresh must end."""


@dataclass(frozen=True)
class Metric:
    """One row of a metrics table."""

    metric: int
    check: str
    place: Place
    value: float | None
    basis: Decimal | None
    """Where set, the limits are shares of it, rounded up: of 15 incumbents a limit of 0.35 lets 6 fall."""
    detail: str | None

    @property
    def is_skipped(self) -> bool:
        return self.value is None and (self.detail or "").startswith(SKIPPED)


@dataclass(frozen=True)
class Limit:
    """One expectation: the measurements held against one lower and upper limit of one threshold."""

    threshold: Threshold
    low: Decimal | None
    high: Decimal | None
    metrics: tuple[int, ...]

    def contains(self, metric: int) -> bool:
        """Whether the measurement is held against this limit."""
        return metric in self.metrics


Broken = dict[int, str | None]
"""metric -> None when it is outside the limit, else why it could not be asserted."""


def evaluate(
    warehouse: Path,
    *,
    gate: str,
    thresholds: Sequence[Row],
    waivers: Mapping[str, str],
    policy: str,
    is_reconstructed: bool = False,
) -> list[CheckResult]:
    """One result per measurement of the gate, and an error for each of its checks that was not measured.

    `warehouse`: the database with the gate's metrics table, closed by everybody who writes to it. `waivers`: check to
    reason (`check_waivers` has approved of them); `policy` and `is_reconstructed` may waive checks by themselves.
    GateError without metrics.
    """
    rows = [row for row in map(Threshold.of, thresholds) if row.gate == gate]
    metrics = read_metrics(warehouse, METRICS[gate])
    measured = [metric for metric in metrics if metric.value is not None]
    limits = _limits(rows, measured)
    broken = _assert(warehouse, METRICS[gate], limits)
    granted = standing_waivers(policy, is_reconstructed=is_reconstructed)
    granted |= {check: ("--accept", reason) for check, reason in waivers.items()}
    results = [_result(gate, metric, limits, broken, granted) for metric in metrics]
    named = {metric.check for metric in metrics}
    expected = [*(SOURCE_CHECKS if gate == "source" else MEASURED_CHECKS), *(row.check for row in rows)]
    missing = [check for check in dict.fromkeys(expected) if check not in named]
    return results + [_error(gate, check, "nothing was measured") for check in missing]


def read_metrics(warehouse: Path, table: str) -> list[Metric]:
    """All measurements of a gate. GateError when there are none, or two of one check and place."""
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            rows = connection.execute(f"{_METRICS_QUERY.format(table=table)} order by metric").fetchall()
    except duckdb.Error as error:
        raise GateError(f"the measurements in {table} cannot be read: {error}") from error
    if not rows:
        raise GateError(f"{table} is empty: nothing was measured")
    metrics = [
        Metric(
            metric=number,
            check=check,
            place={"source": source, "table": name, "pool": pool, "tier": None if tier is None else str(tier)},
            value=value,
            basis=None if basis is None else Decimal(str(basis)),
            detail=detail,
        )
        for number, check, source, name, pool, tier, value, basis, detail in rows
    ]
    places = {(metric.check, *metric.place.values()) for metric in metrics}
    if len(places) < len(metrics):
        raise GateError(f"{table} measures one check twice in one place")
    return metrics


def _limits(thresholds: Sequence[Threshold], metrics: Sequence[Metric]) -> list[Limit]:
    """The expectations of a gate, those that stop first: a value that breaks both limits is refused, not just told."""
    groups: dict[tuple[int, Decimal | None, Decimal | None], list[int]] = {}
    for metric in metrics:
        for threshold in governing(thresholds, metric.check, metric.place):
            key = (thresholds.index(threshold), *threshold.limits(metric.basis))
            groups.setdefault(key, []).append(metric.metric)
    limits = [Limit(thresholds[index], low, high, tuple(numbers)) for (index, low, high), numbers in groups.items()]
    return sorted(limits, key=lambda limit: limit.threshold.severity != "stop")


def _assert(warehouse: Path, table: str, limits: Sequence[Limit]) -> dict[int, Broken]:
    """What Great Expectations says: per limit (by position) the measurements that are not within it."""
    if not limits:
        return {}
    columns = [
        f"case when metric in ({', '.join(map(str, limit.metrics))}) then value end as limit_{index}"
        for index, limit in enumerate(limits)
    ]
    query = f"select metric, {', '.join(columns)} from ({_METRICS_QUERY.format(table=table)}) as metrics"
    outcomes = validate(
        warehouse,
        query,
        [(f"limit_{index}", _plain(limit.low), _plain(limit.high)) for index, limit in enumerate(limits)],
        key="metric",
        rows=len({number for limit in limits for number in limit.metrics}),
    )
    return {index: _broken(limit, outcome) for index, (limit, outcome) in enumerate(zip(limits, outcomes, strict=True))}


def _plain(limit: Decimal | None) -> float | None:
    return None if limit is None else float(limit)


def _broken(limit: Limit, outcome: Mapping[str, Any]) -> Broken:
    """An exception counts as failed, and so does an expectation that saw other rows than it was meant for."""
    problem = _exception(outcome["exception_info"])
    seen = outcome["result"].get("element_count", 0) - outcome["result"].get("missing_count", 0)
    if problem is None and seen != len(limit.metrics):
        problem = f"Great Expectations saw {seen} of {len(limit.metrics)} values"
    outside = {row["metric"] for row in outcome["result"].get("unexpected_index_list") or ()}
    if problem is None and len(outside) != outcome["result"]["unexpected_count"]:
        problem = "Great Expectations does not say which values are outside the limits"
    if problem is not None:
        return dict.fromkeys(limit.metrics, problem)
    return dict.fromkeys(outside)


def _exception(info: Mapping[str, Any]) -> str | None:
    """The message of the exception in GX's `exception_info`, which is one record or one record per metric."""
    records = [info] if "raised_exception" in info else list(info.values())
    return next((record["exception_message"] for record in records if record["raised_exception"]), None)


def validate(
    database: Path,
    query: str,
    limits: Sequence[tuple[str, float | None, float | None]],
    *,
    key: str,
    rows: int,
) -> list[Mapping[str, Any]]:
    """Runs one Great Expectations suite on a query, read-only, pushed down into DuckDB; one outcome per limit.

    `limits`: column, lowest and highest value (None: open); a null is not held against them. `key`: the column that
    names failing rows in `unexpected_index_list`; `rows`: how many the query has. The import takes seconds, hence here.
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from orchestration.lib.gates.dialect import ENGINE_ARGUMENTS, address

    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)  # tells of its folders
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql("gate", connection_string=address(database), kwargs=ENGINE_ARGUMENTS)
    try:
        batch = source.add_query_asset("metrics", query).add_batch_definition_whole_table("all").get_batch()
        suite = gx.ExpectationSuite(
            name="thresholds",
            expectations=[
                gx.expectations.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high)
                for column, low, high in limits
            ],
        )
        outcome = batch.validate(
            suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [key],
                "partial_unexpected_count": rows,  # it also cuts unexpected_index_list
            },
        )
        by_column = {result.expectation_config.kwargs["column"]: result.to_json_dict() for result in outcome.results}
        return [by_column[column] for column, _, _ in limits]
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _result(
    gate: str,
    metric: Metric,
    limits: Sequence[Limit],
    broken: Mapping[int, Broken],
    waivers: Waivers,
) -> CheckResult:
    """The verdict on one measurement; the limit shown is the one it broke, else the one that stops."""
    if metric.is_skipped:
        return _shown(gate, metric, "stop", "skipped")
    own = [index for index, limit in enumerate(limits) if limit.contains(metric.metric)]
    if metric.value is None:
        return _error(gate, metric.check, metric.detail or "no value was measured", metric)
    if not own:
        return _error(gate, metric.check, "no row of gates/gate_thresholds.csv is about it", metric)
    for index in own:
        limit = limits[index]
        if metric.metric in broken[index]:
            problem = broken[index][metric.metric]
            if problem is not None:
                return _error(gate, metric.check, problem, metric)
            return _outside(gate, metric, limit, waivers)
    first = limits[own[0]]
    return _shown(gate, metric, first.threshold.severity, "pass", first)


def _outside(gate: str, metric: Metric, limit: Limit, waivers: Waivers) -> CheckResult:
    threshold = limit.threshold
    if threshold.severity == "warn":
        return _shown(gate, metric, "warn", "warn", limit)
    waived: dict[str, str] = {}
    if threshold.waivable and metric.check in waivers:
        waived = dict(zip(("waiver", "waiver_reason"), waivers[metric.check], strict=True))
    return _shown(gate, metric, "stop", "waived" if waived else "fail", limit, **waived)


def _shown(
    gate: str, metric: Metric, severity: Severity, result: Verdict, limit: Limit | None = None, **waived: str
) -> CheckResult:
    return CheckResult.model_validate(
        {
            "gate": gate,
            "check": metric.check,
            **metric.place,
            "value": metric.value,
            "min_value": _plain(limit.low) if limit else None,
            "max_value": _plain(limit.high) if limit else None,
            "severity": severity,
            "result": result,
            "waivable": bool(limit and limit.threshold.waivable),
            "detail": metric.detail,
            **waived,
        }
    )


def _error(gate: str, check: str, detail: str, metric: Metric | None = None) -> CheckResult:
    place = metric.place if metric else {}
    value = metric.value if metric else None
    return CheckResult.model_validate(
        {"gate": gate, "check": check, **place, "value": value, "severity": "stop", "result": "error", "detail": detail}
    )
