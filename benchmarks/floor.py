"""The floor, measured: `python -m benchmarks.floor HOME OUT.duckdb` runs floor.sql on the current release's raw files
(the warehouse's views over them).

Prints one line of JSON: {"seconds", "cpu_seconds", "peak_mb", "accounts", "same_score"}. same_score is the share of
accounts that have the release's score to 0.001: it says that the floor computes the same thing.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

from orchestration.lib import memory
from orchestration.lib.sql import literal

PROJECT = Path(__file__).parents[1]
SAME = """
select count(*), avg(cast(abs(release.score - floor.score) < 0.001 as integer))
from release.marts.account_tiers as release left join account_tiers as floor using (account_id)
"""


def compute(home: Path, out: Path) -> None:
    """The three largest marts of the current release once more, by hand, into a new file."""
    manifest = json.loads((home / "releases" / "current" / "manifest.json").read_text(encoding="utf-8"))
    out.unlink(missing_ok=True)
    with duckdb.connect(str(out)) as connection:
        connection.execute(f"set variable as_of = date '{manifest['as_of']}'")
        connection.execute("set timezone = 'UTC'")
        memory.hold(connection)
        connection.execute(f"attach {literal(home / 'warehouse.duckdb')} as warehouse (read_only)")
        for source, table in sorted({(file["source"], file["table"]) for file in manifest["files"]}):
            raw = f"warehouse.raw.{source}__{table}"
            connection.execute(f"create temp view raw_{source}_{table} as select * from {raw}")
        for seed in (PROJECT / "seeds").rglob("*.csv"):
            connection.execute(f"create temp view seed_{seed.stem} as select * from read_csv('{seed}')")
        connection.execute((PROJECT / "benchmarks" / "floor.sql").read_text(encoding="utf-8"))
        connection.execute("checkpoint")


def main(home: Path, out: Path) -> None:
    started = time.perf_counter()
    compute(home, out)
    seconds, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    with duckdb.connect(str(out), read_only=True) as connection:
        database = (home / "releases" / "current" / "tiers.duckdb").resolve()
        connection.execute(f"attach {literal(database)} as release (read_only)")
        [(accounts, same_score)] = connection.execute(SAME).fetchall()
    measured = {
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
        "accounts": accounts,
        "same_score": same_score,
    }
    print(json.dumps(measured), file=sys.stdout, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
