"""Release id and code version: the same facts give the same name, any other fact another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.lib.releases import code_version, release_id
from orchestration.lib.settings import PROJECT

FACTS = {
    "as_of": date(2026, 6, 30),
    "input_hash": "i",
    "config_hash": "c",
    "code_version": "v",
    "policy": "daily",
    "waivers": {"score_psi": "new market"},
    "previous_release_id": "2026-06-29-0000000a",
}


def test_the_id_is_the_date_and_eight_hex_digits() -> None:
    assert release_id(**FACTS) == "2026-06-30-1e716b2e"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("as_of", date(2026, 7, 1)),
        ("input_hash", "j"),
        ("config_hash", "d"),
        ("code_version", "w"),
        ("policy", "quarterly"),
        ("waivers", {}),
        ("waivers", {"score_psi": "another reason"}),
        ("previous_release_id", None),
    ],
)
def test_every_fact_counts(fact: str, value: object) -> None:
    assert release_id(**FACTS | {fact: value}) != release_id(**FACTS)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "models/marts/a.sql",
        "macros/b.sql",
        "orchestration/lib/c.py",
        "seeds/tiers.csv",
        "orchestration/cli.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ("dbt_project.yml", "profiles.yml", "requirements.lock"):
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["models/marts/a.sql", "models/new.yml", "macros/b.sql", "orchestration/lib/c.py", "requirements.lock"]
)
def test_code_that_computes_changes_the_code_version(project: Path, name: str) -> None:
    before = code_version(project)
    (project / name).write_text("y")
    assert code_version(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "models/README.md",
        "orchestration/lib/__pycache__/c.pyc",
        "models/.a.sql.swp",
        "seeds/tiers.csv",
        "orchestration/cli.py",
    ],
)
def test_documents_caches_and_configuration_do_not(project: Path, name: str) -> None:
    before = code_version(project)
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("y")
    assert code_version(project) == before


def test_moving_code_from_one_file_to_another_changes_it(project: Path) -> None:
    before = code_version(project)
    (project / "models/marts/a.sql").rename(project / "models/marts/b.sql")
    assert code_version(project) != before


def test_this_project_has_one() -> None:
    assert len(code_version(PROJECT)) == 64
