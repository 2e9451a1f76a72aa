"""Landing: one asset per source table, so that lineage in the UI goes down to what was dropped into the folder."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.defs.resources import RefreshResource
from orchestration.lib import progress
from orchestration.lib.contracts import load_contracts
from orchestration.lib.settings import PROJECT
from orchestration.runner import FIRST_DAY

AS_OF = dg.DailyPartitionsDefinition(start_date=FIRST_DAY.isoformat(), end_offset=1)
"""as_of, the last day included; today is a partition from its first minute."""

# A backfill policy on an asset is "beta" in the pinned Dagster; people who type a command need not read that.
warnings.filterwarnings("ignore", message=".*backfill_policy.*", category=dg.BetaWarning)

EACH_DAY = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
"""A backfill is one run per day, in order of time: each builds on the release before."""

FACTS = ("refresh", "landed_files", "rejects", "field_issues")
"""What the landing step records about itself, read by dbt as source `refresh`."""


def source_keys(models: Path = PROJECT / "models") -> list[dg.AssetKey]:
    """The landing tables of the source contracts, as dagster-dbt names them: [source, table]."""
    return [dg.AssetKey([source, table]) for source, table in load_contracts(models)]


def _landing_specs() -> Iterator[dg.AssetSpec]:
    for key in [*source_keys(), *(dg.AssetKey(["refresh", name]) for name in FACTS)]:
        yield dg.AssetSpec(key, group_name="landing", kinds={"duckdb", "parquet"}, skippable=True)


@dg.multi_asset(name="landing", specs=list(_landing_specs()), partitions_def=AS_OF, backfill_policy=EACH_DAY)
def landing(context: dg.AssetExecutionContext, refresh: RefreshResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Files to typed, immutable raw Parquet with rejects; yields nothing when the same inputs are already published."""
    run = refresh.run
    run.inspect()
    if not run.land():
        if run.outcome:
            context.log.info(run.outcome.message)
            progress.ended(run.outcome)
        return
    for key in context.selected_asset_keys:
        if key.path[0] == "refresh":
            yield dg.MaterializeResult(asset_key=key)
            continue
        files = [file for file in run.load.files if [file.source, file.table] == key.path]
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "files": len(files),
                "dagster/row_count": sum(file.rows_kept for file in files),
                "rejected": sum(file.rows_rejected for file in files),
            },
        )
