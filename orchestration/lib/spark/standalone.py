"""A small Spark of one's own: master, two workers and the SQL server, all on 127.0.0.1 (`make spark-up`, `spark-down`).

With TIERING_SPARK_MASTER set, only the SQL server is started, for the cluster of that master.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.settings import PROJECT
from orchestration.lib.spark.cluster import sql_port

LOCAL = "127.0.0.1"
WORKERS = 2
PATIENCE_SECONDS = 120
JAVA = 17
PIDS = "pids.json"
SQL, MASTER = "sql", "master"
LIGHT_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""Six JVMs share this machine, and compile more than they compute."""


def worker(number: int) -> str:
    """What a worker is called."""
    return f"worker-{number}"


def state_folder() -> Path:
    """Logs, catalog, tables and process ids: TIERING_SPARK_DIR, else .spark in the checkout."""
    return Path(os.environ.get("TIERING_SPARK_DIR") or PROJECT / ".spark").absolute()


class _Processes:
    """The processes of one cluster, each in a session of its own, with a log in the state folder."""

    def __init__(self, state: Path, environment: Mapping[str, str]) -> None:
        self.state, self.environment = state, environment
        self.pids: dict[str, int] = {}

    def start(self, name: str, command: Sequence[str], listens_on: int | None = None) -> None:
        """Starts one and waits until its port answers, if it has one. Raises TieringError when it never does."""
        log = self.state / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - the arguments are ours
                command,
                env=self.environment,
                cwd=self.state,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.pids[name] = process.pid
        (self.state / PIDS).write_text(json.dumps(self.pids), encoding="utf-8")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while listens_on is not None and not _answers(LOCAL, listens_on):
            if process.poll() is not None or time.monotonic() > deadline:
                raise TieringError(f"Spark's {name} did not start; see {log}")
            time.sleep(0.2)


def up() -> str:
    """Starts a cluster, unless a whole one is there: what is left of one is stopped first.

    Raises InputError for what a user has to put right.
    """
    state, port = state_folder(), sql_port()
    there = running(state)
    if there.keys() == _expected() and _answers(LOCAL, port):
        return f"Spark is up already: SQL at {LOCAL}:{port} (logs: {state})"
    java, spark, master = _java(), _spark_home(), _given_master()
    if there:
        down()
    if _answers(LOCAL, port):
        raise InputError(f"port {port} is taken", remedy="set TIERING_SPARK_PORT to a free one")
    state.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "JAVA_HOME": str(java),
        "SPARK_HOME": str(spark),
        "SPARK_LOCAL_IP": LOCAL,
        "SPARK_DAEMON_MEMORY": "512m",
        "SPARK_DAEMON_JAVA_OPTS": f"{LIGHT_JVM} -Dspark.master.rest.enabled=false -Dspark.log.level=WARN",
    }
    processes = _Processes(state, environment)
    try:
        if master is None:
            master = _start_cluster(processes, spark)
        processes.start(SQL, _sql_server(spark, state, master, port), listens_on=port)
    except BaseException:  # Ctrl-C too: nothing half started stays behind
        down()
        raise
    return f"Spark is up: SQL at {LOCAL}:{port}, master {master} (logs: {state})"


def _expected() -> set[str]:
    """The names of the processes of a whole cluster."""
    if os.environ.get("TIERING_SPARK_MASTER"):
        return {SQL}
    return {SQL, MASTER, *(worker(number) for number in range(1, WORKERS + 1))}


def down() -> str:
    """Stops what `up` has started; the catalog stays."""
    state = state_folder()
    pids = running(state)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in running(state).values():
            os.killpg(pid, sign)
        deadline = time.monotonic() + 10
        while running(state) and time.monotonic() < deadline:
            time.sleep(0.2)
    (state / PIDS).unlink(missing_ok=True)
    return f"Spark is down ({len(pids)} processes stopped)" if pids else "Spark was not running"


