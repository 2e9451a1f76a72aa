"""`tiering publish`: a proposal is published if nothing it was built on has changed, and otherwise says what has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib import configuration, releases
from orchestration.lib.approval import approve
from orchestration.lib.errors import InputError
from orchestration.lib.landing.manifest import LedgerEntry, append_to_ledger
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.releases_kit import published, sealed, settings_in

BEFORE, PROPOSAL = "2026-01-01-0000000a", "2026-01-02-0000000b"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a published release and, built on it, the default configuration and this program, a proposal."""
    settings = settings_in(tmp_path)
    shutil.copytree(PROJECT / "seeds", settings.config, ignore=shutil.ignore_patterns("*.yml"))
    store = releases.Store(settings)
    published(store, BEFORE)
    propose(settings)
    return settings


def propose(settings: Settings, **changes: str) -> None:
    facts = {
        "config_hash": configuration.load(settings.config).hash,
        "code_version": releases.code_version(PROJECT),
        "policy": "quarterly",
    }
    sealed(releases.Store(settings), PROPOSAL, BEFORE, config=settings.config, proposed=True, **(facts | changes))


def pointed(settings: Settings) -> str | None:
    return releases.Store(settings).pointed()


def edit(settings: Settings, file: str, old: str, new: str) -> None:
    text = (settings.config / file).read_text(encoding="utf-8")
    assert old in text
    (settings.config / file).write_text(text.replace(old, new), encoding="utf-8")


def land(settings: Settings, path: str, order: int) -> None:
    places = {"source": "crm", "table": "accounts", "landing_path": path, "file_order": order, "mode": "append"}
    facts = {"raw_file": "x", "raw_sha256": "x", "lines_in": 1, "rows_kept": 1, "rows_rejected": 0, "landed_bytes": 1}
    landing = {"size": 1, "mtime_ns": 1, "sha256": "x", "is_demo": False, "landed_at": "2026-01-02"}
    append_to_ledger(settings.raw, [LedgerEntry.model_validate({"file": {**places, **facts}, **landing})])


def test_unchanged_it_is_published_and_what_landed_since_is_told(settings: Settings) -> None:
    land(settings, "crm/accounts.csv", 1)
    land(settings, "crm/accounts_new.csv", 2)
    words = ["publish", PROPOSAL, "--approved-by", "Dana", "--home", str(settings.home), "--config"]
    done = CliRunner().invoke(app, [*words, str(settings.config)], catch_exceptions=False)
    assert done.output == (
        f"{PROPOSAL} published, approved by Dana\n"
        "crm/accounts_new.csv landed after it was built; the next refresh has it\n"
    )
    assert pointed(settings) == PROPOSAL

    edit(settings, "tiering/tiers.csv", "Scalable", "Rest")
    assert approve(settings, PROPOSAL, approved_by="Eve").approved_by == "Dana", "it is current: nothing to do"


def test_a_changed_configuration_is_named_cell_by_cell(settings: Settings) -> None:
    edit(settings, "tiering/tiers.csv", "new_business,1,Strategic,30,15", "new_business,1,Strategic,30,16")
    with pytest.raises(InputError) as refused:
        approve(settings, PROPOSAL, approved_by="Dana")
    assert "tiering/tiers.csv, pool new_business, tier 1: capacity 15 -> 16" in refused.value.rule
    assert "tiering refresh --policy quarterly --as-of 2026-01-02 --propose" in refused.value.remedy
    assert pointed(settings) == BEFORE
    edit(settings, "tiering/tiers.csv", "new_business,1,Strategic,30,16", "new_business,1,Strategic,30,15")
    approve(settings, PROPOSAL, approved_by="Dana")
    assert pointed(settings) == PROPOSAL, "changed back is not changed"


def test_of_many_changes_the_first_are_named_and_the_others_counted(settings: Settings) -> None:
    edit(settings, "tiering/tiers.csv", "Scalable", "Rest")
    edit(settings, "tiering/tiers.csv", "High value", "Next")
    edit(settings, "tiering/tiers.csv", "Strategic", "Top")
    with pytest.raises(InputError, match=r"\(tiering/tiers\.csv, .*; 1 more\)"):
        approve(settings, PROPOSAL, approved_by="Dana")


def test_another_program_is_a_change(settings: Settings) -> None:
    propose(settings, code_version="that of last week")
    with pytest.raises(InputError, match="changed since: the program"):
        approve(settings, PROPOSAL, approved_by="Dana")
    assert pointed(settings) == BEFORE


def test_a_configuration_that_breaks_a_rule_is_refused_by_that_rule(settings: Settings) -> None:
    edit(settings, "tiering/tiers.csv", "customers,2,High value,15", "customers,2,High value,30")
    with pytest.raises(InputError, match=r"tiers\.csv, line 3: min_score 30"):
        approve(settings, PROPOSAL, approved_by="Dana")
    assert pointed(settings) == BEFORE


def test_an_overtaken_proposal_is_refused(settings: Settings) -> None:
    published(releases.Store(settings), "2026-01-03-0000000c", BEFORE)
    with pytest.raises(InputError, match="would by now build on another release"):
        approve(settings, PROPOSAL, approved_by="Dana")
