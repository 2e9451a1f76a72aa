"""TIERING_PUBLISH_TO: one release's exports as files, complete or not at all."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from orchestration.lib import releases
from orchestration.lib.errors import TieringError
from orchestration.lib.releases import content
from tests.unit.releases_kit import published, settings_in

A, B, C = "2026-01-01-0000000a", "2026-01-02-0000000b", "2026-01-03-0000000c"


@pytest.fixture
def three(tmp_path: Path) -> list[releases.Release]:
    store = releases.Store(settings_in(tmp_path))
    return [published(store, name, before) for name, before in ((A, None), (B, A), (C, B))]


@pytest.fixture
def share(tmp_path: Path) -> Path:
    return tmp_path / "share"


def pointed(share: Path) -> str:
    return str(json.loads((share / "current.json").read_text())["folder"])


def test_every_mart_arrives_as_parquet_and_csv(three: list[releases.Release], share: Path) -> None:
    releases.publish_to(three[0], share)
    files = {path.name for path in (share / "current").iterdir()}
    assert files == {path.name for path in three[0].exports.iterdir()} | {"manifest.json"}
    assert (share / "current" / "account_tiers.csv").read_bytes() == (
        three[0].exports / "account_tiers.csv"
    ).read_bytes()
    assert pointed(share) == A


@pytest.fixture
def wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> releases.Release:
    """A release whose marts have more rows than a spreadsheet opens, and its twin's CSV files in `twin`."""
    published(releases.Store(settings_in(tmp_path / "twin")), A)
    monkeypatch.setattr(content, "SPREADSHEET_ROWS", 0)
    return published(releases.Store(settings_in(tmp_path)), A)


def test_a_mart_too_long_for_spreadsheets_is_written_as_csv_for_a_share_alone(
    wide: releases.Release, share: Path, tmp_path: Path
) -> None:
    assert {path.name for path in wide.exports.iterdir()} == {f"{mart}.parquet" for mart in wide.manifest.tables}
    releases.publish_to(wide, share)
    [twin] = (tmp_path / "twin").rglob("account_tiers.csv")
    assert (share / A / "account_tiers.csv").read_bytes() == twin.read_bytes()
    assert {path.suffix for path in (share / A).iterdir()} == {".csv", ".parquet", ".json"}
    assert len(list((share / A).glob("*.csv"))) == len(wide.manifest.tables)


def test_a_csv_of_the_share_alone_that_got_lost_is_written_again(wide: releases.Release, share: Path) -> None:
    steps: list[str] = []
    releases.publish_to(wide, share)
    releases.publish_to(wide, share, on_step=steps.append)
    assert steps == ["pointed"]
    (share / A / "account_tiers.csv").unlink()
    releases.publish_to(wide, share)
    assert (share / A / "account_tiers.csv").stat().st_size > 0


def test_publishing_again_copies_nothing(three: list[releases.Release], share: Path) -> None:
    releases.publish_to(three[0], share)
    releases.publish_to(three[1], share)
    steps: list[str] = []
    releases.publish_to(three[1], share, on_step=steps.append)
    assert steps == ["pointed"]
    assert (share / A).is_dir(), "readers may still be in the middle of the one before"


def test_the_one_before_stays_and_strangers_are_left_alone(three: list[releases.Release], share: Path) -> None:
    (share / "2026-01-01-hand-made").mkdir(parents=True)
    (share / "2026-01-01-archives").mkdir()
    (share / "notes.txt").write_text("mine")
    for release in three:
        releases.publish_to(release, share)
    names = {path.name for path in share.iterdir()}
    assert names == {B, C, "current", "current.json", "notes.txt", "2026-01-01-hand-made", "2026-01-01-archives"}


def test_a_folder_in_the_pointers_place_is_said_before_anything_moves(
    three: list[releases.Release], share: Path
) -> None:
    (share / "current").mkdir(parents=True)
    (share / "current.json").write_text("[]")
    (share / "2021-01-01-budget.tmp").mkdir()
    with pytest.raises(TieringError, match="its folder 'current' is somebody else's -> rename it"):
        releases.publish_to(three[0], share)
    assert sorted(path.name for path in share.iterdir()) == ["2021-01-01-budget.tmp", "current", "current.json"]
    (share / "current").rmdir()
    releases.publish_to(three[0], share)
    assert pointed(share) == A and (share / "2021-01-01-budget.tmp").is_dir()


def test_a_copy_that_fails_leaves_what_was_there(three: list[releases.Release], share: Path) -> None:
    releases.publish_to(three[0], share)

    def full(step: str) -> None:
        if step.startswith("copied"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(TieringError, match=f"{B} is published, but could not be copied to .*No space left"):
        releases.publish_to(three[1], share, on_step=full)
    assert pointed(share) == A
    assert not (share / B).exists()
    releases.publish_to(three[1], share)
    assert pointed(share) == B
    assert not list(share.glob("*.tmp"))


def test_an_incomplete_copy_is_made_again(three: list[releases.Release], share: Path) -> None:
    releases.publish_to(three[0], share)
    (share / A / "account_tiers.csv").write_text("")
    releases.publish_to(three[0], share)
    assert (share / A / "account_tiers.csv").read_bytes() == (three[0].exports / "account_tiers.csv").read_bytes()


def test_a_target_without_symlinks_has_the_pointer_file(
    three: list[releases.Release], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    releases.publish_to(three[0], share)
    assert pointed(share) == A
    assert (share / pointed(share) / "account_tiers.parquet").exists()


def test_a_target_that_is_a_file_is_said(three: list[releases.Release], share: Path) -> None:
    share.write_text("")
    with pytest.raises(TieringError, match="could not be copied"):
        releases.publish_to(three[0], share)
