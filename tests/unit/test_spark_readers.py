"""Spark without a cluster: what is asked of one before a refresh, and when this home's releases go to one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from orchestration.lib import configuration, refresh, releases, sharing
from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.spark import Cluster, Spark, serving
from orchestration.lib.spark.cluster import NoServer, SparkError
from orchestration.lib.spark.cluster import Session as ClusterSession
from tests.unit.releases_kit import published, sealed, settings_in

A, B = "2026-01-01-0000000a", "2026-01-02-0000000b"


class Session:
    """A cluster that sees the same files, and writes them where `writes` says."""

    def __init__(self, writes: Callable[[Path], None]) -> None:
        self.writes = writes
        self.rows: list[tuple[str]] = []

    def execute(self, sql: str) -> Session:
        if sql.startswith("select * from text."):
            file = Path(sql.split("`")[1])
            if not file.exists():
                raise SparkError(f"Spark: Path does not exist: {file}")
            self.rows = [(line,) for line in file.read_text(encoding="utf-8").splitlines()]
        elif sql.startswith("insert overwrite directory"):
            self.writes(Path(sql.split("'")[1]))
        return self

    def fetchall(self) -> list[tuple[str]]:
        return self.rows


def into_the_home(folder: Path) -> None:
    folder.mkdir()
    (folder / "part-00000.parquet").touch()


def elsewhere(folder: Path) -> None:
    """A mount of the same files that keeps what is written to itself."""


def not_allowed(folder: Path) -> None:
    raise SparkError(f"Spark: Permission denied: {folder}")


def gone(folder: Path) -> None:
    raise NoServer("the Spark SQL server answers no longer")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_in(tmp_path)
    made.home.mkdir()
    return made


@pytest.fixture
def cluster(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Cluster]:
    def made(writes: Callable[[Path], None], storage: str = "") -> Cluster:
        @contextmanager
        def session(self: Cluster) -> Iterator[Session]:
            yield Session(writes)

        monkeypatch.setattr(Cluster, "session", session)
        monkeypatch.setenv("TIERING_SPARK_STORAGE", storage)
        return Cluster.of(settings)

    return made


def test_a_home_that_both_sides_see(settings: Settings, cluster: Callable[..., Cluster]) -> None:
    cluster(into_the_home).check(settings)
    assert list(settings.home.iterdir()) == []


def test_the_probe_takes_nothing_with_it(settings: Settings, cluster: Callable[..., Cluster]) -> None:
    settings.spark_marts.mkdir(parents=True)
    cluster(into_the_home).check(settings)
    assert list(settings.spark.iterdir()) == [settings.spark_marts]


@pytest.mark.parametrize(
    ("writes", "storage", "said"),
    [
        (into_the_home, "/nowhere", "does not see the home as /nowhere .* -> .*TIERING_SPARK_STORAGE"),
        (elsewhere, "", "this machine does not see what the Spark cluster has written .* -> .*TIERING_SPARK_STORAGE"),
        (not_allowed, "", "cannot write into the home .*Permission denied"),
        (gone, "", "the Spark SQL server answers no longer"),
    ],
)
def test_a_home_that_they_do_not_share_is_refused_and_nothing_is_left(
    settings: Settings, cluster: Callable[..., Cluster], writes: Callable[[Path], None], storage: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        cluster(writes, storage).check(settings)
    assert list(settings.home.iterdir()) == []


def test_a_mart_that_does_not_come_back_is_no_empty_mart(settings: Settings, cluster: Callable[..., Cluster]) -> None:
    cluster(into_the_home)
    candidate = releases.Store(settings).begin(A)
    marts = {"account_tiers": [("account_id", "varchar")]}
    with pytest.raises(
        InputError, match=r"does not see what the Spark cluster has written to .*/candidate/account_tiers"
    ):
        Spark(settings).collect(candidate, settings.warehouse, {"account_tiers"}, marts)


class Catalog:
    """A cluster whose catalog has served the home of `storage`, or nobody."""

    def __init__(self, storage: str | None) -> None:
        self.storage, self.rows = storage, list[tuple[str, ...]]()

    def execute(self, sql: str) -> Catalog:
        if sql.startswith("create schema if not exists serving"):
            self.storage = self.storage or sql.split("'")[1]
        self.rows = [("Comment", self.storage)] if self.storage else []
        return self

    def fetchall(self) -> list[tuple[str, ...]]:
        return self.rows


def test_only_who_overwrites_something_claims_the_catalog(settings: Settings) -> None:
    catalog, cluster = Catalog(None), Cluster.of(settings)
    serving.refuse_another_home(cast(ClusterSession, catalog), cluster)
    assert catalog.storage is None
    serving.claim(cast(ClusterSession, catalog), cluster)
    assert catalog.storage == cluster.storage
    with pytest.raises(InputError, match="serves another home, /elsewhere -> give this one a cluster of its own"):
        serving.refuse_another_home(cast(ClusterSession, Catalog("/elsewhere")), cluster)


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def session(self: Cluster) -> Iterator[Session]:
        raise NoServer("no Spark SQL server answers at 127.0.0.1:10000 -> make spark-up")
        yield

    monkeypatch.setattr(Cluster, "session", session)


@pytest.mark.usefixtures("no_server")
def test_a_server_that_died_under_dbt_is_said_rather_than_the_model_it_left(settings: Settings) -> None:
    candidate = releases.Store(settings).begin(A)
    with pytest.raises(NoServer, match="no Spark SQL server answers"):
        Spark(settings).collect(candidate, settings.warehouse, {"int_first", "int_second"}, {})


@pytest.mark.usefixtures("no_server")
def test_no_cluster_is_asked_before_a_release_was_made_on_one(settings: Settings) -> None:
    release = published(releases.Store(settings), A)
    (settings.spark / "built").mkdir(parents=True)  # a refresh on Spark that its gate has refused
    sharing.share(release, settings)


@pytest.mark.usefixtures("no_server")
def test_a_release_that_the_cluster_did_not_get_is_published_and_said_to_be(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old releases are pruned all the same, and the exit code is not that of a refresh that wrote nothing."""
    store = releases.Store(settings)
    before = published(store, A)
    Spark(settings).open_to_readers()
    pruned: list[releases.Store] = []
    monkeypatch.setattr(releases, "retain", pruned.append)
    run = refresh.Refresh(settings, refresh.Request(as_of=date(2026, 1, 2)), lambda text: None)
    run.release_id = B
    monkeypatch.setattr(run, "seal", lambda: sealed(store, B, before.id))
    with pytest.raises(TieringError) as refused:
        run.publish()
    assert str(refused.value).startswith(f"{B} is published here, but not yet on the cluster: no Spark SQL server")
    assert f"tiering rollback {B}" in str(refused.value)
    assert refused.value.exit_code == 4
    assert store.pointed() == B and pruned == [run.store]


