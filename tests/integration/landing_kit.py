"""A landing folder in a few words, for the tests of landing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib import landing
from orchestration.lib.contracts import load_contracts
from orchestration.lib.landing import LoadManifest
from orchestration.lib.settings import PROJECT, Settings

CONTRACTS = load_contracts(PROJECT / "models")
ACCOUNTS = "account_id,name\n1,A\n"


@dataclass
class Place:
    """A landing folder with its home."""

    root: Path
    said: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(self.root / "landing", self.root / "home", self.root / "config")

    def put(self, files: Mapping[str, str | bytes]) -> Place:
        """Writes files by their path in the landing folder."""
        for name, content in files.items():
            path = self.settings.landing / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def land(self) -> LoadManifest:
        """Inspects and lands the folder."""
        plan = landing.inspect(self.settings, CONTRACTS)
        return landing.land(plan, self.settings, progress=self.said.append)

    def query(self, sql: str, manifest: LoadManifest | None = None) -> list[tuple[Any, ...]]:
        """Lands the folder (unless a manifest is given) and asks the raw views."""
        with duckdb.connect() as connection:
            landing.create_raw_views(connection, manifest or self.land(), self.settings, CONTRACTS)
            return connection.execute(sql).fetchall()

    def raw_files(self) -> dict[str, int]:
        """Raw files and when they were written."""
        return {path.name: path.stat().st_mtime_ns for path in self.settings.raw.rglob("*.parquet")}
