"""Runs dbt in this process: one prepared manifest, one run folder per home, results as plain records."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.lib import memory
from orchestration.lib.configuration.tables import content
from orchestration.lib.engines import DuckDB, Engine
from orchestration.lib.errors import TieringError
from orchestration.lib.settings import PROJECT, Settings

WAREHOUSE = {
    "select": ("source:*", "resource_type:seed", "fqn:account_tiering.staging", "fqn:account_tiering.intermediate"),
    "exclude": ("resource_type:unit_test",),
    "indirect-selection": ("cautious",),
}
"""Everything up to the tiers; tests only where all they read is built in this part. By name, not by path: a path is
looked up on disk, and the run folder of a home holds no models."""

CANDIDATE = {
    "select": ("fqn:account_tiering.marts", "fqn:account_tiering.gates,resource_type:model"),
    "exclude": ("resource_type:unit_test",),
    "indirect-selection": ("buildable",),
}
"""The marts, the release metrics, and every test on them, also those that look back into the warehouse."""

A_COMPONENT_IS_ON = "a_component_is_on"
"""The test of the one rule of the configuration that only the rows of the landed files can tell broken."""

Part = Mapping[str, tuple[str, ...]]

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

MANIFEST = "partial_parse.msgpack"
"""dbt's own serialised manifest: read back in a tenth of a second, where parsing takes seconds."""

Event = dict[str, Any]


@dataclass(frozen=True)
class NodeResult:
    """What dbt said of one node: `status` is dbt's word, `failures` the failing rows of a test (None otherwise)."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    failures: int | None
    message: str
    compiled_code: str | None
    severity: str | None

    @property
    def is_bad(self) -> bool:
        return self.status in {"error", "fail", "runtime error", "skipped"}


class DbtError(TieringError):
    """dbt itself could not run (not: a test that failed)."""


def _quiet_dbt() -> None:
    """Telemetry off, also for processes that never read profiles or dbt_project.yml."""
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"


def _project_key(project: Path) -> str:
    """Hash of every file a parse reads, so that a prepared manifest can never be stale."""
    from dbt.version import __version__

    digest = hashlib.sha256(__version__.encode())
    folders = ("models", "macros", "tests/dbt", "seeds")
    files = [project / "dbt_project.yml", project / "profiles.yml"]
    files += [file for folder in folders for file in sorted((project / folder).rglob("*")) if file.is_file()]
    for file in files:
        digest.update(f"{file.relative_to(project).as_posix()}\n".encode())
        digest.update(file.read_bytes() if file.suffix != ".csv" else b"")
    return digest.hexdigest()[:16]


def prepared(project: Path = PROJECT, target: str = DuckDB.target) -> Path:
    """The folder with the project parsed for a target (MANIFEST, and manifest.json); parses when there is none.

    Raises DbtError with dbt's own message when the project does not parse.
    """
    _quiet_dbt()
    key = _project_key(project)
    folder = project / "target" / "prepared" / (key if target == DuckDB.target else f"{key}.{target}")
    if (folder / MANIFEST).exists():
        return folder
    from dbt.cli.main import dbtRunner

    scratch = folder.with_name(f"{folder.name}.{os.getpid()}.tmp")
    arguments = ["--quiet", "parse", "--project-dir", str(project), "--profiles-dir", str(project)]
    arguments += ["--target", target, "--no-partial-parse", "--target-path", str(scratch), "--log-path", str(scratch)]
    result = dbtRunner().invoke(arguments)
    if not result.success:
        shutil.rmtree(scratch, ignore_errors=True)
        raise DbtError(f"dbt cannot parse {project}: {result.exception}")
    try:
        scratch.rename(folder)
    except OSError:  # another process prepared the same manifest first
        shutil.rmtree(scratch, ignore_errors=True)
    for stale in folder.parent.glob("*"):
        if not stale.name.startswith(key) and not stale.name.endswith(".tmp"):
            shutil.rmtree(stale, ignore_errors=True)
    return folder


@cache
def _manifest(file: Path) -> Manifest:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    manifest = Manifest.from_msgpack(file.read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def manifest_json(project: Path = PROJECT) -> dict[str, Any]:
    """The parsed project as dbt's manifest.json (what dagster-dbt reads)."""
    return dict(json.loads((prepared(project) / "manifest.json").read_text(encoding="utf-8")))


