"""`tiering override add|list|end`: what is written, what stays byte for byte, and what is refused unwritten."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import console
from orchestration.cli import app
from orchestration.lib import configuration, overrides, reading
from orchestration.lib.errors import InputError
from orchestration.lib.overrides import Override
from orchestration.lib.settings import PROJECT

HEADER = "account_key,tier,reason,approved_by,effective_from,expires_on\n"
ADA = 'A-1,1,"won back, ""at last""\nsee minutes",Ada,2026-01-01,2026-07-01\n'
BOB = "b.example, 2,pilot,Bob,2026-03-01,2026-09-01\n"
JUNE = date(2026, 6, 1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(PROJECT / "seeds", folder, ignore=shutil.ignore_patterns("*.yml"))
    return folder


def write(config: Path, text: str) -> None:
    (config / overrides.FILE).write_bytes(text.encode())


def written(config: Path) -> str:
    return (config / overrides.FILE).read_bytes().decode()


def override(**changes: object) -> Override:
    values = {"account_key": "A-9", "tier": 1, "reason": "key, account", "approved_by": "Eve"}
    return Override(**{**values, "effective_from": JUNE, "expires_on": date(2026, 12, 1), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_adding_keeps_every_other_byte(config: Path, line_end: str, bom: str) -> None:
    before = bom + (HEADER + ADA + BOB).replace("\n", line_end)
    write(config, before)
    overrides.add(config, override())
    assert written(config) == f'{before}A-9,1,"key, account",Eve,2026-06-01,2026-12-01{line_end}'
    assert override() in overrides.read(config)


def test_adding_to_a_file_without_a_last_line_end_and_with_its_own_column_order(config: Path) -> None:
    write(config, "tier,account_key,expires_on,effective_from,reason,approved_by")
    overrides.add(config, override())
    assert written(config).splitlines()[1] == '1,A-9,2026-12-01,2026-06-01,"key, account",Eve'


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"reason": ""}, "--reason is not set -> fill it in"),
        ({"approved_by": ""}, "--approved-by is not set"),
        ({"tier": 9}, "unknown --tier '9' -> write a --tier from 1 to 3"),
        ({"expires_on": JUNE}, "--expires 2026-06-01 is not after --from 2026-06-01"),
        ({"expires_on": date(2027, 8, 1)}, "more than 366 days"),
        ({"account_key": "a-1"}, "overlaps the one from 2026-01-01 until 2026-07-01"),
    ],
)
def test_what_breaks_a_rule_is_not_written(config: Path, changes: dict[str, object], rule: str) -> None:
    write(config, HEADER + ADA)
    with pytest.raises(configuration.ConfigurationError) as refused:
        overrides.add(config, override(**changes))
    assert rule in str(refused.value)
    assert (refused.value.file, refused.value.line) == (None, None), "nobody has seen the line"
    assert written(config) == HEADER + ADA
    assert sorted(path.name for path in (config / "tiering").iterdir()) == sorted(
        path.name for path in (PROJECT / "seeds" / "tiering").iterdir() if path.suffix == ".csv"
    )


def test_ending_shortens_what_runs_withdraws_what_is_to_come_and_keeps_the_past(config: Path) -> None:
    past = "A-1,2,earlier,Ada,2025-01-01,2025-06-01\n"
    later = "A-1,2,later,Ada,2026-07-01,2026-08-01\n"
    write(config, HEADER + past + "\n" + ADA + BOB + later)
    ended = overrides.end(config, " a-1 ", JUNE)
    assert [found.expires_on for found in ended.shortened] == [JUNE]
    assert [found.reason for found in ended.withdrawn] == ["later"]
    assert written(config) == HEADER + past + "\n" + ADA.replace("2026-07-01", "2026-06-01") + BOB


def test_ending_what_has_no_override_names_those_that_have(config: Path) -> None:
    write(config, HEADER + ADA + BOB)
    with pytest.raises(InputError, match=r"'A-2' has no override.*A-1, b\.example"):
        overrides.end(config, "A-2", JUNE)
    with pytest.raises(InputError):
        overrides.end(config, "A-1", date(2026, 7, 1))
    assert written(config) == HEADER + ADA + BOB


def test_the_command_adds_lists_and_ends(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERING_HOME", str(tmp_path / "nothing_published"))

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["override", *words, "--config", str(config)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    details = ("--tier", "1", "--reason", "pilot", "--approved-by", "Eve")
    run("add", "A-9", *details, "--from", "2026-01-01", "--expires", "2026-06-01")
    (listed,) = json.loads(run("list", "--json"))["overrides"]
    assert listed["account_key"] == "A-9" and listed["state"] == "expired"
    assert "A-9" in run("list")
    assert "ends on 2026-03-01" in run("end", "A-9", "--on", "2026-03-01")
    assert json.loads(run("list", "--json"))["overrides"][0]["expires_on"] == "2026-03-01"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("release") / "tiers.duckdb"
    rows = [("0015X00001abcDE", "twin.example", "Twin"), ("0015X00001ABCde", None, "Other Twin")]
    rows += [("Acc-7", "acme.example", "Acme")]
    rows += [("salesforce:0015500000Xyy06AAB", None, "Sold"), ("salesforce:42", None, "A"), ("hubspot:42", None, "B")]
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.account_tiers (account_id text, domain text, account_name text)")
        connection.executemany("insert into marts.account_tiers values (?, ?, ?)", rows)
    return database


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Acc-7", "Acc-7"),
        (" acc-7 ", "Acc-7"),
        ("0015X00001ABCde", "0015X00001ABCde"),
        ("0015500000Xyy06AAB", "salesforce:0015500000Xyy06AAB"),
        ("hubspot:42", "hubspot:42"),
        ("ACME.example", "acme.example"),
        ("https://www.Acme.example/about", "acme.example"),
    ],
)
def test_a_key_is_written_as_the_release_spells_it(release: Path, typed: str, key: str) -> None:
    assert overrides.known_key(release, typed) == key


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Acme", r"no account has the id or domain 'Acme' -> did you mean Acme \(Acc-7\)"),
        ("acme.exmaple", r"did you mean Acme \(Acc-7\)"),
        ("0015x00001abcde", "may be 0015X00001ABCde or 0015X00001abcDE"),
        ("42", "may be hubspot:42 or salesforce:42"),
    ],
)
def test_a_key_of_no_account_or_of_two_is_refused(release: Path, typed: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        overrides.known_key(release, typed)


def test_one_account_has_one_override_by_whatever_key(config: Path, release: Path) -> None:
    write(config, f"{HEADER}acme.example,2,pilot,Bob,2026-03-01,2026-09-01\n")
    says = "Acc-7 and acme.example are one account, with Tier 2 from 2026-03-01 until 2026-09-01 -> .* end acme.example"
    with pytest.raises(InputError, match=says):
        overrides.refuse_second(config, release, override(account_key="Acc-7"))
    later = {"effective_from": date(2026, 9, 1), "expires_on": date(2026, 10, 1)}
    overrides.refuse_second(config, release, override(account_key="Acc-7", **later))
    overrides.refuse_second(config, release, override(account_key="hubspot:42"))
    overrides.refuse_second(config, release, override(account_key="unknown.example"))


def test_overrides_are_announced_for_14_days_from_today_unless_they_are_continued(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "tiers.duckdb"
    rows = [
        ("soon", True, False, "2026-06-14"),
        ("ended", True, False, "2026-06-01"),
        ("later", True, False, "2026-06-16"),
    ]
    rows += [
        ("last_day", True, False, "2026-06-15"),
        ("renewed", True, True, "2026-06-14"),
        ("none", False, False, None),
    ]
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.account_tiers (account_id text, account_name text default 'Ada', pool text, tier int,
                earned_tier int, score int, is_override boolean, is_override_continued boolean,
                override_expires_on date, as_of_date date default date '2026-05-02')
            """
        )
        names = "account_id, is_override, is_override_continued, override_expires_on"
        connection.executemany(f"insert into marts.account_tiers ({names}) values (?, ?, ?, ?)", rows)
    today = date(2026, 6, 1)
    announced = reading.expiring_overrides(database, today)
    assert [row["account_id"] for row in announced] == ["ended", "soon", "last_day"]
    console.show_expiring(announced, today)
    said = capsys.readouterr().out
    assert "override ended on 2026-06-01: Ada (ended)" in said and "override ends on 2026-06-14: Ada (soon)" in said


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-05-31", "upcoming"), ("2026-06-01", "active"), ("2026-11-30", "active"), ("2026-12-01", "expired")],
)
def test_states(day: str, state: str) -> None:
    assert override().state(date.fromisoformat(day)) == state
