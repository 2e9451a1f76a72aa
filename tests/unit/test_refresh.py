"""A refresh without dbt: what it makes of dbt's results."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.lib import configuration, warehouse
from orchestration.lib.errors import InputError
from orchestration.lib.landing import LoadManifest
from orchestration.lib.refresh import Refresh, Request
from orchestration.lib.releases import Store
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.releases_kit import published, settings_in


@pytest.mark.parametrize(("propose", "state"), [(True, "proposed"), (False, "published")])
def test_to_propose_never_publishes(tmp_path: Path, propose: bool, state: str) -> None:
    """Also a release that was replaced on its day, when its inputs come back."""
    settings = settings_in(tmp_path)
    first, second = "2026-01-01-0000000a", "2026-01-01-0000000b"
    store = Store(settings)
    published(store, first)
    published(store, second)
    run = Refresh(settings, Request(as_of=date(2026, 1, 1), propose=propose), lambda text: None)
    run.release_id = first
    outcome = run._already_there()
    assert outcome and outcome.state == state
    assert store.pointed() == (second if propose else first)


def test_rows_that_are_all_dated_later_are_a_fault_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dbt test sees what check_landed cannot: exit 2 with file, line and remedy, and no candidate to look at."""
    assert (PROJECT / "tests" / "dbt" / "singular" / f"{warehouse.A_COMPONENT_IS_ON}.sql").exists()
    failed = warehouse.NodeResult(
        "test.x", warehouse.A_COMPONENT_IS_ON, "test", "fail", 1, "Got 1 result", None, "ERROR"
    )
    monkeypatch.setattr(warehouse, "build", lambda *_, **__: [failed])
    run = Refresh(Settings.resolve(home=tmp_path), Request(as_of=date(2026, 6, 30)), lambda text: None)
    run.configuration = configuration.load(PROJECT / "seeds")
    run.load = LoadManifest(files=[])
    run.policy = run.configuration.policy("daily")
    run.release_id = "2026-06-30-0000000a"
    run.candidate = run.store.begin(run.release_id)
    with pytest.raises(
        InputError, match=r"scoring_components\.csv, line 1: .*nothing has landed, dated up to this day"
    ):
        run.build(warehouse.WAREHOUSE, lambda event: None)
    assert list(run.store.folder.iterdir()) == []
