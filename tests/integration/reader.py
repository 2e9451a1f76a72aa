"""A reader in a process of its own, as BI tools are: polls `current` until its standard input ends.

`python -m tests.integration.reader RELEASES`; says as JSON which releases it saw, in order, and every error it met.
"""

from __future__ import annotations

import json
import select
import sys
import time
from pathlib import Path

import duckdb

PAUSE_SECONDS, REST_SECONDS = 0.02, 1.0
"""`current` is watched all the time, and read through when it has moved, else once a second: a look costs 0.02 s."""


def seen_by_a_reader(releases: Path) -> str:
    """The release id that a reader of `current` sees; raises when the marts disagree."""
    with duckdb.connect(str((releases / "current").resolve() / "tiers.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            """
            select distinct release_id from (
                select release_id from marts.account_tiers union all select release_id from marts.release_info
                union all select release_id from marts.account_score_factors
            )
            """
        ).fetchall()
    if len(rows) != 1:
        raise ValueError(f"mixed releases: {rows}")
    return str(rows[0][0])


def _is_over() -> bool:
    return bool(select.select([sys.stdin], [], [], PAUSE_SECONDS)[0])


def poll(releases: Path) -> dict[str, list[str]]:
    """Reads until it is over, and once after that; what was not there before the first release is no error."""
    current = releases / "current"
    seen: list[str] = []
    errors: list[str] = []
    looked_at, read_at, is_last = None, 0.0, False
    while not is_last:
        is_last = _is_over()
        target = current.readlink() if current.is_symlink() else None
        is_quiet = target == looked_at and time.monotonic() < read_at + REST_SECONDS
        if (target is None and not seen) or (is_quiet and not is_last):
            continue
        looked_at, read_at = target, time.monotonic()
        try:
            release_id = seen_by_a_reader(releases)
        except Exception as error:
            errors.append(repr(error))
        else:
            seen += [release_id] if seen[-1:] != [release_id] else []
    return {"seen": seen, "errors": errors}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(poll(Path(sys.argv[1]))))
