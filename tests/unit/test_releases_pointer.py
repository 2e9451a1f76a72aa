"""The pointer: what is current, what a refresh builds on, forwards and back, and how a damaged past is survived."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from orchestration.lib import releases
from orchestration.lib.errors import GateRefused, InputError
from tests.unit.releases_kit import published, sealed, settings_in

A, B, C = "2026-01-01-0000000a", "2026-01-02-0000000b", "2026-01-03-0000000c"
B2 = "2026-01-02-000000b2"


@pytest.fixture
def store(tmp_path: Path) -> releases.Store:
    return releases.Store(settings_in(tmp_path))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The releases of a home that has published A, B and C."""
    store = releases.Store(settings_in(tmp_path_factory.mktemp("template")))
    published(store, A)
    published(store, B, A)
    published(store, C, B)
    return store.folder


@pytest.fixture
def three(store: releases.Store, template: Path) -> releases.Store:
    shutil.copytree(template, store.folder, symlinks=True)
    return store


def current(store: releases.Store) -> str | None:
    release = store.current()
    return release.id if release else None


def previous(store: releases.Store, day: int) -> str | None:
    release = store.previous_for(date(2026, 1, day))
    return release.id if release else None


# -- publishing ------------------------------------------------------------------------------------------------------


def test_nothing_is_current_before_the_first_release(store: releases.Store) -> None:
    assert (current(store), store.list(), store.lineage(), store.waiting()) == (None, [], [], [])
    assert store.standing() == releases.Standing(None, None)
    assert previous(store, 1) is None


def test_publishing_moves_a_relative_symlink(three: releases.Store) -> None:
    assert current(three) == C
    assert three.pointer.readlink() == Path(C)
    assert [release.id for release in three.list()] == [C, B, A]


def test_publishing_again_changes_nothing(three: releases.Store) -> None:
    before = three.journal.read_text()
    releases.publish(three, three.lineage()[0])
    assert three.journal.read_text() == before


def test_a_release_built_on_another_past_is_refused(store: releases.Store) -> None:
    published(store, A)
    proposal = sealed(store, B, A)
    published(store, "2026-01-02-000000ff", A)
    published(store, C, "2026-01-02-000000ff")
    with pytest.raises(InputError, match="would by now build on another release"):
        releases.publish(store, proposal)
    assert current(store) == C


def test_the_same_release_can_come_back_for_its_date(store: releases.Store) -> None:
    """Configuration changed and changed back on one day: the third refresh is the first release again."""
    published(store, A)
    first = published(store, B, A)
    published(store, B2, A, supersedes=B)
    releases.publish(store, first)
    assert current(store) == B
    assert releases.rollback_target(store) == B2


@pytest.mark.parametrize("asked", [{"proposed": True}, {"requires_approval": True}])
def test_a_proposal_waits_for_a_name(store: releases.Store, asked: dict[str, bool]) -> None:
    published(store, A)
    proposal = sealed(store, B, A, **asked)
    assert [release.id for release in store.waiting()] == [B]
    with pytest.raises(GateRefused, match=f"tiering publish {B} --approved-by NAME"):
        releases.publish(store, proposal)
    assert current(store) == A
    releases.publish(store, proposal, approved_by="Ada")
    assert (current(store), store.waiting()) == (B, [])
    assert proposal.approved_by == "Ada"
    assert proposal.problem(thorough=True) is None, "an approval changes no sealed file"
    assert json.loads(store.journal.read_text().splitlines()[-1])["approved_by"] == "Ada"


def test_an_approval_given_with_the_refresh_is_enough(store: releases.Store) -> None:
    assert published(store, A, requires_approval=True, approved_by="Ada").approved_by == "Ada"


def test_a_proposal_that_was_overtaken_no_longer_waits(store: releases.Store) -> None:
    published(store, A)
    sealed(store, B, A, proposed=True)
    published(store, C, A)
    assert (store.waiting(), [release.id for release in store.overtaken()]) == ([], [B])


# -- what a refresh builds on ----------------------------------------------------------------------------------------


def test_the_previous_release_is_the_latest_with_an_earlier_date(three: releases.Store) -> None:
    assert previous(three, 4) == C
    assert previous(three, 3) == B
    with pytest.raises(InputError, match=f"2026-01-02 is before the date of the current release {C}"):
        previous(three, 2)


def test_the_first_release_stays_the_first_however_often_it_is_run(store: releases.Store) -> None:
    published(store, A)
    assert previous(store, 1) is None


def test_another_release_for_the_date_takes_its_place_in_the_lineage(store: releases.Store) -> None:
    published(store, A)
    published(store, B, A)
    assert previous(store, 2) == A
    published(store, B2, A, supersedes=B)
    assert [release.id for release in store.lineage()] == [B2, A]
    assert store.published() == {A, B, B2}
    assert not store.was_rolled_back(B)
    assert previous(store, 3) == B2


# -- back ------------------------------------------------------------------------------------------------------------


def test_rollback_goes_back_one_by_one(three: releases.Store) -> None:
    assert [releases.rollback(three).id, releases.rollback(three).id] == [B, A]
    assert current(three) == A
    with pytest.raises(InputError, match="no release to go back to"):
        releases.rollback(three)


