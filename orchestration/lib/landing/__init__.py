"""Landing: files as people and tools drop them become immutable, typed raw Parquet (INPUTS.md).

`find` lists the files, `inspect` checks them, neither writes anything; `land` writes what is new and says of which raw
files the refresh consists; `create_raw_views` shows exactly these to dbt.
"""

from orchestration.lib.landing.files import find
from orchestration.lib.landing.land import land
from orchestration.lib.landing.manifest import FieldIssue, LandedFile, LoadManifest, altered, read_ledger
from orchestration.lib.landing.plan import FEEDBACK, LandingPlan, inspect, is_feedback
from orchestration.lib.landing.views import create_raw_views, raw_columns, raw_lineage

__all__ = [
    "FEEDBACK",
    "FieldIssue",
    "LandedFile",
    "LandingPlan",
    "LoadManifest",
    "altered",
    "create_raw_views",
    "find",
    "inspect",
    "is_feedback",
    "land",
    "raw_columns",
    "raw_lineage",
    "read_ledger",
]
