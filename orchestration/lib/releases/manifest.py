"""The manifest: everything a release was made from and consists of, as JSON beside it, kept for ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from orchestration.lib.errors import TieringError


class ReleaseProblem(TieringError):
    """A release, or the pointer to it, is damaged; the message says which and how."""


class TableFacts(BaseModel):
    """One mart as published: row count, and a hash of its columns and rows that does not depend on row order."""

    model_config = ConfigDict(frozen=True)

    rows: int
    content_hash: str


class Artifact(BaseModel):
    """One file of a release: size in bytes and SHA-256 (hex)."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a release was made from (ARCHITECTURE, "Release id") and consists of; field order is the order in the file.

    `supersedes` is the release that was current when this one was built; `approved_by` names an approval given with the
    refresh itself (a later one stands in approval.json). `seal` fills duckdb_version, tables and artifacts.
    """

    model_config = ConfigDict(frozen=True)

    release_id: str
    as_of: date
    policy: str
    policy_reason: str | None = None
    scoring_version: str
    config_hash: str
    input_hash: str
    code_version: str
    previous_release_id: str | None
    supersedes: str | None
    files: list[dict[str, Any]]
    waivers: dict[str, str]
    approved_by: str | None = None
    proposed: bool = False
    requires_approval: bool = False
    is_reconstructed: bool = False
    is_demo: bool = False
    gap_days: int
    created_at: datetime
    duckdb_version: str = ""
    tables: dict[str, TableFacts] = {}
    artifacts: dict[str, Artifact] = {}

    @property
    def needs_approval(self) -> bool:
        """True when a person must approve it before it may be published."""
        return (self.proposed or self.requires_approval) and self.approved_by is None

    def to_json(self) -> str:
        return self.model_dump_json(indent=2) + "\n"
