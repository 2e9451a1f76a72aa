"""No tool of the stack reports home: each one's own setting says so, and a whole refresh is watched for connections."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF, tiering

SWITCHES = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}

WATCH = '''\
"""Refuses and writes down whatever this process, or a Python process it starts, sends past this machine."""
import ipaddress
import os
import sys


def is_outside(host):
    if host in (None, "", "localhost", b"localhost"):
        return False
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)


def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if is_outside(host):
        with open(os.environ["OUTSIDE_CONNECTIONS"], "a", encoding="utf-8") as log:
            log.write(f"{event} {host} from {sys.argv}\\n")
        raise ConnectionRefusedError(f"no test may reach {host}")


sys.addaudithook(watch)
'''


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every Python process started from now on is watched; the file it returns lists what was tried."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("OUTSIDE_CONNECTIONS", str(folder / "connections"))
    return folder / "connections"


@pytest.mark.parametrize("address", ["192.0.2.1", "telemetry.example"])
def test_the_watch_sees_a_connection(watched: Path, address: str) -> None:
    attempt = f"import socket; socket.create_connection(({address!r}, 80), timeout=1)"
    tried = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False)
    assert "ConnectionRefusedError" in tried.stderr
    assert address in watched.read_text(encoding="utf-8")


def test_the_watch_lets_this_machine_talk_to_itself(watched: Path) -> None:
    talk = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    subprocess.run([sys.executable, "-c", talk], check=True)
    assert not watched.exists()


def test_a_whole_refresh_reaches_for_nothing_outside(
    watched: Path, workplace: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a user types it: none of the switches that `make` or a container sets."""
    for switch in SWITCHES:
        monkeypatch.delenv(switch, raising=False)
    folders = ("--landing", workplace.landing, "--home", workplace.home, "--config", workplace.config)
    done = tiering("refresh", *folders, "--as-of", AS_OF + timedelta(days=1), anew=True)
    assert done.returncode == 0, done.stderr
    assert not watched.exists(), watched.read_text(encoding="utf-8")


def test_dbt_is_told_by_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    from dbt.config.project import read_project_flags

    monkeypatch.delenv("DBT_SEND_ANONYMOUS_USAGE_STATS", raising=False)
    assert read_project_flags(str(PROJECT), str(PROJECT)).send_anonymous_usage_stats is False


def test_dbt_is_told_by_its_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.lib import warehouse

    monkeypatch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "true")
    warehouse.prepared()
    assert os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"


def test_dagster_is_told_by_its_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster import DagsterInstance
    from dagster_shared.telemetry import get_telemetry_enabled_from_dagster_yaml

    from orchestration.runner import prepare_dagster_home

    settings = Settings.resolve(tmp_path / "landing", tmp_path / "home", PROJECT / "seeds")
    told = ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "TIERING_LANDING", "TIERING_HOME", "TIERING_CONFIG")
    for variable in told:  # so that what prepare_dagster_home sets is undone after the test
        monkeypatch.setenv(variable, "")
    prepare_dagster_home(settings)
    assert os.environ["DAGSTER_DISABLE_TELEMETRY"] == "1"
    assert get_telemetry_enabled_from_dagster_yaml() is False
    with DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False


def test_great_expectations_has_nothing_to_report_with() -> None:
    """GX used to send events through posthog; the locked version has no such client, and none may come back."""
    needs = importlib.metadata.requires("great-expectations") or []
    assert not [need for need in needs if need.lower().startswith("posthog")]
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^(posthog|segment-analytics|sentry-sdk)", lock, flags=re.MULTILINE)


@pytest.mark.parametrize("switch", SWITCHES)
def test_make_and_the_container_switch_everything_off(switch: str) -> None:
    value = SWITCHES[switch]
    assert re.search(rf"^export {switch} := {value}$", (PROJECT / "Makefile").read_text(), flags=re.MULTILINE)
    assert re.search(rf"\b{switch}={value}\b", (PROJECT / "Containerfile").read_text())


def test_no_download_hides_in_the_hooks() -> None:
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repository["repo"] for repository in hooks["repos"]} == {"local"}
