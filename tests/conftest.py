"""Fixtures shared by all tests: a small made-up landing folder, and a home that has published it once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from orchestration.lib.settings import PROJECT, Settings
from tests import command

os.environ.update(
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    DAGSTER_DISABLE_TELEMETRY="1",
    GX_ANALYTICS_ENABLED="false",
)
for variable in ("TIERING_LANDING", "TIERING_HOME", "TIERING_CONFIG", "TIERING_PUBLISH_TO"):
    os.environ.pop(variable, None)

AS_OF = date(2026, 6, 30)
REAL_DATA = PROJECT.parent / "shared" / "data"

# The same examples in every run: a failure is the change's. `pytest --hypothesis-profile=default` looks for others.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis_settings.load_profile("repeatable")

Run = command.Run


def tiering(
    *arguments: object, cwd: Path | None = None, check: bool = False, anew: bool = False, **environment: str
) -> Run:
    """Runs the `tiering` command in a process of its own; `anew` from the start of Python (tests/command.py)."""
    run = command.run_anew if anew else command.run
    done = run([str(argument) for argument in arguments], cwd or PROJECT, {**os.environ, **environment})
    if check:
        done.check_returncode()
    return done


@pytest.fixture(scope="session")
def demo_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 made-up accounts as of AS_OF; read-only by agreement: copy it to change it."""
    from orchestration.lib import demo

    folder = tmp_path_factory.mktemp("demo") / "landing"
    demo.write(folder, accounts=150, as_of=AS_OF, months=18, progress=lambda text: None)
    return folder


@pytest.fixture(scope="session")
def published_home(tmp_path_factory: pytest.TempPathFactory, demo_landing: Path) -> Settings:
    """A home whose current release is the demo as of AS_OF; read-only by agreement: see `workplace`."""
    home = tmp_path_factory.mktemp("published") / "home"
    done = tiering("refresh", "--landing", demo_landing, "--home", home, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    return Settings.resolve(demo_landing, home, PROJECT / "seeds")


@pytest.fixture
def workplace(tmp_path: Path, published_home: Settings) -> Settings:
    """A private copy of landing, home and configuration of `published_home`, free to be broken."""
    settings = Settings.resolve(tmp_path / "landing", tmp_path / "home", tmp_path / "config")
    shutil.copytree(published_home.landing, settings.landing)
    shutil.copytree(published_home.home, settings.home, symlinks=True)
    shutil.copytree(PROJECT / "seeds", settings.config, ignore=shutil.ignore_patterns("*.yml"))
    return settings


Refresh = Callable[..., Run]


@pytest.fixture
def refresh(workplace: Settings) -> Refresh:
    """`tiering refresh` on the private workplace; extra arguments go to the command."""

    def run(*arguments: object, as_of: date = AS_OF) -> Run:
        folders = ("--landing", workplace.landing, "--home", workplace.home, "--config", workplace.config)
        return tiering("refresh", *folders, "--as-of", as_of, *arguments)

    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first: as the last one it would keep one core busy for minutes while the others idle."""
    items.sort(key=lambda item: item.name != "test_a_year_of_months")
