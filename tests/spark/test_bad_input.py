"""What a user can get wrong about Spark: one clear message each, exit 2, and nothing published."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.settings import Settings
from orchestration.lib.spark import Cluster, serve, standalone
from tests.conftest import AS_OF, tiering
from tests.spark.conftest import TwoDays


def refresh(settings: Settings, **environment: str) -> str:
    """What `tiering refresh --target spark` says before it exits with 2."""
    folders = ("--landing", settings.landing, "--home", settings.home)
    done = tiering("refresh", "--target", "spark", "--as-of", AS_OF, *folders, **environment)
    assert done.returncode == 2, done.stderr
    assert not (settings.home / "releases" / "current").exists()
    assert not settings.spark.exists(), "a refresh that was refused leaves nothing for DuckDB's to stumble over"
    return done.stderr


@pytest.fixture
def nothing_yet(tmp_path: Path, demo_landing: Path) -> Settings:
    """Files to land, and an empty home."""
    return Settings.resolve(demo_landing, tmp_path / "home")


def test_no_cluster(nothing_yet: Settings) -> None:
    port = standalone.free_port()
    said = refresh(nothing_yet, TIERING_SPARK_PORT=str(port))
    assert f"no Spark SQL server answers at 127.0.0.1:{port} -> make spark-up" in said


def test_storage_that_the_cluster_does_not_see(state: Path, nothing_yet: Settings) -> None:
    said = refresh(nothing_yet, TIERING_SPARK_STORAGE="/nowhere")
    assert "the Spark cluster does not see the home as /nowhere" in said
    assert "-> put TIERING_HOME on storage that the workers share" in said


def test_no_port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIERING_SPARK_PORT", "thrift")
    with pytest.raises(InputError, match="TIERING_SPARK_PORT=thrift is no port"):
        Cluster.of(Settings.resolve(home=tmp_path))


def test_a_cluster_that_serves_another_home(two_days: TwoDays, tmp_path: Path) -> None:
    other = Settings.resolve(home=tmp_path)
    with pytest.raises(TieringError, match=r"is published here, but not yet on the cluster: .* serves another home"):
        serve(two_days.second, other)


def test_another_home_is_refused_before_it_overwrites_anything(two_days: TwoDays, nothing_yet: Settings) -> None:
    said = refresh(nothing_yet)
    assert "serves another home" in said and "-> give this one a cluster of its own" in said


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where no cluster runs."""
    monkeypatch.setenv("TIERING_SPARK_DIR", str(tmp_path))
    monkeypatch.setenv("TIERING_SPARK_PORT", str(standalone.free_port()))
    return tmp_path


def test_no_java(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(elsewhere))
    with pytest.raises(InputError, match=r"needs Java, and there is none -> install Java 17"):
        standalone.up()


def test_a_java_that_is_too_old(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = elsewhere / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(elsewhere))
    with pytest.raises(InputError, match="needs Java 17 or later"):
        standalone.up()


@pytest.mark.parametrize("url", ["127.0.0.1:7077", "spark://", "spark://host:port", "http://127.0.0.1:7077"])
@pytest.mark.usefixtures("elsewhere")
def test_no_master_s_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERING_SPARK_MASTER", url)
    with pytest.raises(InputError, match="is no master's address -> write spark://HOST:7077"):
        standalone.up()


@pytest.mark.usefixtures("elsewhere")
def test_a_master_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERING_SPARK_MASTER", f"spark://127.0.0.1:{standalone.free_port()}")
    with pytest.raises(InputError, match="no Spark master answers at"):
        standalone.up()


@pytest.mark.usefixtures("elsewhere")
def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("TIERING_SPARK_PORT", str(taken.getsockname()[1]))
        with pytest.raises(InputError, match="is taken -> set TIERING_SPARK_PORT"):
            standalone.up()
