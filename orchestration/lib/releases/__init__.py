"""Releases: what is published, how it gets there, and how to go back (ARCHITECTURE, "One sentence")."""

from orchestration.lib.releases.checks import Gate, ReleaseCheck
from orchestration.lib.releases.comments import described_marts
from orchestration.lib.releases.content import facts_of_marts
from orchestration.lib.releases.difference import RowDifference, differing_marts, first_difference
from orchestration.lib.releases.identity import code_version, release_id
from orchestration.lib.releases.manifest import Artifact, Manifest, ReleaseProblem, TableFacts
from orchestration.lib.releases.pointer import publish, rollback, rollback_target
from orchestration.lib.releases.published import (
    contracted_marts,
    create_published_configuration,
    create_published_views,
)
from orchestration.lib.releases.release import REFUSAL, Candidate, Refused, Release
from orchestration.lib.releases.retention import kept, retain
from orchestration.lib.releases.seal import seal
from orchestration.lib.releases.share import publish_to
from orchestration.lib.releases.store import Standing, Store

__all__ = [
    "REFUSAL",
    "Artifact",
    "Candidate",
    "Gate",
    "Manifest",
    "Refused",
    "Release",
    "ReleaseCheck",
    "ReleaseProblem",
    "RowDifference",
    "Standing",
    "Store",
    "TableFacts",
    "code_version",
    "contracted_marts",
    "create_published_configuration",
    "create_published_views",
    "described_marts",
    "differing_marts",
    "facts_of_marts",
    "first_difference",
    "kept",
    "publish",
    "publish_to",
    "release_id",
    "retain",
    "rollback",
    "rollback_target",
    "seal",
]
