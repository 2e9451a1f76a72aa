"""TIERING_PUBLISH_TO: the marts as files for readers elsewhere, complete or not at all.

`<target>/<id>/` holds one release's exports, every mart as Parquet and as CSV; `current.json` names the folder to read
and is replaced in one step, as is the symlink `current` where the target has symlinks.
See docs/decisions/0024-publishing-to-a-share.md.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
from pathlib import Path

from orchestration.lib.errors import TieringError
from orchestration.lib.releases import content
from orchestration.lib.releases.files import fsync_tree, point_durably, remove, rename_durably, write_durably
from orchestration.lib.releases.release import MANIFEST, Release
from orchestration.lib.releases.seal import OnStep, no_step
from orchestration.lib.sql import parquet

POINTER = "current.json"
NO_SYMLINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EACCES, errno.EINVAL}


def publish_to(release: Release, target: Path, *, on_step: OnStep = no_step) -> None:
    """Copies the exports and the manifest of a release to `target` and points there; copies nothing that is there.

    The release named before stays, for readers in the middle of it; older ones that this function wrote are removed.
    Raises TieringError when the target cannot be written; what was there before still stands.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        if (target / "current").is_dir() and not (target / "current").is_symlink():
            raise FileExistsError("its folder 'current' is somebody else's -> rename it")
        release_id, before = _pointed(target)
        previous = before if release_id == release.id else release_id
        if not _is_complete(release, target / release.id):
            _copy(release, target, on_step)
        _point(release, target, previous)
        on_step("pointed")
        _tidy(target, keep={release.id, previous})
    except OSError as error:
        raise TieringError(f"{release.id} is published, but could not be copied to {target}: {error}") from error


def _pointed(target: Path) -> tuple[str | None, str | None]:
    """The release the target names, and the one it named before."""
    try:
        pointer = json.loads((target / POINTER).read_text(encoding="utf-8"))
        return pointer["release_id"], pointer["previous"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None, None


def _exports(release: Release) -> dict[str, int]:
    """File name -> size in bytes."""
    found = {Path(name): artifact.bytes for name, artifact in release.manifest.artifacts.items()}
    return {path.name: size for path, size in found.items() if path.parts[0] == "exports"}


def _only_parquet(release: Release) -> set[str]:
    """The marts of more rows than a spreadsheet opens, of which the release has no CSV."""
    exports = _exports(release)
    return {mart for mart in release.manifest.tables if f"{mart}.csv" not in exports}


def _is_complete(release: Release, folder: Path) -> bool:
    files = {path.name: path.stat().st_size for path in folder.iterdir()} if folder.is_dir() else {}
    whole = all(files.get(name) == size for name, size in _exports(release).items())
    return MANIFEST in files and whole and all(f"{mart}.csv" in files for mart in _only_parquet(release))


def _copy(release: Release, target: Path, on_step: OnStep) -> None:
    """Into a folder of another name first; the manifest last, so that a folder with one is whole."""
    scratch = target / f"{release.id}.tmp"
    remove(scratch)
    scratch.mkdir()
    for name in _exports(release):
        shutil.copyfile(release.exports / name, scratch / name)
        on_step(f"copied {name}")
    with content.connect() as connection:
        for mart in sorted(_only_parquet(release)):
            content.export_csv(connection, parquet(scratch / f"{mart}.parquet"), scratch / f"{mart}.csv")
            on_step(f"written {mart}.csv")
    shutil.copyfile(release.manifest_file, scratch / MANIFEST)
    fsync_tree(scratch)
    remove(target / release.id)
    rename_durably(scratch, target / release.id)


def _point(release: Release, target: Path, previous: str | None) -> None:
    as_of = release.as_of.isoformat()
    pointer = {"release_id": release.id, "as_of": as_of, "folder": release.id, "previous": previous}
    write_durably(target / POINTER, json.dumps(pointer) + "\n")
    try:
        point_durably(target / "current", release.id)
    except OSError as error:
        if error.errno not in NO_SYMLINKS:
            raise


def _tidy(target: Path, keep: set[str | None]) -> None:
    for folder in target.iterdir():
        name = folder.name.removesuffix(".tmp")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}", name):
            continue
        if name not in keep and (folder.name.endswith(".tmp") or (folder / MANIFEST).exists()):
            remove(folder)
