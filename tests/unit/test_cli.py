"""The `tiering` command at its edges: exit codes, messages for people, JSON for scripts."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import cli, console, runner
from orchestration.lib import reading
from orchestration.lib.locking import refresh_lock
from orchestration.lib.refresh import Outcome, Request
from orchestration.lib.releases import REFUSAL, Store, journal
from orchestration.lib.replay import Replayed
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.releases_kit import published, sealed, settings_in

VERBS = {"demo", "refresh", "backfill", "publish", "status", "releases", "rollback", "explain", "feedback"}
VERBS |= {"simulate", "check-config", "dev", "init", "sla-document"}
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def tiering(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command in this process, as `main` ends it."""

    def run(*arguments: object) -> Said:
        monkeypatch.setattr("sys.argv", ["tiering", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


# -- usage ------------------------------------------------------------------------------------------------------------


def test_help_lists_the_verbs(tiering: Command) -> None:
    said = tiering("--help")
    assert said.code == 0
    assert all(verb in said.out for verb in VERBS)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("retier",), "retier"),
        (("status", "--colour"), "--colour"),
        (("demo", "--accounts", "9"), "--accounts"),
        (("demo", "--format", "xlsx"), "--format"),
        (("publish", "2026-06-30-0000000a"), "--approved-by"),
        (("explain",), "ACCOUNT"),
        (("refresh", "--as-of", "yesterday"), "'yesterday' is no date"),
        (("refresh", "--as-of", "2026-02-30"), "'2026-02-30' is no date"),
        (("refresh", "--as-of", TOMORROW), f"{TOMORROW} is no day to re-tier"),
        (("refresh", "--as-of", "2014-12-31"), "2014-12-31 is no day to re-tier"),
        (("refresh", "--accept", "stale_source"), "its own --reason"),
        (("refresh", "--reason", "why not"), "its own --reason"),
        (("backfill", "--from", "2026-01-01"), "add --monthly"),
        (("backfill", "--from", "January", "--monthly"), "write --from YYYY-MM-DD"),
        (("backfill", "--from", "2026-01-01", "--until", "March", "--monthly"), "write --until YYYY-MM-DD"),
        (("backfill", "--from", TOMORROW, "--monthly"), "no month ends between"),
        (("refresh", "--propose", "--approved-by", "Dana"), "exclude one another"),
        (("refresh", "--approved-by", " "), "--approved-by names nobody"),
        (("publish", "2026-06-30-0000000a", "--approved-by", ""), "--approved-by names nobody"),
        (("status", "--home", "it's"), "the path of a home has none of ' [ ] * ?"),
        (("refresh", "--home", "home [x]"), "the path of a home has none of ' [ ] * ?"),
        (("simulate", "--weights", "intent"), "is no component=weight"),
        (("simulate", "--sensitivity", "--draws", "0"), "--draws"),
        (("simulate", "--sensitivity", "--concentration", "inf", "--json"), "--concentration inf is no number"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_said_and_writes_nothing(
    tiering: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = tiering(*arguments)
    assert said.code == 2
    assert says in said.err and "Traceback" not in said.err
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", "anybody"), "nothing is published yet"),
        (("simulate",), "nothing is published yet"),
        (("simulate", "--sensitivity"), "nothing is published yet"),
        (("rollback",), "no release to go back to"),
        (("publish", "2026-06-30-0000000a", "--approved-by", "Dana"), "there is no complete release"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_nothing_to_work_on_is_said(tiering: Command, tmp_path: Path, arguments: tuple[object, ...], says: str) -> None:
    said = tiering(*arguments, "--home", tmp_path / "home")
    assert (said.code, said.out) == (2, "")
    assert says in said.err


@pytest.mark.parametrize(
    "damage", [lambda data: data[:5000], lambda data: b"\0" * 5000 + data[5000:]], ids=["cut", "flipped"]
)
def test_a_damaged_current_release_is_said(tiering: Command, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    settings = settings_in(tmp_path)
    release = published(Store(settings), "2026-06-30-0000000a")
    release.database.chmod(0o644)
    release.database.write_bytes(damage(release.database.read_bytes()))
    for verb in (("status",), ("status", "--json"), ("explain", "Ada")):
        said = tiering(*verb, "--home", settings.home)
        assert said.code == (2 if verb[0] == "explain" else 0), said.err
        assert "is damaged" in said.out + said.err
        assert "Traceback" not in said.err and "othing is published" not in said.out + said.err


def test_an_error_of_the_program_is_not_a_refused_gate(
    tiering: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(store: Store) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(Store, "waiting", fails)
    said = tiering("status", "--home", tmp_path)
    assert said.code == 4
    assert "RuntimeError: out of luck" in said.err


def test_a_held_lock_is_said_with_its_holder(tiering: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LOCK_WAIT_SECONDS", 0.0)
    with refresh_lock(Settings.resolve(home=tmp_path), wait_seconds=0, owner="the night shift"):
        said = tiering("rollback", "--home", tmp_path)
    assert said.code == 3
    assert "the night shift" in said.err


def test_a_refresh_is_typed_with_the_folders_that_are_not_the_usual_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    usual = Settings.resolve()
    assert console.typed("refresh", usual, with_landing=True).endswith("tiering refresh")
    other = Settings.resolve("in", "out", "our seeds")
    assert console.typed("refresh", other, with_landing=True).endswith(
        "tiering refresh --landing in --config 'our seeds' --home out"
    )
    assert console.typed("status", other).endswith("tiering status --home out")


def test_commands_name_the_home_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["tiering", "status", "--home", "our home"])
    told = console.in_this_home("B waits -> tiering publish B --approved-by NAME\nsee: tiering releases, or wait")
    assert told == (
        "B waits -> tiering publish --home 'our home' B --approved-by NAME\n"
        "see: tiering releases --home 'our home', or wait"
    )
    holder = "held by tiering publish, process 7 since 2026-01-02 (/opt/tiering publish)"
    assert console.in_this_home(holder) == holder
    monkeypatch.setattr(sys, "argv", ["tiering", "status"])
    assert console.in_this_home("run: tiering refresh") == "run: tiering refresh"


# -- refresh: what is asked of the flow, and how its answer ends ------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests that reached the flow, which answers that its result is a proposal."""
    requests: list[Request] = []

    def run_refresh(settings: Settings, request: Request, *, lock_wait_seconds: float) -> Outcome:
        requests.append(request)
        return Outcome("proposed", "2026-06-30-0000000a", "kept as a proposal")

    monkeypatch.setattr(runner, "run_refresh", run_refresh)
    return requests


def test_every_option_reaches_the_flow(tiering: Command, tmp_path: Path, asked: list[Request]) -> None:
    waivers = ("--accept", "stale_source", "--reason", "migration", "--accept", "score_psi", "--reason", "new weights")
    tiering(
        *("refresh", "--as-of", "2026-06-30", "--policy", "baseline", "--policy-reason", "new year", *waivers),
        *("--approved-by", "Dana", "--home", tmp_path),
    )
    assert asked == [
        Request(
            as_of=date(2026, 6, 30),
            policy="baseline",
            policy_reason="new year",
            waivers={"stale_source": "migration", "score_psi": "new weights"},
            approved_by="Dana",
        )
    ]


def test_a_backfill_asks_for_reconstructed_months(tiering: Command, tmp_path: Path, asked: list[Request]) -> None:
    days = ("--from", "2026-01-31", "--until", "2026-03-30", "--monthly")
    waiver = ("--accept", "stale_source", "--reason", "one export")
    said = tiering("backfill", *days, *waiver, "--home", tmp_path, "--json")
    assert [month["as_of"] for month in said.json["months"]] == ["2026-01-31", "2026-02-28"]
    assert [request.as_of for request in asked] == [date(2026, 1, 31), date(2026, 2, 28)]
    assert all(request.is_reconstructed and request.waivers == {"stale_source": "one export"} for request in asked)
    assert "month 2 of 2: 2026-02-28 (daily)" in said.err


def test_the_day_is_today_unless_said_otherwise(tiering: Command, tmp_path: Path, asked: list[Request]) -> None:
    today = {datetime.now(UTC).date()}
    tiering("refresh", "--home", tmp_path)
    today.add(datetime.now(UTC).date())
    assert asked[0].as_of in today


@pytest.mark.usefixtures("asked")
def test_a_proposal_nobody_asked_for_needs_approval(tiering: Command, tmp_path: Path) -> None:
    said = tiering("refresh", "--policy", "quarterly", "--home", tmp_path)
    assert said.code == 1
    assert "policy quarterly needs approval" in said.err
    wanted = tiering("refresh", "--policy", "quarterly", "--propose", "--json", "--home", tmp_path)
    assert wanted.code == 0
    assert wanted.json == {
        "state": "proposed",
        "release_id": "2026-06-30-0000000a",
        "message": "kept as a proposal",
    }


# -- a home without a release -----------------------------------------------------------------------------------------


def test_an_empty_home_has_a_status(tiering: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where no demo was made
    said = tiering("status", "--home", tmp_path / "home")
    home = tmp_path / "home"
    told = f"Nothing is published yet in {home}, which does not exist; run: tiering refresh --home {home}\n"
    assert (said.code, said.out) == (0, told)
    facts = tiering("status", "--json", "--home", tmp_path / "home").json
    lists = {"tiers", "checks", "config_changes", "expiring_overrides", "active_triggers", "waiting", "overtaken"}
    nothing = {"release": None, "problem": None, "refused": None}
    assert facts == {**nothing, "review_packs": [], **{name: [] for name in lists}}


def test_an_empty_home_has_no_releases(tiering: Command, tmp_path: Path) -> None:
    said = tiering("releases", "--home", tmp_path / "home")
    assert said.code == 0
    assert f"Nothing is published yet in {tmp_path / 'home'}, which does not exist" in said.out
    nothing = {"releases": [], "refused": None, "damaged": {}}
    assert tiering("releases", "--json", "--home", tmp_path / "home").json == nothing
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", [("status",), ("releases",), ("explain", "Ada")], ids=" ".join)
def test_who_forgets_the_demos_home_is_told_of_it(
    tiering: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo" / "home").mkdir(parents=True)
    said = tiering(*verb)
    assert f"in {tmp_path / '.tiering'}, which does not exist" in said.out + said.err
    assert "run: tiering refresh, or for the demo's tiers add --home demo/home" in said.out + said.err
    there = tiering(*verb, "--home", "demo/home")
    assert f"in {tmp_path / 'demo' / 'home'}" in there.out + there.err
    assert "run: tiering refresh --home demo/home" in there.out + there.err
    assert "does not exist" not in there.out + there.err and "add --home" not in there.out + there.err


# -- releases of a home -----------------------------------------------------------------------------------------------


class Later(datetime):
    """A clock that has gone on."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Later:
        return cls(2030, 1, 1, tzinfo=tz)


def test_releases_say_where_they_stand(tiering: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    first, second, third = "2026-01-01-0000000a", "2026-01-02-0000000b", "2026-01-03-0000000c"
    store = Store(settings)
    published(store, first)
    published(store, second, first)
    sealed(store, third, second, proposed=True)
    rows = tiering("releases", "--json", "--home", settings.home).json["releases"]
    assert [(row["release_id"], row["as_of"], row["state"]) for row in rows] == [
        (third, "2026-01-03", "waits for approval"),
        (second, "2026-01-02", "current"),
        (first, "2026-01-01", "published"),
    ]

    published_at = {row["release_id"]: row["published_at"] for row in rows}

    monkeypatch.setattr(journal, "datetime", Later)
    said = tiering("rollback", "--home", settings.home)
    assert (said.code, said.out) == (0, f"current is {first} again, as of 2026-01-01\n")
    rows = tiering("releases", "--json", "--home", settings.home).json["releases"]
    states = {row["release_id"]: row["state"] for row in rows}
    assert (states[first], states[second]) == ("current", "rolled back")
    assert {row["release_id"]: row["published_at"] for row in rows} == published_at, (
        "when it was published, not moved to"
    )


def test_a_refused_attempt_is_told_until_another_one_is_published(tiering: Command, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    first, second, third = "2026-01-01-0000000a", "2026-01-02-0000000b", "2026-01-03-0000000c"
    store = Store(settings)
    published(store, first)
    kept = store.keep_refused(store.begin(second))
    lines = (
        "volume_drop (crm/accounts): refused: 0.1, at least 0.7 allowed",
        "  account_id 17",
        "one_tier_each: refused",
    )
    (kept / REFUSAL).write_text("\n".join(lines))
    page = settings.releases / f"{second}.refused" / "quality.html"
    told = f"Last attempt 2026-01-02 was refused: volume_drop (crm/accounts), one_tier_each; report: {page}\n"
    refused = {"release_id": second, "as_of": "2026-01-02", "report": str(page)}
    refused["checks"] = ["volume_drop (crm/accounts)", "one_tier_each"]
    assert told in tiering("releases", "--home", settings.home).out
    assert tiering("releases", "--json", "--home", settings.home).json["refused"] == refused
    published(store, third, first)
    assert "refused" not in tiering("releases", "--home", settings.home).out


def test_releases_say_that_they_are_reconstructed(tiering: Command, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    published(Store(settings), "2026-01-31-0000000a", is_reconstructed=True)
    assert "current, reconstructed" in tiering("releases", "--home", settings.home).out
    rows = tiering("releases", "--json", "--home", settings.home).json["releases"]
    assert [row["is_reconstructed"] for row in rows] == [True]


def test_status_as_json(tiering: Command, published_home: Settings) -> None:
    facts = tiering("status", "--json", "--home", published_home.home).json
    current = Store(published_home).pointed()
    assert facts["release"]["release_id"] == current
    assert sum(row["accounts"] for row in facts["tiers"]) > 100
    assert {"stale_source", "score_range"} <= {row["check"] for row in facts["checks"]}
    assert (facts["waiting"], facts["problem"]) == ([], None)


# -- explain ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def account(published_home: Settings) -> dict[str, Any]:
    """An account in tier 1, with the name of nobody else."""
    rows = reading.query(
        published_home.releases / "current" / "tiers.duckdb",
        """
        select account_id, account_name, cast(score as text) as score from marts.account_tiers
        where tier = 1
        qualify count(*) over (partition by lower(trim(account_name))) = 1
        order by account_id
        limit 1
        """,
    )
    return rows[0]


def test_explain_as_json(tiering: Command, published_home: Settings, account: dict[str, Any]) -> None:
    explained = tiering("explain", account["account_id"], "--json", "--home", published_home.home).json
    assert explained["account"]["score"] == account["score"]
    assert explained["is_reconstructed"] is False
    total = sum(round(float(factor["contribution"]) * 10_000) for factor in explained["factors"])
    assert total == round(float(account["score"]) * 10_000)


def test_demo_as_json(tiering: Command, tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    made = tiering("demo", "--out", folder, "--accounts", 10, "--as-of", "2026-06-30", "--json").json
    assert made["out"] == str(folder) and made["rows"]["crm/accounts"] > 10


def test_a_name_with_brackets_is_shown_as_it_is(
    published_home: Settings, account: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """rich takes [old] for a style, and fails at [/merged]."""
    found = reading.explain(published_home.releases / "current" / "tiers.duckdb", account["account_id"])
    console.show_explanation(
        dataclasses.replace(found, account={**found.account, "account_name": "AG [/merged] [old]"})
    )
    assert "AG [/merged] [old]" in capsys.readouterr().out


def test_explain_finds_by_name_whatever_the_case(
    tiering: Command, published_home: Settings, account: dict[str, Any]
) -> None:
    said = tiering("explain", f"  {account['account_name'].upper()} ", "--home", published_home.home)
    assert said.code == 0
    assert account["account_id"] in said.out and "Tier 1" in said.out


@pytest.mark.parametrize(
    ("blocked_by", "told"),
    [
        ("held_out", "Held out, so that plays can be measured: leave this account alone"),
        ("do_not_contact", "Wants no contact: leave this account alone"),
    ],
)
def test_explain_says_that_nobody_is_to_work_an_account(
    blocked_by: str,
    told: str,
    published_home: Settings,
    tmp_path: Path,
    account: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a copy of the release, because whom the hash draws from a hundred and fifty accounts is chance."""
    database = tmp_path / "tiers.duckdb"
    shutil.copyfile(published_home.releases / "current" / "tiers.duckdb", database)
    with duckdb.connect(str(database)) as connection:
        (blocked,) = connection.execute(
            "update marts.account_plays set blocked_by = $1, next_best_action = null "
            "where account_id = (select min(account_id) from marts.account_tiers where tier = 3) returning account_id",
            [blocked_by],
        ).fetchall()[0]
    console.show_explanation(reading.explain(database, blocked))
    said = capsys.readouterr().out
    assert told in said and "Next:" not in said and "up to +" not in said, "nothing is to lift it"
    console.show_explanation(reading.explain(database, account["account_id"]))
    assert "leave this account alone" not in capsys.readouterr().out


def test_explain_says_what_to_do_next(tiering: Command, published_home: Settings, account: dict[str, Any]) -> None:
    play = reading.query(
        published_home.releases / "current" / "tiers.duckdb",
        f"select next_best_action, why from marts.account_plays where account_id = '{account['account_id']}'",
    )[0]
    said = tiering("explain", account["account_id"], "--home", published_home.home)
    assert f"Next: {play['next_best_action']}. {play['why']}" in said.out


def test_explain_suggests_who_was_meant(tiering: Command, published_home: Settings, account: dict[str, Any]) -> None:
    misspelt = f"{account['account_name']}x"
    said = tiering("explain", misspelt, "--home", published_home.home)
    assert (said.code, said.out) == (2, "")
    assert f"no account has the id, domain or name '{misspelt}'" in said.err
    assert f"did you mean {account['account_name']} ({account['account_id']})" in said.err


# -- replay -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differing", "code", "says"),
    [((), 0, "a replays bit for bit: 2 tables"), (("b",), 1, "a replays differently in 1 of 2 tables")],
)
def test_replay_ends_as_it_compares(
    tiering: Command, monkeypatch: pytest.MonkeyPatch, differing: tuple[str, ...], code: int, says: str
) -> None:
    result = Replayed("a", ("account_tiers", "b"), differing, None, None, ())
    monkeypatch.setattr("orchestration.lib.replay.replay", lambda *_, **__: result)
    said = tiering("replay", "a")
    assert said.code == code and says in said.out
    assert tiering("replay", "a", "--json").json["is_equal"] is (code == 0)


# -- check-config -----------------------------------------------------------------------------------------------------


def test_check_config(tiering: Command, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "seeds", tmp_path / "config", ignore=shutil.ignore_patterns("*.yml"))
    good = tiering("check-config", "--config", tmp_path / "config")
    assert good.code == 0 and "keep every rule" in good.out and len(good.out.splitlines()) == 1
    triggers = tmp_path / "config" / "tiering" / "trigger_rules.csv"
    triggers.write_text(triggers.read_text().replace("acquisition,", "acquisiton,"))
    odd = tiering("check-config", "--config", tmp_path / "config")
    assert odd.code == 0 and f"{triggers}, line 2: event_type 'acquisiton'" in odd.out
    (tmp_path / "config" / "tiering" / "tiers.csv").unlink()
    bad = tiering("check-config", "--config", tmp_path / "config")
    assert (bad.code, bad.out) == (2, "")
    assert "tiers.csv" in bad.err
