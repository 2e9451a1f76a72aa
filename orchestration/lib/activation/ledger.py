"""What was handed out, to whom and when: `<home>/handouts/<target>/<number>-<release id>/`.

The folder is the entry of the ledger: it is filled under another name and gets its own in one step, so that a file is
handed out together with the note of it, or not at all (docs/decisions/0061-a-hand-out-is-its-own-note.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.lib.errors import InputError
from orchestration.lib.releases.files import fsync_tree, remove, rename_durably

NOTE = "handout.json"
SCRATCH = ".tmp"


class HandedFile(BaseModel):
    """One file: how many rows below its header, and the SHA-256 (hex) of its bytes."""

    model_config = ConfigDict(frozen=True)

    rows: int
    sha256: str


class HandOut(BaseModel):
    """One entry: which files of which release went to which target."""

    model_config = ConfigDict(frozen=True)

    target: str
    number: int
    release_id: str
    as_of: date
    files: dict[str, HandedFile]
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Written:
    """What a target's files are, nothing when `files` is empty; `left_out` says which rows could not be told."""

    files: dict[str, HandedFile]
    left_out: str | None = None


class Ledger:
    """The hand-outs to one target; the caller holds their lock."""

    def __init__(self, handouts: Path, target: str) -> None:
        self.folder, self.target = handouts / target, target

    def entries(self) -> list[HandOut]:
        """Every hand-out, oldest first. Raises InputError where one cannot be read: what was told is then unknown."""
        folders = self.folder.glob("[0-9]*-*") if self.folder.exists() else ()
        found = [_read(folder) for folder in folders if not folder.name.endswith(SCRATCH)]
        return sorted(found, key=lambda entry: entry.number)

    def place(self, entry: HandOut) -> Path:
        """The folder of a hand-out."""
        return self.folder / f"{entry.number:05d}-{entry.release_id}"

    def begin(self) -> Path:
        """An empty folder to fill; what a dead process left is removed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for leftover in self.folder.glob(f"*{SCRATCH}"):
            remove(leftover)
        scratch = self.folder / f"next{SCRATCH}"
        scratch.mkdir()
        return scratch

    def commit(self, scratch: Path, entry: HandOut) -> None:
        """Makes the filled folder the newest entry, in one step."""
        (scratch / NOTE).write_text(entry.model_dump_json(indent=2) + "\n", encoding="utf-8")
        fsync_tree(scratch)
        rename_durably(scratch, self.place(entry))


def _read(folder: Path) -> HandOut:
    try:
        return HandOut.model_validate_json((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        rule = f"the note of a hand-out cannot be read ({type(error).__name__})"
        remedy = "restore it, or remove the folder to have everything in it handed out again"
        raise InputError(rule, file=folder / NOTE, remedy=remedy) from error
