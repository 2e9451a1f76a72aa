"""The dbt models, in two steps: the warehouse (staging to tiers) and the candidate release (marts)."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.defs.landing import AS_OF, EACH_DAY
from orchestration.defs.resources import RefreshResource
from orchestration.lib import progress, warehouse

MANIFEST = warehouse.manifest_json()


class ByFolder(DagsterDbtTranslator):  # type: ignore[misc] # dagster-dbt has no types
    """The UI groups models as the tree does: staging, each part of intermediate, each of the marts, gates, seeds."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        _, *folders, _ = dbt_resource_props["fqn"]
        depth = 2 if folders[:1] in (["intermediate"], ["marts"]) else 1
        return "_".join(folders[:depth]) if dbt_resource_props["resource_type"] == "model" else "seeds"


TRANSLATOR = ByFolder(settings=DagsterDbtTranslatorSettings(enable_asset_checks=False))
"""The gates report what dbt's tests found: a Dagster check per test would cost more than the models themselves
(docs/decisions/0006-run-history-stays-cheap.md)."""


def _build(
    context: dg.AssetExecutionContext, refresh: RefreshResource, part: warehouse.Part, name: str
) -> Iterator[Any]:
    events: list[warehouse.Event] = []
    done = 0

    def on_event(event: warehouse.Event) -> None:
        nonlocal done
        if event["info"]["name"] == "LogStartLine":
            progress.step(name, done, int(event["data"].get("total", 0)))
        else:
            done += 1
            if event["info"]["name"] != "LogTestResult":
                events.append(event)

    try:
        refresh.run.build(part, on_event)
    finally:
        for event in events:
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(MANIFEST, TRANSLATOR, context)


@dbt_assets(
    manifest=MANIFEST,
    name="warehouse",
    select=" ".join(warehouse.WAREHOUSE["select"]),
    exclude=" ".join(warehouse.WAREHOUSE["exclude"]),
    partitions_def=AS_OF,
    backfill_policy=EACH_DAY,
    dagster_dbt_translator=TRANSLATOR,
)
def warehouse_models(context: dg.AssetExecutionContext, refresh: RefreshResource) -> Iterator[Any]:
    """Seeds, staging and intermediate models, with the tests that need nothing else."""
    yield from _build(context, refresh, warehouse.WAREHOUSE, "warehouse")


@dbt_assets(
    manifest=MANIFEST,
    name="candidate",
    select=" ".join(warehouse.CANDIDATE["select"]),
    exclude=" ".join(warehouse.CANDIDATE["exclude"]),
    partitions_def=AS_OF,
    backfill_policy=EACH_DAY,
    dagster_dbt_translator=TRANSLATOR,
)
def candidate_marts(context: dg.AssetExecutionContext, refresh: RefreshResource) -> Iterator[Any]:
    """The marts, built straight into the candidate release, and what the release gate measures of them."""
    yield from _build(context, refresh, warehouse.CANDIDATE, "candidate")
