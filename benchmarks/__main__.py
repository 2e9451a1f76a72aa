"""`make bench`: floor, first refresh and the day after at several sizes, into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.report import Measured, write
from orchestration.lib.sql import literal

PROJECT = Path(__file__).parents[1]
EVENTS_PER_ACCOUNT = 100
EVENTS = Path("engagement") / "events.parquet"


def say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S}  {text}", file=sys.stderr, flush=True)


def measure(module: str, *arguments: object) -> dict[str, Any]:
    """Runs one measurement in a process of its own, for a peak of memory of its own; one that fails ends the bench."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"make bench: {module} failed, see above")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def generate(landing: Path, accounts: int, as_of: date) -> None:
    """The demo's exports up to `as_of`, once; the last day's events lie beside them, not among them."""
    if (landing.parent / "complete").exists():
        return
    shutil.rmtree(landing.parent, ignore_errors=True)
    words = ["demo", "--out", landing, "--accounts", accounts, "--events", accounts * EVENTS_PER_ACCOUNT]
    words += ["--format", "parquet", "--as-of", as_of]
    subprocess.run(
        [sys.executable, "-m", "orchestration", *map(str, words)], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL
    )
    everything = landing.parent / "everything.parquet"
    (landing / EVENTS).rename(everything)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        last_day = f"occurred_at >= date '{as_of}'"
        for path, rows in ((landing / EVENTS, f"not {last_day}"), (landing.parent / "last_day.parquet", last_day)):
            connection.execute(
                f"copy (from {literal(everything)} where {rows}) to {literal(path)} (format parquet, compression zstd)"
            )
    everything.unlink()
    (landing.parent / "complete").touch()


def bench(work: Path, accounts: int, as_of: date) -> Measured:
    """Everything for one size: the exports of one home, its first release, the floor, and the day after."""
    place = work / f"{accounts}_accounts_{EVENTS_PER_ACCOUNT}_events_each_{as_of}"
    landing, home = place / "landing", place / "home"
    say(f"{accounts:,} accounts: exports")
    generate(landing, accounts, as_of)
    shutil.rmtree(home, ignore_errors=True)
    arrived = landing / EVENTS.with_name("events_last_day.parquet")
    arrived.unlink(missing_ok=True)
    say(f"{accounts:,} accounts: first refresh")
    first = measure("refreshed", landing, home, as_of - timedelta(days=1))
    say(f"{accounts:,} accounts: floor")
    floor = measure("floor", home, place / "floor.duckdb")
    shutil.copyfile(place / "last_day.parquet", arrived)
    say(f"{accounts:,} accounts: the day after")
    daily = measure("refreshed", landing, home, as_of)
    return Measured(accounts, accounts * EVENTS_PER_ACCOUNT, floor, first, daily)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--work", type=Path, default=PROJECT / "target" / "bench", help="exports and homes, kept")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 6, 30))
    arguments = parser.parse_args()
    measured = [bench(arguments.work, accounts, arguments.as_of) for accounts in arguments.accounts]
    print(write(measured, PROJECT / "docs" / "benchmarks.md"), file=sys.stdout)


if __name__ == "__main__":
    main()