@pytest.mark.usefixtures("no_server")
def test_a_release_that_is_found_complete_is_served_from_then_on(settings: Settings) -> None:
    """The same inputs have made it on DuckDB before."""
    store = releases.Store(settings)
    published(store, A)
    run = refresh.Refresh(settings, refresh.Request(as_of=date(2026, 1, 1), target="spark"), lambda text: None)
    run.release_id = A
    with pytest.raises(TieringError, match=f"{A} is published here, but not yet on the cluster"):
        run._already_there()
    assert settings.spark_marts.is_dir()


@pytest.mark.parametrize("propose", [False, True])
def test_a_refresh_that_publishes_nothing_hands_the_current_release_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, propose: bool
) -> None:
    """A rollback while the cluster was down is completed by the next refresh, whatever becomes of that."""
    store = releases.Store(settings)
    published(store, A)
    published(store, B, A)
    releases.rollback(store, A)
    served: list[str] = []
    monkeypatch.setattr(refresh, "share", lambda release, settings: served.append(release.id))
    request = refresh.Request(as_of=date(2026, 1, 1), propose=propose)
    run = refresh.Refresh(settings, request, lambda text: None)
    run.release_id = B
    outcome = run._already_there()
    assert outcome and outcome.state == "unchanged"
    assert served == [A]


def test_a_partition_that_a_power_cut_left_unfinished_is_copied_again(tmp_path: Path) -> None:
    export = tmp_path / "account_tiers.parquet"
    export.write_bytes(b"rows" * 100)
    partition = tmp_path / "account_tiers" / f"{serving.PARTITION}={A}"
    serving._copy(export, partition)
    (partition / export.name).write_bytes(b"ro")
    serving._copy(export, partition)
    assert (partition / export.name).read_bytes() == export.read_bytes()
    assert [path.name for path in partition.parent.iterdir()] == [partition.name]


def test_a_release_that_spark_has_made_is_served_from_then_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = refresh.Refresh(settings, refresh.Request(as_of=date(2026, 1, 1), target="spark"), lambda text: None)
    release = sealed(run.store, A)
    run.configuration, run.previous = configuration.load(PROJECT / "seeds"), None
    run.settings = replace(settings, config=PROJECT / "seeds")
    run.candidate = run.store.begin(B)
    monkeypatch.setattr(run, "_manifest", lambda: release.manifest)
    monkeypatch.setattr(run, "_write_quality_page", lambda: None)
    monkeypatch.setattr(releases, "seal", lambda *_, **__: release)
    run.seal()
    assert settings.spark_marts.is_dir()
