"""Which releases stay whole (MARTS.md, "The command"), and that pruning leaves manifests and configurations."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from orchestration.lib import releases
from tests.unit.releases_kit import manifest, published, sealed, settings_in


def days(first: date, count: int) -> list[str]:
    return [f"{first + timedelta(days=number)}-00000001" for number in range(count)]


JULY = days(date(2026, 7, 1), 31)

CASES: dict[str, tuple[list[releases.Manifest], set[str]]] = {
    "nothing": ([], set()),
    "the last 10 dates, not the last 10 days": (
        [manifest(f"2026-01-{day:02}-00000001") for day in range(1, 31, 2)],
        {f"2026-01-{day:02}-00000001" for day in range(11, 31, 2)},
    ),
    "the last of each month": (
        [manifest(name) for name in ["2026-04-02-00000001", "2026-05-03-00000001", "2026-05-09-00000001", *JULY]],
        {"2026-04-02-00000001", "2026-05-09-00000001", *JULY[-10:]},
    ),
    "every quarterly": (
        [
            manifest("2026-04-01-00000001", policy="quarterly"),
            manifest("2026-04-02-00000001"),
            manifest("2026-04-03-00000001", policy="baseline"),
            manifest("2026-04-09-00000001"),
            *(manifest(name) for name in JULY),
        ],
        {"2026-04-01-00000001", "2026-04-09-00000001", *JULY[-10:]},
    ),
    "of one date, the one built last": (
        [manifest("2026-07-01-00000001"), manifest("2026-07-01-00000003"), manifest("2026-07-01-00000002")],
        {"2026-07-01-00000003"},
    ),
}


@pytest.mark.parametrize(("manifests", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_kept(manifests: list[releases.Manifest], expected: set[str]) -> None:
    assert releases.kept(manifests, lineage=set(), always=()) == expected
    assert releases.kept(manifests[::-1], lineage=set(), always=()) == expected


def test_the_lineage_comes_before_what_was_rolled_back() -> None:
    """31 July was rolled back and never re-tiered: the month's last is 30 July, and both dates are recent."""
    manifests = [manifest(name) for name in [*JULY, *days(date(2026, 8, 1), 12)]]
    lineage = {one.release_id for one in manifests} - {JULY[-1]}
    kept = releases.kept(manifests, lineage, always=())
    assert JULY[-2] in kept
    assert JULY[-1] not in kept


def test_of_one_date_the_lineage_decides() -> None:
    pair = [manifest("2026-07-01-00000001"), manifest("2026-07-01-00000003")]
    assert releases.kept(pair, {"2026-07-01-00000001"}, always=()) == {"2026-07-01-00000001"}


@pytest.fixture
def store(tmp_path: Path) -> releases.Store:
    return releases.Store(settings_in(tmp_path))


@pytest.fixture
def july(store: releases.Store, monkeypatch: pytest.MonkeyPatch) -> releases.Store:
    """The first four days of July are published, and two dates are kept."""
    monkeypatch.setattr(releases.retention, "DATES", 2)
    for before, name in pairwise([None, *JULY[:4]]):
        published(store, str(name), before)
    return store


def whole(store: releases.Store) -> set[str]:
    return {release.id for release in store.list() if not release.is_pruned}


def test_pruning_leaves_manifest_and_configuration(july: releases.Store) -> None:
    store, names = july, JULY[:4]
    assert releases.retain(store) == names[1::-1]
    assert whole(store) == set(names[2:])
    pruned = store.find(names[0])
    assert pruned is not None
    assert {path.name for path in pruned.folder.iterdir()} == {"manifest.json", "config", "pruned"}
    assert (pruned.config / "tiering" / "tiers.csv").exists()
    assert store.get(names[0]) is None
    assert [release.id for release in store.lineage()] == names[::-1], "the past is still known"
    assert store.damaged() == {}
    assert releases.retain(store) == []


def test_current_what_it_builds_on_the_way_back_and_proposals_are_never_pruned(
    store: releases.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases.retention, "DATES", 1)
    base, first, second = "2026-07-01-0000000a", "2026-07-02-0000000b", "2026-07-02-0000000c"
    published(store, "2026-06-30-00000001")
    published(store, base, "2026-06-30-00000001")
    published(store, first, base)
    published(store, second, base, supersedes=first)
    proposal = sealed(store, "2026-07-03-0000000d", second, proposed=True)
    overtaken = sealed(store, "2026-07-02-0000000e", first, proposed=True)
    long_overtaken = sealed(store, "2026-07-01-0000000f", "2026-06-30-00000001", proposed=True)
    assert releases.retain(store) == [long_overtaken.id]
    assert whole(store) == {"2026-06-30-00000001", base, first, second, proposal.id, overtaken.id}
    assert [release.id for release in store.overtaken()] == [overtaken.id], "`tiering status` says so"
    assert releases.rollback(store).id == first


def test_nothing_is_pruned_while_current_is_damaged(july: releases.Store) -> None:
    july.lineage()[0].database.unlink()
    assert releases.retain(july) == []


def test_a_half_pruned_release_is_pruned_for_good(july: releases.Store) -> None:
    victim = july.lineage()[-1]
    (victim.folder / "pruned").touch()
    victim.quality_page.unlink()
    assert july.damaged() == {}
    assert victim.id in releases.retain(july)
    assert not victim.database.exists()


def test_a_pruned_release_can_be_rebuilt(store: releases.Store) -> None:
    release = sealed(store, JULY[0])
    (release.folder / "pruned").touch()
    assert not sealed(store, JULY[0]).is_pruned
