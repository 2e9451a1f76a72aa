"""The acquisition drill of docs/guides/re-tiering.md: a file is dropped, and the tier changes by itself."""

from __future__ import annotations

import csv
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.lib import reading
from orchestration.lib.releases import Store
from orchestration.lib.settings import PROJECT, Settings

QUIET_SECONDS = 15
PATIENCE_SECONDS = 240
"""For everything that the daemon does; docs/benchmarks.md says how long it takes (`pytest --log-cli-level=INFO`)."""

FAILURES = ("RUN_FAILURE", "SensorExecutionError")


def edit(file: Path, edit_row: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Rewrites every row of a CSV file."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = [edit_row(row) for row in csv.DictReader(source)]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def wait_until(happened: Callable[[], bool], what: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        told = log.read_text(encoding="utf-8", errors="replace")
        assert not any(failure in told for failure in FAILURES), f"{what} did not happen, something failed:\n{told}"
        assert time.monotonic() < deadline, f"{what} did not happen:\n{told}"
        time.sleep(0.5)


def answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def is_alive(group: int) -> bool:
    """Whether any process of the group is left."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


@contextmanager
def tiering_dev(settings: Settings, log: Path) -> Iterator[None]:
    """`tiering dev`, up and running; stopped as a service manager stops it, and then nothing may be left of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = ("--landing", settings.landing, "--home", settings.home, "--config", settings.config)
    command = [sys.executable, "-m", "orchestration", "dev", "--port", str(port), *map(str, folders)]
    with log.open("w") as output:
        dev = subprocess.Popen(
            command, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, text=True
        )
    try:
        wait_until(lambda: dev.poll() is not None or answers(port), "the page of Dagster", log)
        yield
        dev.send_signal(signal.SIGTERM)
        dev.wait(timeout=60)
        wait_until(lambda: not is_alive(dev.pid), "the end of every process", log)
    finally:
        if is_alive(dev.pid):
            os.killpg(dev.pid, signal.SIGKILL)
            dev.wait()


def test_an_acquisition_dropped_into_landing_lifts_the_account_today(workplace: Settings, tmp_path: Path) -> None:
    edit(
        workplace.config / "reference" / "settings.csv",
        lambda row: row | ({"value": str(QUIET_SECONDS)} if row["key"] == "landing_quiet_seconds" else {}),
    )
    edit(  # whoever the made-up book offers gets one of the seats
        workplace.config / "tiering" / "trigger_rules.csv",
        lambda row: row | ({"min_icp_fit": "", "max_seats": ""} if row["event_type"] == "acquisition" else {}),
    )
    edit(  # the made-up book ends months before today
        workplace.config / "gates" / "gate_thresholds.csv",
        lambda row: row | ({"max_value": "100000"} if row["check"] == "stale_source" else {}),
    )
    store = Store(workplace)
    before = store.current()
    assert before
    account = reading.query(
        before.database,
        """
        select account_id, domain from marts.account_tiers
        where pool = 'new_business' and tier = 3 and domain is not null order by score desc, account_id limit 1
        """,
    )[0]

    def now() -> reading.Row:
        current = store.current()
        assert current
        return reading.explain(current.database, account["account_id"]).account

    with tiering_dev(workplace, log := tmp_path / "dev.log"):
        dropped_on = datetime.now(UTC).date()
        event = f"DRILL-1,acquisition,{dropped_on},{account['domain']},It bought a company\n"
        (workplace.landing / "company_events" / "events_drill.csv").write_text(
            f"event_id,event_type,occurred_at,domain,name\n{event}", encoding="utf-8"
        )
        dropped = time.monotonic()
        wait_until(lambda: now()["tier"] == 1, f"Tier 1 for {account['account_id']}", log)
        logging.getLogger(__name__).info(
            "Tier 1 %.0f s after the file, %d s of them the quiet time", time.monotonic() - dropped, QUIET_SECONDS
        )

    lifted, current = now(), store.current()
    assert current
    assert (lifted["tier_reason"], lifted["previous_tier"], lifted["earned_tier"]) == ("trigger", 3, 3)
    assert current.as_of in (dropped_on, datetime.now(UTC).date())
    assert current.manifest.previous_release_id == before.id
    change = reading.explain_change(current.database, account["account_id"]).change
    named = f'lifted until {dropped_on + timedelta(days=90)} by acquisition "It bought a company" on {dropped_on}'
    assert lifted["tier_reason_text"] == named
    assert change and change["explanation"].startswith(f"Up from Tier 3 to Tier 1 ({named})")
