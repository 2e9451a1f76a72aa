"""The `tiering` command as tests run it: in a process of its own, with output and exit code as a user gets them.

Importing Dagster, dbt and Great Expectations takes a fifth of a small refresh. `run` forks from a server that has them
imported; `run_anew` starts Python, for tests of what happens while it starts.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

Run = subprocess.CompletedProcess[str]

TIMEOUT_SECONDS = 600

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["dagster", "dagster_dbt", "dbt.cli.main", "duckdb", "great_expectations", "pandas"])


def run(arguments: list[str], cwd: Path, environment: Mapping[str, str]) -> Run:
    """Everything that the command itself imports is imported by the new process."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _server.Process(target=_main, args=(arguments, cwd, dict(environment), out, err))
        process.start()
        process.join(TIMEOUT_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["tiering", *arguments], TIMEOUT_SECONDS)
        return Run(["tiering", *arguments], process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def run_anew(arguments: list[str], cwd: Path, environment: Mapping[str, str]) -> Run:
    return subprocess.run(
        [sys.executable, "-m", "orchestration", *arguments],
        cwd=cwd,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )


def _main(arguments: list[str], cwd: Path, environment: Mapping[str, str], out: Path, err: Path) -> None:
    for descriptor, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), descriptor)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = ["tiering", *arguments]
    from orchestration.cli import main

    main()
