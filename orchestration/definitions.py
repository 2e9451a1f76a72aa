"""Dagster's entry point: loads defs/, nothing else."""

from __future__ import annotations

import dagster as dg

from orchestration.defs import automation, gates, landing, release, warehouse
from orchestration.defs.resources import RefreshResource

defs = dg.Definitions(
    assets=[landing.landing, warehouse.warehouse_models, warehouse.candidate_marts, release.release],
    asset_checks=[gates.source_gate, gates.release_gate],
    jobs=[automation.daily_retier, automation.quarterly_retier],
    schedules=automation.schedules,
    sensors=[automation.landing_sensor, automation.notify_sensor],
    resources={"refresh": RefreshResource()},
)
