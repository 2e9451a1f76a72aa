"""Landing files to raw: immutable typed Parquet named by content, and the ledger last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.landing import files
from orchestration.lib.landing.assess import assess
from orchestration.lib.landing.manifest import (
    LandedFile,
    LedgerEntry,
    LoadManifest,
    append_to_ledger,
    raw_sha256,
    replace_durably,
)
from orchestration.lib.landing.plan import LandingPlan, PlannedFile
from orchestration.lib.landing.writing import write
from orchestration.lib.settings import Settings


def land(plan: LandingPlan, settings: Settings, *, progress: Callable[[str], None]) -> LoadManifest:
    """Lands what is new and says of which raw files the refresh consists; nothing is read twice.

    Raises TieringError when a file's lines are not all accounted for, InputError when a file changed since `inspect`.
    """
    latest = {entry.file.landing_path: entry for entry in plan.ledger}
    by_raw_path = {entry.file.raw_path: entry.file for entry in plan.ledger}
    order = max((entry.file.file_order for entry in plan.ledger), default=0)
    entries: list[LedgerEntry] = []
    for planned in plan.files:
        raw_path = f"{planned.contract.name}/{planned.raw_file}.parquet"
        before = latest.get(planned.landing_path)
        known = before.file if before else None
        is_standing = known is not None and known.raw_path == raw_path
        if planned.match is None and is_standing:
            continue
        if known is not None and is_standing:
            progress(f"{planned.landing_path}: its raw file was gone and is written again")
            # Its bytes may be others: pseudonyms of the forgotten are new.
            entries.append(_entry(plan, planned, _land(planned, settings, known.file_order)))
            continue
        if before is not None and before.sha256 == planned.sha256:
            place = before.file.file_order  # it is read in another way, and as old as it was
        else:
            place = order = order + 1
        landed = (
            _again(by_raw_path[raw_path], planned, place) if planned.match is None else _land(planned, settings, place)
        )
        entries.append(_entry(plan, planned, landed))
        progress(_said(landed))
    for path in plan.waiting:
        progress(f"{path} is still being written: left for the next run")
    if plan.unused:
        progress(f"not used, for no canonical table has a place for it: {', '.join(plan.unused)}")
    append_to_ledger(settings.raw, entries)
    return _manifest(plan, [*plan.ledger, *entries])


def _manifest(plan: LandingPlan, ledger: list[LedgerEntry]) -> LoadManifest:
    """The newest landing of every path that is not ignored; of a table in mode `full`, the newest file alone."""
    ignores = plan.columns_map.ignores
    newest = {entry.file.landing_path: entry.file for entry in ledger if not ignores(entry.file.landing_path)}
    tables: dict[tuple[str, str], list[LandedFile]] = {}
    for file in newest.values():
        mode = plan.columns_map.entry(file.source, file.table).mode
        tables.setdefault((file.source, file.table), []).append(file.model_copy(update={"mode": mode}))
    kept = [
        file
        for group in tables.values()
        for file in sorted(group, key=lambda file: file.file_order)[-1 if group[0].mode == "full" else 0 :]
    ]
    return LoadManifest(files=sorted(kept, key=lambda file: file.file_order), is_demo=plan.is_demo)


def _again(before: LandedFile, planned: PlannedFile, order: int) -> LandedFile:
    """The same content under another path, or back under its old one: raw has it, its place in the order is new."""
    return before.model_copy(update={"landing_path": planned.landing_path, "file_order": order})


def _land(planned: PlannedFile, settings: Settings, order: int) -> LandedFile:
    """Writes the raw file, under a temporary name until it is complete."""
    status = planned.path.stat()
    if (status.st_size, status.st_mtime_ns) != (planned.size, planned.mtime_ns):
        raise InputError("the file changed while it was being landed", file=planned.path, remedy="run again")
    facts, match, assessment = planned.facts, planned.match, planned.assessment
    if facts is None or match is None or assessment is None:
        raise TieringError(f"{planned.path}: only a file that was read can be landed -> run again")
    folder = settings.raw / planned.contract.source / planned.contract.table
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{planned.raw_file}.parquet"
    with files.readable(planned.path, facts) as readable:
        complete = target.with_name(f"{target.name}.tmp")
        written = write(readable, facts, match, assessment, settings.keys, complete, planned.raw_file)
        if written is None:
            known = assess(planned.path, readable, match, facts, is_whole=True)
            written = write(readable, facts, match, known, settings.keys, complete, planned.raw_file)
        if written is None or written.rows != written.lines_in:
            found = written.rows if written else 0
            raise TieringError(f"{planned.path}: {found} of its lines were found again -> save it as CSV in UTF-8")
    replace_durably(complete, target)
    return LandedFile(
        source=planned.contract.source,
        table=planned.contract.table,
        landing_path=planned.landing_path,
        raw_file=planned.raw_file,
        file_order=order,
        mode=planned.entry.mode,
        lines_in=written.lines_in,
        rows_kept=written.rows - written.rejected,
        rows_rejected=written.rejected,
        landed_bytes=planned.size,
        raw_sha256=raw_sha256(target),
        field_issues=written.issues,
    )


def _entry(plan: LandingPlan, planned: PlannedFile, landed: LandedFile) -> LedgerEntry:
    return LedgerEntry(
        file=landed,
        size=planned.size,
        mtime_ns=planned.mtime_ns,
        sha256=planned.sha256,
        is_demo=plan.is_demo,
        landed_at=datetime.fromtimestamp(plan.now, UTC).isoformat(timespec="seconds"),
    )


def _said(landed: LandedFile) -> str:
    name = landed.landing_path.rpartition("/")[2]
    return f"landed {landed.source}/{landed.table} {name}: {landed.rows_kept:,} rows, {landed.rows_rejected:,} rejected"
