"""The gates, as blocking asset checks: nothing downstream runs when one refuses."""

from collections.abc import Iterable, Iterator

import dagster as dg

from orchestration.defs.landing import source_keys
from orchestration.defs.resources import RefreshResource
from orchestration.lib import gates
from orchestration.lib.errors import GateRefused

ACCOUNT_TIERS = dg.AssetKey(["marts", "account_tiers"])


def _as_check(name: str, asset: dg.AssetKey, results: Iterable[gates.CheckResult]) -> dg.AssetCheckResult:
    """One asset check from all results under its name; a warning shows as a warning, a refusal as an error."""
    found = list(results)
    bad = [result for result in found if result.result in {"warn", "fail", "error"}]
    refused = gates.refused(bad)
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=asset,
        passed=not bad,
        severity=dg.AssetCheckSeverity.ERROR if refused else dg.AssetCheckSeverity.WARN,
        metadata={"measured": len(found), "findings": [gates.sentence(result) for result in bad]},
    )


@dg.multi_asset_check(
    name="source_gate",
    specs=[dg.AssetCheckSpec("source_gate", asset=key, blocking=True) for key in source_keys()],
)
def source_gate(refresh: RefreshResource) -> Iterator[dg.AssetCheckResult]:
    """Freshness, volume, keys, rejects: measured on raw before a model is built on it."""
    refused: GateRefused | None = None
    try:
        refresh.run.check_sources()
    except GateRefused as error:
        refused = error
    results = [result for result in refresh.run.results if result.gate == "source"]
    for key in source_keys():
        source, table = key.path
        yield _as_check("source_gate", key, (r for r in results if (r.source, r.table) == (source, table)))
    if refused:
        raise refused


@dg.multi_asset_check(
    name="release_gate",
    specs=[dg.AssetCheckSpec(name, asset=ACCOUNT_TIERS, blocking=True) for name in gates.RELEASE_CHECKS],
)
def release_gate(refresh: RefreshResource) -> Iterator[dg.AssetCheckResult]:
    """Integrity and stability of the candidate against what is published."""
    refused: GateRefused | None = None
    try:
        refresh.run.check_release()
    except GateRefused as error:
        refused = error
    results = refresh.run.results
    for name in gates.RELEASE_CHECKS:
        yield _as_check(name, ACCOUNT_TIERS, (r for r in results if r.gate == "release" and r.check == name))
    if refused:
        raise refused
