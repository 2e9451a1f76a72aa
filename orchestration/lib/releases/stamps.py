"""Which CSV exports of a release nobody has touched since they were hashed: `stamps.json` beside its manifest.

They are most of a release's bytes, and nothing is computed from them, so that they are not read again until something
about the file has changed (docs/decisions/0021). Without stamps every file is read.
"""

from __future__ import annotations

import json
from pathlib import Path

STAMPS = "stamps.json"
GRAIN = 2_000_000_000
"""Nanoseconds that the coarsest clock of a file system takes for one moment."""

Stamps = dict[str, list[int]]
"""Path within the release -> size, times of the last change of bytes and of anything at all (ns), inode."""


def now(folder: Path) -> int:
    """The moment (ns) by the clock of the disk that `folder` lies on; leaves an empty `stamps.json`."""
    file = folder / STAMPS
    file.write_text("", encoding="utf-8")
    return file.stat().st_mtime_ns


def take(folder: Path, moment: int) -> Stamps:
    """Stamps of the exports that are older than `moment`; to be taken after it, and before the bytes are hashed.

    A younger file could change once more at what its disk's clock takes for the same time.
    """
    stamps = {f"exports/{file.name}": _stamp(file) for file in sorted((folder / "exports").glob("*.csv"))}
    return {name: stamp for name, stamp in stamps.items() if max(stamp[1:3]) < moment - GRAIN}


def write(folder: Path, stamps: Stamps) -> None:
    (folder / STAMPS).write_text(json.dumps(stamps, indent=2) + "\n", encoding="utf-8")


def untouched(folder: Path) -> set[str]:
    """The files, as paths within the release, of which everything is as it was; none when one is missing."""
    try:
        stamps: Stamps = json.loads((folder / STAMPS).read_text(encoding="utf-8"))
        return {name for name, stamp in stamps.items() if _stamp(folder / name) == stamp}
    except (OSError, ValueError, AttributeError):
        return set()


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
