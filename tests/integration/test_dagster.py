"""Dagster's side: what the UI shows, what starts a run and when, and what becomes of a run that died."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from orchestration import runner
from orchestration.definitions import defs
from orchestration.defs import automation, resources
from orchestration.defs.landing import source_keys
from orchestration.defs.resources import PARTITION_TAG, RefreshResource
from orchestration.lib import configuration, gates, releases
from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.locking import refresh_lock
from orchestration.lib.refresh import Request
from orchestration.lib.releases import Store
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF
from tests.unit import activation_kit

BERLIN = ZoneInfo("Europe/Berlin")
TIERS = dg.AssetKey(["marts", "account_tiers"])
RELEASE = dg.AssetKey("release")
SCHEDULES = {schedule.name: schedule for schedule in automation.schedules}


# -- definitions ------------------------------------------------------------------------------------------------------


def test_definitions_load() -> None:
    dg.Definitions.validate_loadable(defs)
    assert {job.name for job in defs.resolve_all_job_defs()} >= {"daily_retier", "quarterly_retier"}


def test_the_ui_groups_models_as_the_tree_does() -> None:
    groups = {node.group_name for node in defs.resolve_asset_graph().asset_nodes}
    assert {"landing", "seeds", "staging", "intermediate_scores", "marts_tiers", "gates", "release"} <= groups


def test_lineage_goes_from_the_landing_tables_to_the_release() -> None:
    graph = defs.resolve_asset_graph()
    below_accounts = dg.AssetSelection.assets("crm/accounts").downstream().resolve(graph)
    assert {TIERS, RELEASE} <= below_accounts
    above_release = dg.AssetSelection.assets(RELEASE).upstream().resolve(graph)
    assert {TIERS, *source_keys()} <= above_release


def test_the_gates_block_what_they_guard() -> None:
    graph = defs.resolve_asset_graph()
    wanted = {dg.AssetCheckKey(key, "source_gate") for key in source_keys()}
    wanted |= {dg.AssetCheckKey(TIERS, name) for name in gates.RELEASE_CHECKS}
    assert graph.asset_check_keys == wanted
    assert all(graph.get(check).blocking for check in wanted)


@pytest.mark.parametrize("name", ["daily_retier", "quarterly_retier"])
def test_jobs_are_partitioned_by_as_of(name: str) -> None:
    job = defs.resolve_job_def(name)
    today = datetime.now(UTC).date().isoformat()
    assert job.partitions_def is not None
    assert job.partitions_def.get_last_partition_key() == today
    assert job.asset_layer.selected_asset_keys == defs.resolve_asset_graph().materializable_asset_keys


# -- run history ------------------------------------------------------------------------------------------------------


def test_what_the_command_did_is_in_the_run_history(published_home: Settings) -> None:
    with dg.DagsterInstance.from_config(str(published_home.dagster)) as instance:
        (run,) = instance.get_runs()
        event = instance.get_latest_materialization_event(RELEASE)
    assert (run.job_name, run.status) == ("daily_retier", dg.DagsterRunStatus.SUCCESS)
    assert run.tags[PARTITION_TAG] == AS_OF.isoformat()
    current = Store(published_home).current()
    assert current and event and event.asset_materialization
    assert event.asset_materialization.metadata["release_id"].value == current.id


def test_a_run_asks_for_what_the_command_asked(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path / "landing", tmp_path / "home", tmp_path / "config")
    asked = Request(AS_OF, "baseline", "new weights", {"score_psi": "so"}, True, "Ada", is_reconstructed=True)
    heard: list[tuple[Settings, Request]] = []

    @dg.op
    def listen(refresh: RefreshResource) -> None:
        heard.append((refresh.run.settings, refresh.run.request))

    @dg.job(resource_defs={"refresh": RefreshResource()})
    def listening() -> None:
        listen()

    run_config = runner._run_config(settings, asked, 0)
    listening.execute_in_process(run_config=run_config, tags={PARTITION_TAG: AS_OF.isoformat()})
    assert heard == [(settings, asked)]


def retier(settings: Settings, instance: dg.DagsterInstance, **tags: str) -> dg.ExecuteInProcessResult:
    """A run that does nothing but hold the refresh resource."""

    @dg.op
    def hold(refresh: RefreshResource) -> None:
        assert settings.lock.read_text(encoding="utf-8")

    @dg.job(resource_defs={"refresh": RefreshResource(home=str(settings.home), lock_wait_seconds=0)})
    def holding() -> None:
        hold()

    return holding.execute_in_process(instance=instance, tags=tags)


def die_holding_the_lock(settings: Settings, owner: str) -> None:
    """Another process takes the lock as `owner` and is killed."""
    script = (
        "import os, signal, sys\n"
        "from orchestration.lib.locking import refresh_lock\n"
        "from orchestration.lib.settings import Settings\n"
        "with refresh_lock(Settings.resolve(home=sys.argv[1]), wait_seconds=0, owner=sys.argv[2]):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(settings.home), owner], cwd=PROJECT, check=False, timeout=60)
    assert owner in settings.lock.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("left_as", "becomes"),
    [
        (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.FAILURE),
        (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.SUCCESS),
    ],
)
def test_the_next_run_reports_one_that_died(
    tmp_path: Path, left_as: dg.DagsterRunStatus, becomes: dg.DagsterRunStatus
) -> None:
    settings = Settings.resolve(home=tmp_path / "home")
    with dg.DagsterInstance.ephemeral() as instance:
        dead = instance.create_run_for_job(defs.resolve_job_def("daily_retier"), status=left_as)
        die_holding_the_lock(settings, dead.run_id)
        assert retier(settings, instance, **{PARTITION_TAG: AS_OF.isoformat()}).success
        after = instance.get_run_by_id(dead.run_id)
    assert after and after.status == becomes


@pytest.mark.parametrize(
    ("began_within", "is_locked", "becomes"),
    [
        (0, False, dg.DagsterRunStatus.FAILURE),
        (0, True, dg.DagsterRunStatus.STARTED),
        (600, False, dg.DagsterRunStatus.STARTED),
    ],
)
def test_the_sensor_reports_a_run_that_ended_without_a_word(
    landing: Path, monkeypatch: pytest.MonkeyPatch, began_within: int, is_locked: bool, becomes: dg.DagsterRunStatus
) -> None:
    """The queue would start no other: a disk that was full leaves neither the run's end nor the lock's text."""
    monkeypatch.setattr(resources, "BEGINNING_SECONDS", began_within)
    monkeypatch.setattr(resources, "PAUSE_SECONDS", 0)
    monkeypatch.setenv("TIERING_HOME", str(landing.parent / "home"))
    at_work = refresh_lock(Settings.resolve(), wait_seconds=0, owner="somebody") if is_locked else nullcontext()
    with dg.DagsterInstance.ephemeral() as instance, at_work:
        run = instance.create_run_for_job(defs.resolve_job_def("daily_retier"), status=dg.DagsterRunStatus.STARTED)
        ended = instance.create_run_for_job(defs.resolve_job_def("daily_retier"), status=dg.DagsterRunStatus.SUCCESS)
        automation.landing_sensor(dg.build_sensor_context(instance=instance))
        after = [instance.get_run_by_id(run_id) for run_id in (run.run_id, ended.run_id)]
    assert [run and run.status for run in after] == [becomes, dg.DagsterRunStatus.SUCCESS]


def test_a_run_without_its_day_is_refused(tmp_path: Path) -> None:
    settings = Settings.resolve(home=tmp_path / "home")
    with (
        dg.DagsterInstance.ephemeral() as instance,
        pytest.raises(dg.DagsterInvariantViolationError, match="needs its day"),
    ):
        retier(settings, instance)
    assert not settings.lock.exists()


# -- the landing sensor -----------------------------------------------------------------------------------------------


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty landing folder that the sensor looks at, with its configuration: quiet after 30 s (`pass_quietly`)."""
    folder = tmp_path / "landing"
    folder.mkdir()
    shutil.copytree(PROJECT / "seeds", tmp_path / "config", ignore=shutil.ignore_patterns("*.yml"))
    monkeypatch.setenv("TIERING_LANDING", str(folder))
    monkeypatch.setenv("TIERING_CONFIG", str(tmp_path / "config"))
    return folder


