"""When re-tiers run: two jobs, their schedules, and the sensor on the landing folder."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from orchestration.defs.resources import report_dead_runs
from orchestration.lib import configuration, landing
from orchestration.lib import notify as notifications
from orchestration.lib.errors import InputError
from orchestration.lib.locking import lock
from orchestration.lib.periods import quarter_months
from orchestration.lib.settings import Settings
from orchestration.lib.words import counted


def _retier(policy: str) -> UnresolvedAssetJobDefinition:
    return dg.define_asset_job(
        f"{policy}_retier",
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        config={"resources": {"refresh": {"config": {"policy": policy}}}},
        description=f"The whole flow, from landing to the published release, under policy {policy}.",
    )


daily_retier = _retier("daily")
quarterly_retier = _retier("quarterly")


def now() -> datetime:
    return datetime.now(UTC)


def as_of(moment: datetime) -> str:
    """The UTC date of a moment, as a partition: shortly after midnight east of Greenwich it is still the day before."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def settings_in_force() -> configuration.RefreshSettings:
    """When the schedules tick: as configured, or by default while that cannot be read.

    Dagster has to load then too: it is the ticks, which check the whole configuration, that show what is wrong.
    """
    try:
        return configuration.load_settings(Settings.resolve().config)
    except InputError:
        return configuration.RefreshSettings()


def _schedules(settings: configuration.RefreshSettings) -> Iterator[dg.ScheduleDefinition]:
    hour, minute = settings.daily_retier_time.hour, settings.daily_retier_time.minute
    months, day = quarter_months(settings.fiscal_year_start_month), settings.quarterly_retier_day

    @dg.schedule(
        job=daily_retier,
        cron_schedule=f"{minute} {hour} * * *",
        execution_timezone=settings.time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def daily_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Every day but the quarter's first, which is re-tiered by the quarterly job."""
        configuration.load(Settings.resolve().config)
        today = context.scheduled_execution_time
        if today.month in months and today.day == day:
            return dg.SkipReason("the quarterly re-tier runs today")
        return dg.RunRequest(run_key=f"daily-{today:%Y-%m-%d}", partition_key=as_of(today))

    @dg.schedule(
        job=quarterly_retier,
        cron_schedule=f"{minute} {hour} {day} {','.join(map(str, months))} *",
        execution_timezone=settings.time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def quarterly_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """The first day of each fiscal quarter; its result waits for approval.

        A tick that was missed is made up for on the day the machine is back: a proposal for the day itself would be
        overtaken by the next daily release before anybody has seen it.
        """
        configuration.load(Settings.resolve().config)
        today = context.scheduled_execution_time
        return dg.RunRequest(run_key=f"quarterly-{today:%Y-%m-%d}", partition_key=as_of(max(today, now())))

    yield daily_schedule
    yield quarterly_schedule


def landing_state(folder: Path) -> tuple[str, float]:
    """A fingerprint of every landing file (path, size, time of change) and the newest time of change (0: no file).

    Feedback is no input of a re-tier, so it starts none. A time that lies ahead is another clock's and does not count.
    """
    digest, newest, latest = hashlib.sha256(), 0.0, now().timestamp()
    found = landing.find(folder) if folder.is_dir() else []
    for file in (path for path in found if not landing.is_feedback(path, folder)):
        status = file.stat()
        newest = max(newest, *(time for time in (status.st_mtime, status.st_ctime) if time <= latest))
        digest.update(f"{file.relative_to(folder)}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest(), newest


@dg.sensor(job=daily_retier, minimum_interval_seconds=1, default_status=dg.DefaultSensorStatus.RUNNING)
def landing_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Starts a daily re-tier when the landing folder changed and has been quiet for landing_quiet_seconds.

    The daemon asks every five seconds. A state of the folder starts one run, however that ends.
    """
    settings = Settings.resolve()
    report_dead_runs(context.instance, settings, context.log.info)
    state, newest = landing_state(settings.landing)
    if not newest:
        return dg.SkipReason(f"nothing in {settings.landing}")
    if state == context.cursor:
        return dg.SkipReason("nothing new")
    quiet = configuration.load(settings.config).settings.landing_quiet_seconds
    moment = now()
    if moment.timestamp() - newest < quiet:
        return dg.SkipReason(f"files changed less than {quiet} s ago: still waiting")
    request = dg.RunRequest(run_key=f"landing-{state}-{moment:%Y-%m-%dT%H:%M:%S}", partition_key=as_of(moment))
    return dg.SensorResult(run_requests=[request], cursor=state)


@dg.sensor(minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def notify_sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Every minute: tells what there is to tell, as `tiering notify` does, whoever published or refused it.

    Without a recipient in the environment it has nothing to do. What could not be delivered fails the tick and is
    tried again at the next one.
    """
    settings = Settings.resolve()
    if not notifications.set_up(configuration.load(settings.config)["recipients"], os.environ):
        return dg.SkipReason("no recipient is set up")
    today = now().date()
    with lock(settings.notifications / "lock", wait_seconds=0, owner="notify_sensor", what="notification"):
        deliveries = notifications.notify(settings, os.environ, today)
    for delivery in deliveries:
        context.log.info(f"{delivery.recipient}: {delivery.state}: {delivery.title} {delivery.detail}".rstrip())
    if failure := notifications.failure(deliveries):
        raise failure
    return dg.SkipReason(counted(len(deliveries), "message"))


schedules = list(_schedules(settings_in_force()))