def prepare_run_folder(settings: Settings, project: Path = PROJECT) -> None:
    """Copies what dbt reads at run time into `<home>/dbt`; the configuration in force becomes its `seeds/`."""
    settings.dbt.mkdir(parents=True, exist_ok=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copyfile(project / name, settings.dbt / name)
    seeds = settings.dbt / "seeds"
    shutil.rmtree(seeds, ignore_errors=True)
    for file in sorted(settings.config.rglob("*.csv")):
        target = seeds / file.relative_to(settings.config)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content(file))  # DuckDB reads no file that mixes them


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def build(
    settings: Settings,
    part: Part,
    *,
    as_of: date,
    policy: str,
    release_id: str,
    candidate: Path,
    absent_vendors: Collection[str] = (),
    engine: Engine,
    on_event: Callable[[Event], None] = lambda event: None,
    project: Path = PROJECT,
) -> list[NodeResult]:
    """`dbt build` of one part into the warehouse and the candidate file; every connection is closed afterwards.

    `absent_vendors`: sources of vendors without a landed file. Canonical models do not ask theirs (macro `unioned`),
    so these are not built: they would be fifty empty views.
    `on_event` receives dbt's structured events as dictionaries. Raises DbtError when dbt could not run at all;
    failing nodes and tests come back as results.
    """
    _quiet_dbt()
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.nodes import SeedNode
    from google.protobuf.json_format import MessageToDict

    manifest = _manifest(prepared(project, engine.target) / MANIFEST)
    for node in manifest.nodes.values():
        if isinstance(node, SeedNode):
            node.root_path = str(settings.dbt)  # the configuration in force, not the checkout's

    def relay(message: Any) -> None:
        if "NodeInfo" in message.info.name or message.info.name in _RELAYED:
            on_event(MessageToDict(message, preserving_proto_field_name=True))

    arguments = ["--quiet", "--log-level", "none", "--log-level-file", "warn", "--no-write-json", "build"]
    arguments += ["--target", engine.target]
    if memory.is_limited() and engine.target == "duckdb":
        arguments += ["--threads", "1"]  # a join that does not get all of the memory writes both its sides to disk
    options = {**part, "exclude": (*part["exclude"], *_models_of(absent_vendors))}
    arguments += [word for option, values in options.items() for word in (f"--{option}", *values)]
    arguments += ["--project-dir", str(settings.dbt), "--profiles-dir", str(settings.dbt)]
    arguments += ["--target-path", str(settings.dbt / "target"), "--log-path", str(settings.dbt / "logs")]
    facts = {"as_of": as_of.isoformat(), "policy": policy, "release_id": release_id}
    variables = {**facts, **engine.variables, "absent_vendors": sorted(absent_vendors)}
    arguments += ["--vars", json.dumps(variables)]
    environment = {"TIERING_WAREHOUSE": str(settings.warehouse), "TIERING_RELEASE_FILE": str(candidate)}
    environment[memory.VARIABLE] = memory.limit()
    try:
        with _environment(environment), chdir(project):
            outcome = dbtRunner(manifest=manifest, callbacks=[relay]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise DbtError(f"dbt stopped: {outcome.exception}")
    return [_node_result(result) for result in outcome.result.results]


def _models_of(vendors: Collection[str]) -> list[str]:
    """Selectors of everything that belongs to vendors alone."""
    folders = ("source:{0}", "fqn:account_tiering.staging.{0}", "fqn:account_tiering.intermediate.canonical.{0}")
    return [folder.format(vendor) for vendor in sorted(vendors) for folder in folders]


_RELAYED = {"LogSeedResult", "LogModelResult", "LogTestResult", "LogStartLine"}


def _node_result(result: Any) -> NodeResult:
    node = result.node
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        resource_type=str(node.resource_type),
        status=str(result.status),
        failures=result.failures,
        message=(result.message or "").partition("\tat ")[0].rstrip(),  # without the stack trace of a JVM
        compiled_code=getattr(node, "compiled_code", None),
        severity=getattr(node.config, "severity", None),
    )


if __name__ == "__main__":
    prepared()
