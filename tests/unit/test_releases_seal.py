"""Sealing fails closed: whatever is missing, errored or different keeps a candidate from becoming a release."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib import releases
from orchestration.lib.errors import GateRefused
from orchestration.lib.releases import stamps
from orchestration.lib.releases.files import sha256
from tests.unit.releases_kit import CHECK, MARTS, fill, manifest, sealed, settings_in

ID = "2026-01-01-00000001"


@pytest.fixture
def store(tmp_path: Path) -> releases.Store:
    return releases.Store(settings_in(tmp_path))


def seal(candidate: releases.Candidate, *checks: dict[str, Any], **changes: Any) -> releases.Release:
    facts = manifest(ID, **changes)
    return releases.seal(candidate, facts, checks or (CHECK,), expected={"score_range"}, marts=MARTS)


def test_a_sealed_release_is_complete_and_read_only(store: releases.Store) -> None:
    release = sealed(store, ID)
    assert release.folder == store.folder / ID
    assert release.problem(thorough=True) is None
    assert not list(store.folder.glob("*.tmp"))
    with duckdb.connect(str(release.database), read_only=True) as connection:
        assert connection.execute('select "check", result from marts.release_checks').fetchall() == [
            ("score_range", "pass")
        ]
    assert set(release.manifest.tables) == {*MARTS, "release_checks"}
    assert release.manifest.duckdb_version == duckdb.__version__
    names = {path.name for path in release.exports.iterdir()}
    assert names == {f"{mart}.{kind}" for mart in release.manifest.tables for kind in ("csv", "parquet")}
    assert not any(file.stat().st_mode & stat.S_IWUSR for file in release.exports.iterdir())


def test_the_manifest_can_be_read_again_as_it_was(store: releases.Store) -> None:
    release = sealed(store, ID, waivers={"score_psi": "new market"}, policy_reason="why not")
    assert releases.Manifest.model_validate_json(release.manifest.to_json()) == release.manifest
    assert release.manifest_file.read_text() == release.manifest.to_json()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"check": "another"}, "score_range: no result was recorded"),
        ({"result": "error", "detail": "IndexError"}, r"score_range: error - IndexError"),
        ({"result": "fail"}, "score_range: fail"),
        ({"result": ""}, "score_range: no result"),
        ({"result": "skipped"}, "score_range: skipped"),
    ],
)
def test_a_check_that_is_missing_errored_or_empty_refuses(
    store: releases.Store, change: dict[str, str], message: str
) -> None:
    candidate = store.begin(ID)
    fill(candidate)
    with pytest.raises(GateRefused, match=message):
        seal(candidate, CHECK | change)
    assert store.find(ID) is None


@pytest.mark.parametrize("result", ["pass", "warn", "waived", "skipped"])
def test_a_result_that_passes_is_sealed(store: releases.Store, result: str) -> None:
    candidate = store.begin(ID)
    fill(candidate)
    assert seal(candidate, CHECK | {"result": result, "detail": "no previous release"}).id == ID


def test_no_results_at_all_refuse_even_when_nothing_is_expected(store: releases.Store) -> None:
    candidate = store.begin(ID)
    fill(candidate)
    with pytest.raises(GateRefused, match="no check has a result"):
        releases.seal(candidate, manifest(ID), [], expected=set(), marts=MARTS)


def in_database(sql: str) -> Callable[[releases.Candidate], None]:
    def run(candidate: releases.Candidate) -> None:
        with duckdb.connect(str(candidate.database)) as connection:
            connection.execute(sql)

    return run


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (in_database("drop table marts.account_tiers"), "lacks marts: account_tiers"),
        (in_database("update marts.release_info set release_id = 'x'"), "release_info is not that of"),
        (in_database("insert into marts.release_info select * from marts.release_info"), "release_info is not that of"),
        (in_database("alter table marts.account_tiers add column n hugeint"), r"n \(HUGEINT\)"),
        (lambda candidate: candidate.database.unlink(), "lacks tiers.duckdb"),
        (lambda candidate: candidate.quality_page.write_text(""), "lacks a quality page"),
        (lambda candidate: (candidate.config / "tiering" / "tiers.csv").unlink(), "lacks its configuration"),
    ],
)
def test_an_incomplete_candidate_is_refused(
    store: releases.Store, damage: Callable[[releases.Candidate], object], message: str
) -> None:
    candidate = store.begin(ID)
    fill(candidate)
    damage(candidate)
    with pytest.raises(releases.ReleaseProblem, match=message):
        seal(candidate)
    assert store.find(ID) is None


def test_a_file_that_changes_while_it_is_closed_is_refused(store: releases.Store) -> None:
    candidate = store.begin(ID)
    fill(candidate)
    meddle = in_database("update marts.account_tiers set score = 99")
    with pytest.raises(releases.ReleaseProblem, match="changed while it was closed: account_tiers"):
        releases.seal(
            candidate,
            manifest(ID),
            [CHECK],
            expected={"score_range"},
            marts=MARTS,
            on_step=lambda step: meddle(candidate) if step == "closed" else None,
        )


def test_a_write_ahead_log_left_behind_is_refused(store: releases.Store) -> None:
    candidate = store.begin(ID)
    fill(candidate)
    log = candidate.database.with_name("tiers.duckdb.wal")
    with pytest.raises(releases.ReleaseProblem, match=r"its \.wal is still there"):
        releases.seal(
            candidate,
            manifest(ID),
            [CHECK],
            expected={"score_range"},
            marts=MARTS,
            on_step=lambda step: log.write_bytes(b"x") if step == "closed" else None,
        )


def test_a_damaged_release_is_rebuilt_in_its_place(store: releases.Store) -> None:
    release = sealed(store, ID)
    release.database.chmod(0o644)
    release.database.write_bytes(bytes(release.manifest.artifacts["tiers.duckdb"].bytes))
    assert store.get(ID) is None
    assert sealed(store, ID).problem(thorough=True) is None
    assert not list(store.folder.glob("*.replaced"))


def test_a_rebuilt_release_keeps_its_approval(store: releases.Store) -> None:
    proposal = sealed(store, ID, proposed=True)
    releases.publish(store, proposal, approved_by="Ada")
    proposal.quality_page.unlink()
    assert sealed(store, ID, proposed=True).approved_by == "Ada"


# -- what is read again --------------------------------------------------------------------------------------------

CSV = "exports/account_tiers.csv"


@pytest.fixture
def aged(store: releases.Store, monkeypatch: pytest.MonkeyPatch) -> releases.Release:
    """A release whose exports were written long before they were hashed, as large ones are."""
    monkeypatch.setattr(stamps, "GRAIN", -stamps.GRAIN)
    return sealed(store, ID)


def read_by(release: releases.Release, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    read: list[Path] = []
    monkeypatch.setattr("orchestration.lib.releases.release.sha256", lambda file: read.append(file) or sha256(file))
    assert release.problem(thorough=True) is None
    return {file.relative_to(release.folder).as_posix() for file in read}


def test_exports_that_nobody_touched_are_not_read_again(
    aged: releases.Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = {f"exports/{mart}.csv" for mart in aged.manifest.tables}
    assert read_by(aged, monkeypatch) == set(aged.manifest.artifacts) - exports


def test_an_export_that_changed_is_found_whatever_its_times_say(aged: releases.Release) -> None:
    file = aged.folder / CSV
    times = file.stat()
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"Ada", b"Eve"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert aged.problem(thorough=True) == f"release {ID} is damaged: {CSV} is not the file that was published"


def test_a_copy_is_read(aged: releases.Release, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(aged.folder, aged.folder.with_name("copy"))
    shutil.rmtree(aged.folder)
    aged.folder.with_name("copy").rename(aged.folder)
    assert read_by(aged, monkeypatch) == set(aged.manifest.artifacts)


def test_an_export_that_was_hashed_as_soon_as_it_was_written_is_read(
    store: releases.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = sealed(store, ID)
    assert read_by(release, monkeypatch) == set(release.manifest.artifacts)


@pytest.mark.parametrize("text", [None, "", "[1]", '{"exports/account_tiers.csv": [1, 2'])
def test_without_stamps_every_file_is_read(
    aged: releases.Release, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    (aged.folder / stamps.STAMPS).unlink()
    if text is not None:
        (aged.folder / stamps.STAMPS).write_text(text)
    assert read_by(aged, monkeypatch) == set(aged.manifest.artifacts)


def test_a_refused_candidate_is_kept_instead_of_the_one_before(store: releases.Store) -> None:
    for release_id in (ID, "2026-01-02-00000002"):
        candidate = store.begin(release_id)
        fill(candidate)
        kept = store.keep_refused(candidate)
    assert [path.name for path in store.folder.iterdir()] == ["2026-01-02-00000002.refused"]
    assert (kept / "quality.html").read_text() == "<p>fine</p>"
    assert store.list() == []


def test_begin_puts_back_what_a_dead_run_moved_aside(store: releases.Store) -> None:
    release = sealed(store, ID)
    release.folder.rename(store.folder / f"{ID}.replaced")
    (store.folder / f"{ID}.tmp").mkdir()
    store.begin("2026-01-02-00000002")
    assert store.get(ID) is not None
    assert not (store.folder / f"{ID}.tmp").exists()
