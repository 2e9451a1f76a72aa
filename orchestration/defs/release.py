"""The release: sealed, then published by one pointer."""

import dagster as dg

from orchestration.defs.landing import AS_OF, EACH_DAY
from orchestration.defs.resources import RefreshResource
from orchestration.defs.warehouse import candidate_marts
from orchestration.lib import progress


@dg.asset(
    deps=[candidate_marts],
    group_name="release",
    kinds={"duckdb"},
    partitions_def=AS_OF,
    backfill_policy=EACH_DAY,
)
def release(refresh: RefreshResource) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Verifies and seals the candidate, moves `releases/current` (or keeps a proposal), then prunes old releases."""
    outcome = refresh.run.publish()
    progress.ended(outcome)
    return dg.MaterializeResult(
        metadata={"release_id": outcome.release_id, "state": outcome.state, "message": outcome.message}
    )
