"""From a candidate to a release: verification that fails closed, exports, manifest, and one rename.

A crash leaves `<id>.tmp/`, which the next refresh removes, or the whole `<id>/`; `current` never moves here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from orchestration.lib.releases import checks as recorded
from orchestration.lib.releases import comments, content, stamps
from orchestration.lib.releases.comments import Described
from orchestration.lib.releases.files import fsync_tree, remove, rename_durably, sha256, write_durably
from orchestration.lib.releases.manifest import Artifact, Manifest, ReleaseProblem, TableFacts
from orchestration.lib.releases.release import APPROVAL, MANIFEST, Candidate, Release, load
from orchestration.lib.releases.stamps import STAMPS
from orchestration.lib.releases.store import REPLACED

OnStep = Callable[[str], None]


def no_step(name: str) -> None:
    """The default of `on_step`, which is told the name of each step that is done: "verified", "renamed", ..."""


def seal(
    candidate: Candidate,
    manifest: Manifest,
    checks: Iterable[object],
    *,
    expected: Collection[str],
    marts: Collection[str],
    described: Mapping[str, Described] | None = None,
    on_step: OnStep = no_step,
) -> Release:
    """Verifies and completes the candidate and renames it to `<id>/`; every connection to its database must be closed.

    `checks`: one mapping or object with ReleaseCheck's fields per recorded result; `expected`: names of the checks that
    must be among them; `marts`: names of the tables that must be there; `described`: what tables mean. Raises
    GateRefused when a result is missing, errored or empty, ReleaseProblem when the candidate is not complete or not the
    same after it was closed.
    """
    results = [recorded.ReleaseCheck.model_validate(check) for check in checks]
    _require_files(candidate)
    recorded.write_json(candidate.checks, results)
    written = _write_and_close(candidate.database, results, described or {})
    on_step("closed")
    tables = _verify(candidate, manifest, written, expected=expected, marts=marts)
    on_step("verified")
    _export(candidate, tables)
    on_step("exported")
    complete = manifest.model_copy(
        update={"duckdb_version": duckdb.__version__, "tables": tables, "artifacts": _artifacts(candidate.folder)}
    )
    fsync_tree(candidate.folder)
    on_step("synced")
    write_durably(candidate.manifest_file, complete.to_json())
    on_step("manifest written")
    return load(_put_in_place(candidate, on_step))


def _require_files(candidate: Candidate) -> None:
    wanted = {
        "tiers.duckdb": candidate.database.is_file(),
        "a quality page": candidate.quality_page.is_file() and candidate.quality_page.stat().st_size > 0,
        "its configuration": any(candidate.config.rglob("*.csv")),
    }
    missing = [name for name, is_there in wanted.items() if not is_there]
    if missing:
        raise ReleaseProblem(f"candidate {candidate.release_id} lacks {', '.join(missing)}")


def _write_and_close(
    database: Path, results: list[recorded.ReleaseCheck], described: Mapping[str, Described]
) -> dict[str, TableFacts]:
    """Adds release_checks and comments and closes the file for good; the facts are those seen by the writer."""
    with content.connect(database) as connection:
        recorded.write(connection, results)
        comments.write(connection, described)
        tables = content.tables_of(connection)
        connection.execute("checkpoint")
    return tables


def _verify(
    candidate: Candidate,
    manifest: Manifest,
    written: Mapping[str, TableFacts],
    *,
    expected: Collection[str],
    marts: Collection[str],
) -> dict[str, TableFacts]:
    """Re-reads the closed file: the same content, every mart, this release's id, every expected check."""
    if candidate.database.with_name(f"{candidate.database.name}.wal").exists():
        raise ReleaseProblem(f"candidate {candidate.release_id} was not closed: its .wal is still there")
    with content.connect(candidate.database, read_only=True) as connection:
        found = content.tables_of(connection)
        if found != written:
            changed = sorted(name for name in {*found, *written} if found.get(name) != written.get(name))
            raise ReleaseProblem(f"candidate {candidate.release_id} changed while it was closed: {', '.join(changed)}")
        if missing := sorted(set(marts) - set(found)):
            raise ReleaseProblem(f"candidate {candidate.release_id} lacks marts: {', '.join(missing)}")
        ids = connection.execute("select release_id from marts.release_info").fetchall()
        if ids != [(manifest.release_id,)]:
            raise ReleaseProblem(f"marts.release_info is not that of {manifest.release_id}: {ids}")
        recorded.refuse_unless_complete(recorded.read(connection), expected)
    return found


def _export(candidate: Candidate, tables: Mapping[str, TableFacts]) -> None:
    """One mart per core at a time, because a mart of few rows keeps one core busy; the largest begin."""
    candidate.exports.mkdir(exist_ok=True)
    largest_first = sorted(tables, key=lambda mart: (-tables[mart].rows, mart))

    def export(mart: str) -> None:
        with content.connect(candidate.database, read_only=True) as connection:
            content.export(connection, mart, tables[mart], candidate.exports)
        for file in candidate.exports.glob(f"{mart}.*"):
            _protect(file)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for exported in [pool.submit(export, mart) for mart in largest_first]:
            exported.result()


def _artifacts(folder: Path) -> dict[str, Artifact]:
    """Every file of the candidate but the manifest and the stamps, which are written; all become read-only."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in {MANIFEST, STAMPS})
    for file in files:
        _protect(file)
    found = stamps.take(folder, stamps.now(folder))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        artifacts = {
            file.relative_to(folder).as_posix(): Artifact(bytes=file.stat().st_size, sha256=digest)
            for file, digest in zip(files, pool.map(sha256, files), strict=True)
        }
    stamps.write(folder, found)
    return artifacts


def _protect(file: Path) -> None:
    """Makes a file read-only; one that is stays as it is, so that its stamp tells when it was last written."""
    if file.stat().st_mode & 0o222:
        file.chmod(0o444)


def _put_in_place(candidate: Candidate, on_step: OnStep) -> Path:
    """`<id>.tmp/` becomes `<id>/`; a pruned or damaged release of that id makes room for its rebuilt self.

    Who approved it approved the same release: approval.json goes over.
    """
    place = candidate.folder.with_name(candidate.release_id)
    replaced = candidate.folder.with_name(f"{candidate.release_id}{REPLACED}")
    if place.exists():
        if (place / APPROVAL).exists():
            write_durably(candidate.folder / APPROVAL, (place / APPROVAL).read_text(encoding="utf-8"))
        place.rename(replaced)
        on_step("old one aside")
    rename_durably(candidate.folder, place)
    on_step("renamed")
    remove(replaced)
    return place
