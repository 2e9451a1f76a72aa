"""A release and its candidate: the files in one folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from orchestration.lib.releases.files import sha256
from orchestration.lib.releases.manifest import Manifest, ReleaseProblem
from orchestration.lib.releases.stamps import untouched

MANIFEST = "manifest.json"
PRUNED = "pruned"
APPROVAL = "approval.json"
CONFIG_CHANGES = "config_changes.json"
REFUSAL = "refusal.txt"
"""In the folder of a refused candidate: what was refused, a line per check, those of its examples indented."""


@dataclass(frozen=True)
class Layout:
    """Where things lie in the folder of a release or a candidate."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "tiers.duckdb"

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def quality_page(self) -> Path:
        return self.folder / "quality.html"

    @property
    def checks(self) -> Path:
        return self.folder / "checks.json"

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def config_changes(self) -> Path:
        """What its configuration changed from that of the release it was built on."""
        return self.folder / CONFIG_CHANGES

    @property
    def review(self) -> Path:
        """The review pack that a proposal comes with; other releases have none."""
        return self.folder / "review"

    @property
    def manifest_file(self) -> Path:
        return self.folder / MANIFEST


@dataclass(frozen=True)
class Candidate(Layout):
    """A release being built in `<id>.tmp/`; nobody reads it before it is sealed."""

    release_id: str

    def write_configuration(self, config: Path) -> None:
        """Copies the configuration in force (CSV files only) into the candidate."""
        for file in sorted(config.rglob("*.csv")):
            target = self.config / file.relative_to(config)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


@dataclass(frozen=True)
class Refused(Layout):
    """A candidate that a gate refused, kept for a look."""

    @property
    def release_id(self) -> str:
        return self.folder.stem

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.folder.name[:10])

    @property
    def refusal(self) -> str:
        """What was refused, in words (REFUSAL)."""
        return (self.folder / REFUSAL).read_text(encoding="utf-8")

    @property
    def refused_by(self) -> list[str]:
        """The checks with their places, such as `volume_drop (crm/accounts)`."""
        lines = [line for line in self.refusal.splitlines() if not line.startswith(" ")]
        return list(dict.fromkeys(line.partition(":")[0] for line in lines))


@dataclass(frozen=True)
class Release(Layout):
    """A sealed release: its files never change again (approval.json apart, and pruning, which leaves a mark)."""

    manifest: Manifest

    @property
    def id(self) -> str:
        return self.manifest.release_id

    @property
    def as_of(self) -> date:
        return self.manifest.as_of

    @property
    def is_pruned(self) -> bool:
        """True when only its manifest and configuration are kept."""
        return (self.folder / PRUNED).exists()

    @property
    def approved_by(self) -> str | None:
        """Who approved it, with the refresh or later; None when nobody has."""
        file = self.folder / APPROVAL
        if not file.exists():
            return self.manifest.approved_by
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["approved_by"])
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseProblem(f"{file} cannot be read ({error}) -> restore it from a backup") from error

    def problem(self, *, thorough: bool = False) -> str | None:
        """What is wrong with its files, or None: presence and size, and with `thorough` every byte (SHA-256).

        Of CSV exports that nobody has touched since they were sealed the bytes are not read again (stamps.py).
        """
        if self.is_pruned:
            return f"release {self.id} was pruned: only its manifest and configuration are kept"
        known = untouched(self.folder) if thorough else set()
        for name, artifact in self.manifest.artifacts.items():
            file = self.folder / name
            if not file.is_file():
                return f"release {self.id} is damaged: {name} is missing"
            is_read = thorough and name not in known
            if file.stat().st_size != artifact.bytes or (is_read and sha256(file) != artifact.sha256):
                return f"release {self.id} is damaged: {name} is not the file that was published"
        return None


def load(folder: Path) -> Release:
    """The release in `folder`; raises ReleaseProblem when there is no readable manifest, or another release's."""
    file = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError) as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise ReleaseProblem(f"release {folder.name} is damaged: {MANIFEST} {reason}") from error
    if manifest.release_id != folder.name:
        raise ReleaseProblem(f"release {folder.name} is damaged: its {MANIFEST} is that of {manifest.release_id}")
    return Release(folder=folder, manifest=manifest)
