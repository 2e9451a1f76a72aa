"""Landing: files as people and tools drop them become immutable, typed raw Parquet (INPUTS.md).

`inspect` finds and checks the files and writes nothing; `land` writes what is new and says of which raw files the
refresh consists; `create_raw_views` shows exactly these to dbt.
"""

from orchestration.lib.landing.land import land
from orchestration.lib.landing.manifest import FieldIssue, LandedFile, LoadManifest, altered
from orchestration.lib.landing.plan import FEEDBACK, LandingPlan, inspect, is_feedback
from orchestration.lib.landing.pseudonyms import forget
from orchestration.lib.landing.views import create_raw_views

__all__ = [
    "FEEDBACK",
    "FieldIssue",
    "LandedFile",
    "LandingPlan",
    "LoadManifest",
    "altered",
    "create_raw_views",
    "forget",
    "inspect",
    "is_feedback",
    "land",
]
