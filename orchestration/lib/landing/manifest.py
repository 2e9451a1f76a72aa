"""Which raw files make up a refresh, and the ledger that remembers in which order they came (INPUTS.md)."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from orchestration.lib.errors import TieringError
from orchestration.lib.landing.columns_map import Mode


class FieldIssue(BaseModel):
    """Cells of a raw file that were kept as missing."""

    model_config = ConfigDict(frozen=True)

    column_name: str
    issue: str
    rows: int


class LandedFile(BaseModel):
    """One landing file as it stands in raw."""

    model_config = ConfigDict(frozen=True)

    source: str
    table: str
    landing_path: str
    """Relative to the landing folder, with `/`."""
    raw_file: str
    """Hash of bytes, contract and columns.yml entry: the name of the raw file without its extension."""
    file_order: int
    """Order of landing, from 1."""
    mode: Mode
    lines_in: int
    rows_kept: int
    rows_rejected: int
    landed_bytes: int
    raw_sha256: str
    """SHA-256 (hex) over the bytes of the raw file and then of its rejects: what `altered` holds raw against."""
    field_issues: tuple[FieldIssue, ...] = ()

    @property
    def raw_path(self) -> str:
        """Relative to the raw folder."""
        return f"{self.source}/{self.table}/{self.raw_file}.parquet"

    @property
    def rejects_path(self) -> str:
        """Relative to the raw folder; the file is there when lines were rejected."""
        return f"{self.source}/{self.table}/{self.raw_file}.rejects.parquet"


def raw_sha256(*parts: Path) -> str:
    """SHA-256 (hex) over the bytes of the files that are there, one after the other."""
    digest = hashlib.sha256()
    for part in parts:
        if part.exists():
            with part.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


class LoadManifest(BaseModel):
    """The raw files of one refresh, in order of landing."""

    model_config = ConfigDict(frozen=True)

    files: list[LandedFile]
    is_demo: bool = False

    @property
    def input_hash(self) -> str:
        """SHA-256 over the list of raw files, their tables and their order."""
        facts = [[file.source, file.table, file.raw_file, file.landing_path] for file in self.files]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def altered(load: LoadManifest, raw: Path) -> list[LandedFile]:
    """The files whose bytes in raw are not those that were landed, or that are gone. Reads every byte."""
    return [file for file in load.files if raw_sha256(raw / file.raw_path, raw / file.rejects_path) != file.raw_sha256]


class LedgerEntry(BaseModel):
    """One landing of one file: a line of raw/ledger.jsonl."""

    model_config = ConfigDict(frozen=True)

    file: LandedFile
    size: int
    mtime_ns: int
    sha256: str
    is_demo: bool
    landed_at: str
    """ISO 8601, UTC; for people only."""


def read_ledger(raw: Path) -> list[LedgerEntry]:
    """The landings so far, in order. A last line that a crash cut off is no landing."""
    path = raw / "ledger.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        return [LedgerEntry.model_validate_json(line) for line in lines[:-1]]
    except ValueError as error:
        raise TieringError(
            f"{path}: the ledger of landed files is damaged ({error}) -> restore it from a backup"
        ) from error


def append_to_ledger(raw: Path, entries: list[LedgerEntry]) -> None:
    """Appends landings and makes them durable. What a crash left of an unfinished line is cut off first."""
    if not entries:
        return
    raw.mkdir(parents=True, exist_ok=True)
    with (raw / "ledger.jsonl").open("ab+") as ledger:
        ledger.seek(0)
        whole = ledger.read().rpartition(b"\n")
        ledger.truncate(len(whole[0]) + len(whole[1]))
        ledger.write("".join(entry.model_dump_json() + "\n" for entry in entries).encode())
        ledger.flush()
        os.fsync(ledger.fileno())
    sync_folder(raw)


def replace_durably(complete: Path, target: Path) -> None:
    """Gives a complete file the name `target`, in the place of what had it, durably."""
    with complete.open("rb") as written:
        os.fsync(written.fileno())
    complete.rename(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
