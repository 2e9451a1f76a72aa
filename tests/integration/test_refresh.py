"""The whole flow as a user runs it: what is published, what is repeated, what is refused before anything is written."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.releases import Store, contracted_marts
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF, Refresh, tiering


def current(settings: Settings) -> Path:
    return (settings.releases / "current").resolve()


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder with size and time of change."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {str(f.relative_to(folder)): (f.stat().st_size, f.stat().st_mtime_ns) for f in found}


def test_every_mart_answers_read_only_queries(published_home: Settings) -> None:
    marts = contracted_marts(PROJECT / "models")
    assert {"account_tiers", "account_score_factors", "account_tier_history", "account_score_history"} <= set(marts)
    assert {"account_signals", "source_quality", "release_info"} <= set(marts)
    with duckdb.connect(str(current(published_home) / "tiers.duckdb"), read_only=True) as connection:
        for mart in [*marts, "release_checks"]:
            rows = connection.execute(f"select count(*) from marts.{mart}").fetchone()
            assert rows and (rows[0] > 0 or mart == "identity_review"), mart  # nothing need be ambiguous
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("delete from marts.account_tiers")


def test_every_table_and_column_says_what_it_means(published_home: Settings) -> None:
    """BI tools show the comments of the file that they open."""
    with duckdb.connect(str(current(published_home) / "tiers.duckdb"), read_only=True) as connection:
        undescribed = connection.execute(
            """
            select table_name, null from duckdb_tables() where schema_name = 'marts' and comment is null
            union all
            select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null
            """
        ).fetchall()
        of_scores = "where table_name = 'account_tiers' and column_name = 'score'"
        ((meaning,),) = connection.execute(f"select comment from duckdb_columns() {of_scores}").fetchall()
    assert undescribed == []
    assert "0 to 100" in meaning and "\n" not in meaning


def test_tiers_make_sense(published_home: Settings) -> None:
    with duckdb.connect(str(current(published_home) / "tiers.duckdb"), read_only=True) as connection:
        tiers = dict(
            connection.execute(
                "select tier, avg(score) from marts.account_tiers where tier is not null group by tier"
            ).fetchall()
        )
        off_by = connection.execute(
            """
            select count(*) from marts.account_tiers as tiers
            where score <> (select sum(contribution) from marts.account_score_factors as factors
                            where factors.account_id = tiers.account_id)
            """
        ).fetchone()
    assert tiers[1] > tiers[2] > tiers[3]
    assert off_by == (0,)


def test_the_same_inputs_publish_nothing_new(workplace: Settings, refresh: Refresh) -> None:
    before = tree(workplace.releases)
    again = refresh()
    assert again.returncode == 0, again.stderr
    assert "nothing" in again.stdout
    assert tree(workplace.releases) == before


def test_the_configuration_in_force_decides(workplace: Settings, refresh: Refresh) -> None:
    _replace(workplace.config / "tiering" / "tiers.csv", "customers,1,Strategic,30,5,", "customers,1,Strategic,30,2,")
    done = refresh("--policy", "baseline", "--policy-reason", "fewer seats")
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(current(workplace) / "tiers.duckdb"), read_only=True) as connection:
        seats = connection.execute(
            """
            select count(*) from marts.account_tiers
            where pool = 'customers' and tier = 1 and tier_reason <> 'trigger'
            """
        ).fetchone()
    assert seats and seats[0] <= 2


GONE = 2
"""Accounts that the next day's export has no more."""


