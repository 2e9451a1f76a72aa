"""One refresh, measured: `python -m benchmarks.refreshed LANDING HOME AS_OF` prints one line of JSON.

{"seconds", "cpu_seconds", "peak_mb", "stages": {stage: seconds}}; stages are steps of lib/refresh.Refresh. A refresh
that does not publish is no measurement: exit 1.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

from orchestration import runner
from orchestration.lib.refresh import Refresh, Request
from orchestration.lib.settings import Settings

STAGES = ("inspect", "land", "check_sources", "build", "check_release", "publish")


def timed(seconds: dict[str, float], stage: str) -> Callable[..., Any]:
    method = getattr(Refresh, stage)

    def measured(self: Refresh, *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return method(self, *arguments)
        finally:
            seconds[stage] += time.perf_counter() - started

    return measured


def main(landing: str, home: str, as_of: str) -> None:
    seconds: dict[str, float] = defaultdict(float)
    for stage in STAGES:
        setattr(Refresh, stage, timed(seconds, stage))
    started = time.perf_counter()
    settings = Settings.resolve(landing, home, None)
    outcome = runner.run_refresh(settings, Request(as_of=date.fromisoformat(as_of)), lock_wait_seconds=5)
    used = resource.getrusage(resource.RUSAGE_SELF)
    if outcome.state != "published":
        sys.exit(f"nothing was measured: {outcome.message}")
    measured = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
        "stages": dict(seconds),
    }
    print(json.dumps(measured), file=sys.stdout, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