def drop(landing: Path, text: str) -> None:
    """A file with a time of change long ago, as a copy that keeps times has it; it came just now all the same.

    The quiet time is 30 s from here on, so that a slow machine does not let it pass.
    """
    _set_quiet_seconds(landing, 30)
    file = landing / "crm" / "accounts.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1_500_000_000, 1_500_000_000))


def pass_quietly(landing: Path) -> None:
    """Lets the quiet time pass, shortened to a second."""
    _set_quiet_seconds(landing, 1)
    time.sleep(1.1)


def _set_quiet_seconds(landing: Path, seconds: int) -> None:
    settings = landing.parent / "config" / "reference" / "settings.csv"
    text = settings.read_text(encoding="utf-8")
    changed, times = re.subn(r"landing_quiet_seconds,\d+,", f"landing_quiet_seconds,{seconds},", text)
    assert times == 1
    settings.write_text(changed, encoding="utf-8")


def sense(cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    with dg.DagsterInstance.ephemeral() as instance:
        result = automation.landing_sensor(dg.build_sensor_context(instance=instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def test_an_empty_or_missing_landing_folder_starts_nothing(landing: Path) -> None:
    skip = sense()
    assert isinstance(skip, dg.SkipReason) and "nothing in" in str(skip.skip_message)
    landing.rmdir()
    assert isinstance(sense(), dg.SkipReason)


def test_files_that_just_came_are_waited_for(landing: Path) -> None:
    drop(landing, "account_id,name\n1,A\n")
    skip = sense()
    assert isinstance(skip, dg.SkipReason) and "less than 30 s ago" in str(skip.skip_message)


def test_a_quiet_landing_folder_starts_one_run_per_change(landing: Path) -> None:
    drop(landing, "account_id,name\n1,A\n")
    pass_quietly(landing)
    first = sense()
    assert isinstance(first, dg.SensorResult) and first.run_requests and first.cursor
    (request,) = first.run_requests
    assert request.partition_key == datetime.now(UTC).date().isoformat()

    again = sense(first.cursor)
    assert isinstance(again, dg.SkipReason) and "nothing new" in str(again.skip_message)

    drop(landing, "account_id,name\n1,A\n2,B\n")
    assert isinstance(sense(first.cursor), dg.SkipReason)
    pass_quietly(landing)
    second = sense(first.cursor)
    assert isinstance(second, dg.SensorResult) and second.run_requests
    assert second.cursor != first.cursor
    assert second.run_requests[0].run_key != request.run_key


def test_a_broken_configuration_is_told_at_the_tick_and_loses_no_file(landing: Path) -> None:
    drop(landing, "account_id,name\n1,A\n")
    pass_quietly(landing)
    spare = landing.parent / "tiers.csv"
    tiers = (landing.parent / "config" / "tiering" / "tiers.csv").rename(spare)
    with pytest.raises(InputError, match=r"tiers\.csv: the configuration file is missing"):
        sense()
    tiers.rename(landing.parent / "config" / "tiering" / "tiers.csv")
    assert isinstance(sense(), dg.SensorResult)


def test_a_hidden_file_starts_nothing(landing: Path) -> None:
    (landing / ".DS_Store").write_bytes(b"x")
    assert isinstance(sense(), dg.SkipReason)


# -- the sensor that notifies -----------------------------------------------------------------------------------------


def test_who_is_set_up_is_told_at_the_tick_and_a_failure_fails_it(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIERING_HOME", str(tmp_path / "home"))
    store = releases.Store(Settings.resolve())
    activation_kit.publish(store, "2026-01-01-00000001")
    activation_kit.seal(store, "2026-01-02-00000002", "2026-01-01-00000001", marts={}, requires_approval=True)
    skip = automation.notify_sensor(dg.build_sensor_context())
    assert isinstance(skip, dg.SkipReason) and skip.skip_message == "no recipient is set up"
    port = activation_kit.free_port()
    monkeypatch.setenv("TIERING_NOTIFY_OPERATOR", f"json://127.0.0.1:{port}/operator")
    with pytest.raises(TieringError, match=r"1 of 1 message could not be delivered, to operator"):
        automation.notify_sensor(dg.build_sensor_context())
    with activation_kit.web_server(port) as posts:
        for told in ("1 message", "0 messages"):
            skip = automation.notify_sensor(dg.build_sensor_context())
            assert isinstance(skip, dg.SkipReason) and skip.skip_message == told
    ((_, post),) = posts
    assert "tiering publish 2026-01-02-00000002" in post["message"]


# -- schedules --------------------------------------------------------------------------------------------------------


def at(schedule: str, *day: int) -> dg.RunRequest | dg.SkipReason:
    """What a schedule answers at six in the morning of that day."""
    context = dg.build_schedule_context(scheduled_execution_time=datetime(*day, 6, tzinfo=BERLIN))
    result = SCHEDULES[schedule](context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


def test_an_ordinary_day_is_retiered_daily() -> None:
    request = at("daily_schedule", 2026, 7, 2)
    assert isinstance(request, dg.RunRequest) and request.partition_key == "2026-07-02"


def test_the_first_day_of_a_quarter_is_left_to_the_quarterly_retier() -> None:
    skip = at("daily_schedule", 2026, 7, 1)
    assert isinstance(skip, dg.SkipReason) and "quarterly" in str(skip.skip_message)


@pytest.mark.parametrize(("now", "as_of"), [((2026, 7, 1, 4), "2026-07-01"), ((2026, 7, 6, 9), "2026-07-06")])
def test_a_missed_quarterly_tick_proposes_for_the_day_it_is_made_up_for(
    monkeypatch: pytest.MonkeyPatch, now: tuple[int, ...], as_of: str
) -> None:
    """A proposal for the day itself would be overtaken by the daily release of today."""
    monkeypatch.setattr(automation, "now", lambda: datetime(*now, tzinfo=UTC))
    request = at("quarterly_schedule", 2026, 7, 1)
    assert isinstance(request, dg.RunRequest)
    assert (request.run_key, request.partition_key) == ("quarterly-2026-07-01", as_of)


def test_schedules_tick_as_the_settings_say() -> None:
    ticks = {s.name: (s.cron_schedule, s.execution_timezone, s.job_name) for s in SCHEDULES.values()}
    assert ticks == {
        "daily_schedule": ("0 6 * * *", "Europe/Berlin", "daily_retier"),
        "quarterly_schedule": ("0 6 1 1,4,7,10 *", "Europe/Berlin", "quarterly_retier"),
    }


@pytest.mark.parametrize("schedule", ["daily_schedule", "quarterly_schedule"])
def test_a_broken_configuration_fails_the_tick(landing: Path, schedule: str) -> None:
    (landing.parent / "config" / "tiering" / "tiers.csv").unlink()
    with pytest.raises(InputError, match=r"tiers\.csv: the configuration file is missing"):
        at(schedule, 2026, 7, 2)


@pytest.mark.parametrize("file", ["tiering/tiers.csv", "reference/settings.csv"])
def test_definitions_load_with_a_broken_configuration(landing: Path, file: str) -> None:
    (landing.parent / "config" / file).write_text("nonsense\n", encoding="utf-8")
    script = "from orchestration.definitions import defs\nprint(*(s.cron_schedule for s in defs.schedules), sep='; ')"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=120
    )
    assert loaded.stdout.strip() == "0 6 * * *; 0 6 1 1,4,7,10 *"


def test_schedules_keep_to_the_settings_when_another_file_is_broken(landing: Path) -> None:
    (landing.parent / "config" / "tiering" / "tiers.csv").unlink()
    settings = landing.parent / "config" / "reference" / "settings.csv"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("daily_retier_time,06:00", "daily_retier_time,02:30"), encoding="utf-8")
    assert automation.settings_in_force().daily_retier_time == clock(2, 30)
    settings.unlink()
    assert automation.settings_in_force() == configuration.RefreshSettings()