def running(state: Path) -> dict[str, int]:
    """Name -> process id of what `up` has started and still runs."""
    file = state / PIDS
    pids: dict[str, int] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {name: pid for name, pid in pids.items() if "org.apache.spark" in _command_of(pid)}


def _command_of(pid: int) -> str:
    """Whoever has the id now; a process that has ended but not been waited for has no command."""
    ps = shutil.which("ps") or "/bin/ps"
    found = subprocess.run([ps, "-ww", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)  # noqa: S603
    return found.stdout


def _java() -> Path:
    """The folder of a Java that Spark runs on. Raises InputError."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    remedy = f"install Java {JAVA} (openjdk-{JAVA}-jre-headless), or set JAVA_HOME"
    if found is None:
        raise InputError("Spark needs Java, and there is none", remedy=remedy)
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA:
        raise InputError(f"Spark needs Java {JAVA} or later, {found} is {said.partition(chr(10))[0]}", remedy=remedy)
    return Path(found).resolve().parents[1]


def _spark_home() -> Path:
    """The pyspark of .venv-spark, or SPARK_HOME. Raises InputError."""
    given = os.environ.get("SPARK_HOME")
    homes = [Path(given)] if given else sorted(PROJECT.glob(".venv-spark/lib/python*/site-packages/pyspark"))
    for home in homes:
        if (home / "bin" / "spark-class").exists():
            return home
    raise InputError("there is no Spark in .venv-spark", remedy="make spark-up installs it; or set SPARK_HOME")


def _given_master() -> str | None:
    """TIERING_SPARK_MASTER, where it is set; it has to answer. Raises InputError."""
    url = os.environ.get("TIERING_SPARK_MASTER")
    if not url:
        return None
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme != "spark" or not host or not port:
        raise InputError(f"TIERING_SPARK_MASTER={url} is no master's address", remedy="write spark://HOST:7077")
    if not _answers(host, port):
        raise InputError(
            f"no Spark master answers at {url}", remedy="correct TIERING_SPARK_MASTER, or unset it for a cluster here"
        )
    return url


def _start_cluster(processes: _Processes, spark: Path) -> str:
    """Master and workers; returns the master's address."""
    daemon, port = str(spark / "bin" / "spark-class"), free_port()
    master = f"spark://{LOCAL}:{port}"
    local = ["--host", LOCAL, "--webui-port", "0"]
    command = [daemon, "org.apache.spark.deploy.master.Master", *local, "--port", str(port)]
    processes.start(MASTER, command, listens_on=port)
    for number in range(1, WORKERS + 1):
        name = worker(number)
        limits = ["--cores", "1", "--memory", "1g", "--work-dir", str(processes.state / name)]
        processes.start(name, [daemon, "org.apache.spark.deploy.worker.Worker", *local, *limits, master])
    return master


def _sql_server(spark: Path, state: Path, master: str, port: int) -> list[str]:
    settings = {
        "spark.driver.host": LOCAL,
        "spark.driver.bindAddress": LOCAL,
        # the catalog does not wait for the disk: after a power cut, the next publishing or rollback fills a new one
        "spark.driver.extraJavaOptions": f"-XX:+UseSerialGC -Dderby.system.durability=test -Dderby.system.home={state}",
        "spark.executor.extraJavaOptions": LIGHT_JVM,
        "spark.executor.memory": "768m",
        "spark.hadoop.hive.server2.thrift.bind.host": LOCAL,
        "spark.hadoop.hive.server2.thrift.port": str(port),
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={state / 'catalog'};create=true",
        "spark.log.level": "WARN",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(state / "tables"),
        "spark.ui.enabled": "false",
        # little data, few cores: more tasks, plans made again and told while they run, code compiled per query, and
        # derived filters cost more than they save
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    server = ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "--master", master]
    return [str(spark / "bin" / "spark-submit"), *server, "--driver-memory", "2g", *options, "spark-internal"]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((LOCAL, 0))
        return int(taken.getsockname()[1])


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    try:
        print({"up": up, "down": down}[sys.argv[1]]())  # noqa: T201
    except TieringError as error:
        print(f"tiering: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