def test_rolled_back_releases_are_known_and_can_be_brought_back(three: releases.Store) -> None:
    releases.rollback(three, A)
    assert [three.was_rolled_back(name) for name in (A, B, C)] == [False, True, True]
    assert previous(three, 2) == A
    releases.rollback(three, C)
    assert [three.was_rolled_back(name) for name in (A, B, C)] == [False, False, False], "C rests upon B"


def test_rollback_to_current_changes_nothing(three: releases.Store) -> None:
    before = three.journal.read_text()
    assert releases.rollback(three, C).id == C
    assert three.journal.read_text() == before


def test_a_superseded_release_can_be_gone_back_to(store: releases.Store) -> None:
    published(store, A)
    published(store, B, A)
    published(store, B2, A, supersedes=B)
    assert releases.rollback(store).id == B
    assert store.was_rolled_back(B2)


def test_without_a_journal_the_manifests_say_where_back_is(three: releases.Store) -> None:
    three.journal.unlink()
    assert releases.rollback(three).id == B


def damage_database(release: releases.Release) -> None:
    release.database.chmod(0o644)
    content = bytearray(release.database.read_bytes())
    content[len(content) // 2] ^= 1
    release.database.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2026-01-09-00000009", "is no published release"),
        ("../elsewhere", "is no published release"),
        ("2026-01-04-0000000d", "is no published release"),
        (A, "was pruned"),
        (B, "is damaged: tiers.duckdb is not the file that was published"),
    ],
)
def test_rollback_refuses_what_cannot_be_read(three: releases.Store, name: str, message: str) -> None:
    sealed(three, "2026-01-04-0000000d", C, proposed=True)
    (three.folder / A / "pruned").touch()
    damage_database(releases.Store.find(three, B) or pytest.fail("B is there"))
    with pytest.raises(InputError, match=message):
        releases.rollback(three, name)
    assert current(three) == C


# -- a damaged past --------------------------------------------------------------------------------------------------


def replaced_by_folder(store: releases.Store) -> None:
    """What a copy that follows symlinks makes of the pointer."""
    store.pointer.unlink()
    shutil.copytree(store.folder / C, store.pointer)


DAMAGES: dict[str, tuple[Callable[[releases.Store], object], str, str]] = {
    "no pointer": (lambda store: store.pointer.unlink(), "current is missing", C),
    "pointer is a folder": (replaced_by_folder, "is not a symlink to a release", C),
    "pointer to nothing": (lambda store: shutil.rmtree(store.folder / C), f"names {C}, which is missing", B),
    "no manifest": (lambda store: (store.folder / C / "manifest.json").unlink(), "manifest.json is missing", B),
    "bad manifest": (lambda store: (store.folder / C / "manifest.json").write_text("{"), "cannot be read", B),
    "another's manifest": (
        lambda store: shutil.copy(store.folder / B / "manifest.json", store.folder / C / "manifest.json"),
        f"its manifest.json is that of {B}",
        B,
    ),
    "no database": (lambda store: (store.folder / C / "tiers.duckdb").unlink(), "tiers.duckdb is missing", B),
    "one wrong bit": (lambda store: damage_database(store.lineage()[0]), "tiers.duckdb is not the file", B),
    "no export": (
        lambda store: (store.folder / C / "exports" / "account_tiers.parquet").unlink(),
        "exports/account_tiers.parquet is missing",
        B,
    ),
}


@pytest.mark.parametrize(("damage", "message", "left"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_current_is_said_and_the_next_refresh_carries_on(
    three: releases.Store, damage: Callable[[releases.Store], object], message: str, left: str
) -> None:
    damage(three)
    standing = releases.Store.standing(three)
    assert standing.release is not None
    assert standing.release.id == left
    assert message in (standing.problem or "")
    assert f"carrying on from {left}" in (standing.problem or "")
    assert previous(three, 4) == left
    published(three, "2026-01-04-0000000d", left)
    assert three.standing().problem is None
    assert current(three) == "2026-01-04-0000000d"


def test_a_damaged_current_can_be_rolled_back(three: releases.Store) -> None:
    (three.folder / C / "tiers.duckdb").unlink()
    assert releases.rollback(three).id == B


def test_when_nothing_is_left_the_next_release_starts_anew(store: releases.Store) -> None:
    published(store, A).database.unlink()
    standing = store.standing()
    assert standing.release is None
    assert "no complete release is left" in (standing.problem or "")
    assert store.damaged() == {A: f"release {A} is damaged: tiers.duckdb is missing"}
    assert current(store) is None
    assert published(store, A).problem(thorough=True) is None


def test_a_lost_manifest_in_the_past_is_stepped_over(three: releases.Store) -> None:
    (three.folder / B / "manifest.json").unlink()
    assert previous(three, 3) == A


# -- the journal -----------------------------------------------------------------------------------------------------


def test_an_entry_whose_move_never_came_does_not_count(three: releases.Store) -> None:
    def die(step: str) -> None:
        if step == "journal written":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        releases.rollback(three, on_step=die)
    assert [move.after for move in three.moves()] == [A, B, C]
    assert not three.was_rolled_back(C)
    published(three, "2026-01-04-0000000d", C)
    assert [move.after for move in three.moves()] == [A, B, C, "2026-01-04-0000000d"]


def test_a_line_cut_short_is_closed_by_the_next(three: releases.Store) -> None:
    with three.journal.open("a") as stream:
        stream.write('{"at": "2026-01-0')
    assert [move.after for move in three.moves()] == [A, B, C]
    releases.rollback(three)
    assert [move.after for move in three.moves()] == [A, B, C, B]