@pytest.fixture(scope="module")
def next_day(published_home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The release after `published_home`, whose CRM export is the whole truth and lacks the last accounts."""
    folder = tmp_path_factory.mktemp("next_day")
    settings = Settings.resolve(folder / "landing", folder / "home", published_home.config)
    shutil.copytree(published_home.landing, settings.landing)
    shutil.copytree(published_home.home, settings.home, symlinks=True)
    (settings.landing / "columns.yml").write_text("crm: {accounts: {mode: full}}\n")
    lines = (settings.landing / "crm" / "accounts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (settings.landing / "crm" / "accounts_new.csv").write_text("".join(lines[:-GONE]), encoding="utf-8")
    day = AS_OF + timedelta(days=1)
    done = tiering("refresh", "--landing", settings.landing, "--home", settings.home, "--as-of", day)
    assert done.returncode == 0, done.stderr
    return settings


def test_the_next_day_carries_history_on(published_home: Settings, next_day: Settings) -> None:
    with duckdb.connect(str(current(next_day) / "tiers.duckdb"), read_only=True) as connection:
        previous = connection.execute("select previous_release_id from marts.release_info").fetchone()
        assert previous == (current(published_home).name,)
        dates = connection.execute("select distinct as_of_date from marts.account_score_history order by 1").fetchall()
        assert dates == [(AS_OF,), (AS_OF + timedelta(days=1),)]
        overlapping = connection.execute(
            """
            select count(*) from marts.account_tier_history as a inner join marts.account_tier_history as b
                on a.account_id = b.account_id and a.valid_from < b.valid_from
                and (a.valid_to is null or a.valid_to > b.valid_from)
            """
        ).fetchone()
        assert overlapping == (0,)


def test_who_is_missing_from_a_full_export_is_gone(published_home: Settings, next_day: Settings) -> None:
    gone = {row["account_id"] for row in read_csv(published_home.landing / "crm" / "accounts.csv")[-GONE:]}
    before, after = accounts_of(published_home), accounts_of(next_day)
    assert gone <= before and after == before - gone


def accounts_of(settings: Settings) -> set[str]:
    with duckdb.connect(str(current(settings) / "tiers.duckdb"), read_only=True) as connection:
        return {account for (account,) in connection.execute("select account_id from marts.account_tiers").fetchall()}


def test_rolling_back_and_staying_back(workplace: Settings, refresh: Refresh) -> None:
    first = current(workplace).name
    assert refresh(as_of=AS_OF + timedelta(days=1)).returncode == 0
    second = current(workplace).name
    assert tiering("rollback", "--home", workplace.home).returncode == 0
    assert current(workplace).name == first
    again = refresh(as_of=AS_OF + timedelta(days=1))
    assert again.returncode == 0 and "rolled back" in again.stdout
    assert current(workplace).name == first
    assert tiering("rollback", second, "--home", workplace.home).returncode == 0
    assert current(workplace).name == second


def test_a_proposal_is_reviewed_and_waits_for_its_approval(workplace: Settings, refresh: Refresh) -> None:
    first = current(workplace).name
    day = AS_OF + timedelta(days=1)
    account = buys_a_company(workplace, day)
    needs = refresh("--policy", "quarterly", as_of=day)
    assert needs.returncode == 1 and "--approved-by" in needs.stderr and "review pack" in needs.stderr
    assert current(workplace).name == first
    told = json.loads(tiering("status", "--json", "--home", workplace.home).stdout)
    (waiting,), (index,) = told["waiting"], told["review_packs"]

    lines = [line for file in sorted(Path(index).parent.glob("*.csv")) for line in read_csv(file)]
    (moved,) = [line for line in lines if line["account_id"] == account]
    assert (moved["from_tier"], moved["to_tier"], moved["tier_reason"]) == ("3", "1", "trigger")
    assert f'by acquisition "Buys Acme" on {day}' in moved["why"], "the event is named as the reason"
    answer(workplace, [{**line, "agree": "x"} if line is not moved else disagreeing(line) for line in lines])
    folders = ("--landing", workplace.landing, "--home", workplace.home)
    feedback = json.loads(tiering("feedback", "--json", *folders).stdout)
    assert (feedback["agree"], feedback["disagree"], feedback["rejected"]) == (len(lines) - 1, 1, 0)
    (proposal,) = feedback["tables"]["override_proposals"]
    assert (proposal["account_id"], proposal["wanted_tier"], proposal["reason"]) == (account, 2, "too early")
    again = refresh("--policy", "quarterly", "--propose", as_of=day)
    assert again.returncode == 0 and "nothing new" in again.stdout, "feedback is no input"
    again = refresh("--policy", "quarterly", as_of=day)
    assert again.returncode == 1 and "policy quarterly needs approval" in again.stderr

    words = ("publish", waiting, "--approved-by", "Dana", "--home", workplace.home)
    other = tiering(*words, "--config", PROJECT / "seeds")
    assert other.returncode == 2 and "event_type acquisition, promote_to_tier 1" in other.stderr, other.stderr
    assert current(workplace).name == first
    published = tiering(*words, "--config", workplace.config)
    assert published.returncode == 0, published.stderr
    assert current(workplace).name == waiting
    assert Store(workplace).current().approved_by == "Dana"
    status = tiering("status", "--home", workplace.home).stdout
    assert f"trigger ends on {day + timedelta(days=90)}" in status and "Buys Acme" in status
    assert "Buys Acme" in tiering("explain", account, "--home", workplace.home).stdout
    replayed = tiering("replay", waiting, "--home", workplace.home)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr

    other = refresh("--policy", "baseline", "--policy-reason", "afresh", as_of=day)
    assert other.returncode == 2 and "was re-tiered quarterly and stays so" in other.stderr
    assert "unknown policy" in refresh("--policy", "nope", as_of=day).stderr
    database = current(workplace) / "tiers.duckdb"
    database.chmod(0o600)
    database.write_bytes(bytes(database.stat().st_size))
    rebuilt = refresh(as_of=day)
    assert rebuilt.returncode == 0, rebuilt.stderr
    release = Store(workplace).sound()
    assert (release.id, release.manifest.policy, release.approved_by) == (waiting, "quarterly", "Dana")


def buys_a_company(workplace: Settings, day: date) -> str:
    """An account of Tier 3, which an acquisition on that day is to lift whatever its fit and the seats for events."""
    rules = workplace.config / "tiering" / "trigger_rules.csv"
    text = rules.read_text()
    assert "acquisition,1,90,,,50,2," in text
    rules.write_text(text.replace("acquisition,1,90,,,50,2,", "acquisition,1,90,,,,,"))
    with duckdb.connect(str(current(workplace) / "tiers.duckdb"), read_only=True) as connection:
        sql = "select account_id from marts.account_tiers where tier = 3 order by score desc, account_id limit 1"
        ((account,),) = connection.execute(sql).fetchall()
    event = f"event_id,event_type,occurred_at,account_id,name\nN1,acquisition,{day},{account},Buys Acme\n"
    (workplace.landing / "company_events" / "events_new.csv").write_text(event)
    return str(account)


def disagreeing(line: dict[str, str]) -> dict[str, str]:
    return {**line, "disagree": "x", "wanted_tier": "2", "comment": "too early"}


def read_csv(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def answer(workplace: Settings, lines: list[dict[str, str]]) -> None:
    """The lines come back as a spreadsheet program in Germany saves them."""
    folder = workplace.landing / "feedback"
    folder.mkdir()
    with (folder / "all.csv").open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(lines)


def test_an_older_day_is_refused(workplace: Settings, refresh: Refresh) -> None:
    before = tree(workplace.home / "raw")
    done = refresh(as_of=AS_OF - timedelta(days=1))
    assert done.returncode == 2
    assert str(AS_OF) in done.stderr and "rollback" in done.stderr
    assert tree(workplace.home / "raw") == before


def test_a_lost_current_release_is_said_and_repaired(workplace: Settings, refresh: Refresh) -> None:
    shutil.rmtree(current(workplace))
    status = tiering("status", "--home", workplace.home)
    assert status.returncode == 0 and "missing" in status.stdout
    done = refresh()
    assert done.returncode == 0, done.stderr
    assert "missing" in done.stderr
    assert (current(workplace) / "tiers.duckdb").exists()


def test_a_damaged_warehouse_cache_is_rebuilt(workplace: Settings, refresh: Refresh) -> None:
    workplace.warehouse.write_bytes(b"not a database" * 1000)
    done = refresh(as_of=AS_OF + timedelta(days=1))
    assert done.returncode == 0, done.stderr


def test_everything_goes_to_the_share(workplace: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path as cron and .env files hand it on: nobody has expanded ~."""
    monkeypatch.setenv("HOME", str(tmp_path))
    share = tmp_path / "share"
    folders = ("--landing", workplace.landing, "--home", workplace.home, "--config", workplace.config)
    day = AS_OF + timedelta(days=1)
    done = tiering("refresh", *folders, "--as-of", day, TIERING_PUBLISH_TO="~/share")
    assert done.returncode == 0, done.stderr
    files = {file.name for file in (share / "current").iterdir()}
    assert {"account_tiers.parquet", "account_tiers.csv"} <= files


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda s: shutil.rmtree(s.landing), "landing"),
        (lambda s: shutil.rmtree(s.landing / "crm"), "crm/accounts"),
        (lambda s: (s.landing / "crm" / "accounts.csv").write_bytes(os.urandom(4096)), "accounts.csv"),
        (lambda s: (s.landing / "crm" / "accounts.csv").write_text("name,domain\nA,a.example\n"), "account_id"),
        (
            lambda s: (s.landing / "crm" / "accounts.csv").write_text("account_id,Account ID,name\n1,2,A\n"),
            "account_id",
        ),
        (lambda s: (s.config / "scoring" / "scoring_components.csv").unlink(), "scoring_components.csv"),
        (
            lambda s: _replace(s.config / "scoring" / "scoring_components.csv", "icp_fit,0.40", "icp_fit,0.45"),
            "sum",
        ),
        (lambda s: _replace(s.config / "scoring" / "scoring_factors.csv", "strategic_account", "no_such"), "no_such"),
        (lambda s: _replace(s.config / "tiering" / "tiers.csv", "customers,", "no_such_pool,"), "no_such_pool"),
    ],
    ids=["no landing", "no accounts", "binary", "no key", "two for one", "file", "weights", "factor", "pool"],
)
def test_bad_input_is_refused_before_anything_is_written(
    workplace: Settings, refresh: Refresh, spoil: object, says: str
) -> None:
    spoil(workplace)  # type: ignore[operator]
    before = {name: tree(workplace.home / name) for name in ("raw", "releases", "keys")}
    done = refresh(as_of=AS_OF + timedelta(days=1))
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert {name: tree(workplace.home / name) for name in ("raw", "releases", "keys")} == before


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8")
