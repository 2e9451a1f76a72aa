"""What readers of the cluster see: schema `marts`, views over every served release, that all follow one pointer.

`releases.<mart>` is partitioned by release; `serving.release` is a view of one row. Replacing it publishes a release,
or goes back to one, in one statement.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from orchestration.lib import sql
from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.releases import Release, Store
from orchestration.lib.releases.files import fsync_tree, remove, rename_durably
from orchestration.lib.settings import Settings
from orchestration.lib.spark.cluster import SESSIONS, Cluster, Session
from orchestration.lib.spark.inputs import Columns, columns_of
from orchestration.lib.spark.sql import literal, quoted

PARTITION = "of_release"
POINTER = "serving.release"


def serve(release: Release, settings: Settings) -> None:
    """Makes a sealed release the one that the cluster's readers see; nothing to do when it is already.

    Its marts are copied into partitions that nobody reads before the pointer moves; those of pruned releases are
    dropped afterwards. Raises TieringError when the cluster does not answer, refuses, or serves another home.
    """
    try:
        _serve(release, settings)
    except (TieringError, OSError) as error:
        raise TieringError(
            f"{release.id} is published here, but not yet on the cluster: {error}; "
            f"the next refresh, or tiering rollback {release.id}, completes it"
        ) from error


def _serve(release: Release, settings: Settings) -> None:
    cluster = Cluster.of(settings)
    with cluster.session() as session:
        _prepare(session, cluster)
        exports = sorted(release.exports.glob("*.parquet"))
        is_pointed = session.execute(f"select release_id from {POINTER}").fetchall() == [(release.id,)]
        if is_pointed and all(_is_copied(export, _partition(settings, release.id, export)) for export in exports):
            return
        with ThreadPoolExecutor(SESSIONS) as pool:
            list(pool.map(lambda export: _add(cluster, settings, release.id, export), exports))
        session.execute(f"create or replace view {POINTER} as select {literal(release.id)} as release_id")
        _drop_pruned(session, settings)


def _prepare(session: Session, cluster: Cluster) -> None:
    session.execute("create schema if not exists releases")
    session.execute("create schema if not exists marts")
    claim(session, cluster)
    session.execute(f"create view if not exists {POINTER} as select cast(null as string) as release_id")


def claim(session: Session, cluster: Cluster) -> None:
    """One catalog serves one home: two would overwrite each other's inputs and move each other's pointer.

    Raises InputError when it serves another.
    """
    session.execute(f"create schema if not exists serving comment {literal(cluster.storage)}")
    refuse_another_home(session, cluster)


def refuse_another_home(session: Session, cluster: Cluster) -> None:
    """Raises InputError when the catalog serves another home; one that serves none stays as it is."""
    if not session.execute("show schemas like 'serving'").fetchall():
        return
    facts = dict(row[:2] for row in session.execute("describe schema serving").fetchall())
    if facts["Comment"] != cluster.storage:
        raise InputError(
            f"the Spark cluster at {cluster.host}:{cluster.port} serves another home, {facts['Comment']}",
            remedy="give this one a cluster of its own (TIERING_SPARK_HOST, TIERING_SPARK_PORT)",
        )


def _add(cluster: Cluster, settings: Settings, release_id: str, export: Path) -> None:
    """One mart of a release as a partition; the table gains the columns that it has not had so far."""
    mart = export.stem
    partition, table = _partition(settings, release_id, export), f"releases.{quoted(mart)}"
    folder = partition.parent
    _copy(export, partition)
    with duckdb.connect() as connection:
        columns = columns_of(connection, sql.parquet(export))
    with cluster.session() as session:
        session.execute(
            f"create table if not exists {table} ({_typed(columns)}, {PARTITION} string) using parquet "
            f"partitioned by ({PARTITION}) location {literal(cluster.url(settings, folder))}"
        )
        known = [row[0] for row in session.execute(f"show columns in {table}").fetchall()]
        if new := [(name, kind) for name, kind in columns if name not in known]:
            session.execute(f"alter table {table} add columns ({_typed(new)})")
        session.execute(f"alter table {table} add if not exists partition ({PARTITION} = {literal(release_id)})")
        shown = [name for name in known if name != PARTITION] + [name for name, _ in new]
        session.execute(
            f"create or replace view marts.{quoted(mart)} as "
            f"select {', '.join(f'mart.{quoted(name)}' for name in shown)} from {table} as mart "
            f"inner join {POINTER} as pointer on mart.{PARTITION} = pointer.release_id"
        )


def _partition(settings: Settings, release_id: str, export: Path) -> Path:
    return settings.spark_marts / export.stem / f"{PARTITION}={release_id}"


def _copy(export: Path, partition: Path) -> None:
    """The partition is there only when it is whole; Spark does not read a folder whose name begins with a dot."""
    if _is_copied(export, partition):
        return
    unfinished = partition.with_name(f".{partition.name}")
    remove(unfinished)
    unfinished.mkdir(parents=True)
    shutil.copyfile(export, unfinished / export.name)
    fsync_tree(unfinished)
    remove(partition)
    rename_durably(unfinished, partition)


def _is_copied(export: Path, partition: Path) -> bool:
    copy = partition / export.name
    return copy.is_file() and copy.stat().st_size == export.stat().st_size


def _drop_pruned(session: Session, settings: Settings) -> None:
    store = Store(settings)
    for partition in sorted(settings.spark_marts.glob(f"*/{PARTITION}=*")):
        release_id = partition.name.removeprefix(f"{PARTITION}=")
        if store.get(release_id) is None:
            table = f"releases.{quoted(partition.parent.name)}"
            session.execute(f"alter table {table} drop if exists partition ({PARTITION} = {literal(release_id)})")
            shutil.rmtree(partition)


def _typed(columns: Columns) -> str:
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in columns)
