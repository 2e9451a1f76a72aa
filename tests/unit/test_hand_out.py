"""What is handed out: to each target what it has not been told yet, whole or not at all, safe and importable."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import cli
from orchestration.lib import activation, configuration, releases
from orchestration.lib.activation import crm
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.activation_kit import load_once, publish, settings_in

R1, R2, R3 = "2026-01-01-00000001", "2026-01-02-00000002", "2026-01-03-00000003"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(configuration, "load", load_once)
    return settings_in(tmp_path)


@pytest.fixture
def store(settings: Settings) -> releases.Store:
    return releases.Store(settings)


def record(record_id: str, tier: int | None = 1, *, crm: str = "salesforce", **cells: Any) -> dict[str, Any]:
    name = None if tier is None else f"T{tier}"
    return {
        "crm": crm,
        "crm_record_id": record_id,
        "crm_account_id": f"{crm}:{record_id}",
        "tier": tier,
        "tier_name": name,
        "score_band": None if tier is None else "A",
        "top_factors": None if tier is None else "industry",
    } | cells


def member(name: str, tier: int = 1, play: str | None = "Big plan", **cells: Any) -> dict[str, Any]:
    return {"account_id": name, "company_name": name, "domain": f"{name}.example", "tier": tier, "play": play} | cells


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def told(settings: Settings, *targets: str, anew: bool = False) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Target -> file name -> rows."""
    handed = activation.hand_out(settings, targets, anew=anew)
    return {one.target: {file.name: rows(file) for file in one.files} for one in handed}


def ids(settings: Settings, **options: bool) -> list[str]:
    """The Salesforce records that are handed out."""
    return [row["Id"] for found in told(settings, "salesforce", **options).values() for file in found.values()
            for row in file]  # fmt: skip


def test_a_crm_is_told_in_its_own_words_and_only_once(settings: Settings, store: releases.Store) -> None:
    publish(store, R1, crm_tier_state=[record("001A"), record("7", None, crm="hubspot", tier_reason_text="rival")])
    first = told(settings)
    (account,) = first["salesforce"]["salesforce_accounts.csv"]
    assert account["Id"] == "001A" and account["Account_Tier__c"] == "1" and account["Account_Tier_Name__c"] == "T1"
    (company,) = first["hubspot"]["hubspot_accounts.csv"]
    assert company["Record ID"] == "7" and company["Account tier"] == "0", "an importer leaves empty cells alone"
    assert company["Account tier name"] == "No tier" and company["Account tier reason"] == "rival"
    assert told(settings) == {"salesforce": {}, "hubspot": {}, "linkedin": {}, "retargeting": {}}
    again = told(settings, "salesforce", anew=True)
    assert again == {"salesforce": first["salesforce"]}


def test_what_a_skipped_release_changed_is_not_lost(settings: Settings, store: releases.Store) -> None:
    publish(store, R1, crm_tier_state=[record("A", 1), record("B", 1), record("C", 1), record("D", 1)])
    assert ids(settings) == ["A", "B", "C", "D"]
    publish(store, R2, R1, crm_tier_state=[record("A", 2), record("B", 2), record("C", 1), record("D", 1)])
    last = [record("A", 2), record("B", 1), record("C", 1, score=55), record("D", 1, score_band="B"), record("E", 3)]
    publish(store, R3, R2, crm_tier_state=last)
    assert ids(settings) == ["A", "D", "E"], "B went and came back, and only the score of C changed"
    assert ids(settings) == []


def test_what_no_record_was_told_yet_is_told(settings: Settings, store: releases.Store) -> None:
    publish(store, R1, crm_tier_state=[record("A", is_holdout=True), record("B")])
    assert ids(settings) == ["A", "B"]
    file = settings.handouts / "salesforce" / f"00001-{R1}" / crm.TOLD
    with duckdb.connect() as connection:  # as a version wrote it that did not know the column
        connection.execute(f"create table told as select * exclude (is_holdout) from '{file}'")
        connection.execute(f"copy told to '{file}' (format parquet)")
    assert ids(settings) == ["A"]
    assert ids(settings) == []


def test_a_rollback_is_told_too(settings: Settings, store: releases.Store) -> None:
    publish(store, R1, crm_tier_state=[record("A", 1), record("B", 1)])
    ids(settings)
    publish(store, R2, R1, crm_tier_state=[record("A", 2), record("B", 1)])
    assert ids(settings) == ["A"]
    releases.rollback(store)
    (found,) = told(settings, "salesforce")["salesforce"].values()
    assert [(row["Id"], row["Account_Tier__c"]) for row in found] == [("A", "1")]


def test_files_are_handed_out_whole_or_not_at_all(
    settings: Settings, store: releases.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, R1, crm_tier_state=[record("A")])

    def crash(*arguments: object) -> Path:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("orchestration.lib.activation.ledger.rename_durably", crash)
        with pytest.raises(OSError, match="no space left"):
            activation.hand_out(settings)
    folder = settings.handouts / "salesforce"
    assert [path.name for path in folder.iterdir()] == ["next.tmp"], "nothing that looks like a hand-out"
    assert ids(settings) == ["A"]
    assert [path.name for path in folder.iterdir()] == [f"00001-{R1}"]


def test_files_are_safe_in_a_spreadsheet_and_ids_unharmed(settings: Settings, store: releases.Store) -> None:
    state = [record("0015500000XyyAAA"), record("=1+1"), record("-5", top_factors="=cmd()"), record("00042")]
    publish(store, R1, crm_tier_state=state)
    (handed,) = activation.hand_out(settings, ["salesforce"])
    (file,) = handed.files
    found = {row["Id"]: row["Account_Score_Reasons__c"] for row in rows(file)}
    assert found == {"-5": "'=cmd()", "0015500000XyyAAA": "industry", "00042": "industry"}
    assert handed.left_out == "1 record whose id a spreadsheet would run as a formula"
    assert not file.read_bytes().startswith(b"\xef\xbb\xbf"), "the mark would become part of the first field's name"
    assert activation.hand_out(settings, ["salesforce"])[0].left_out == handed.left_out, "said every time"


def test_an_audience_is_a_whole_list_handed_out_when_it_changed(settings: Settings, store: releases.Store) -> None:
    members = [member("a"), member("b"), member("c", 2), member("d", 3, None), member("e", 3, None, domain=None)]
    publish(store, R1, audience_members=members)
    first = told(settings, "linkedin", "retargeting")
    names = ("tier_1_big-plan", "tier_2_big-plan", "tier_3")
    assert {*first["linkedin"]} == {f"linkedin_{name}.csv" for name in names}
    assert [row["companyname"] for row in first["linkedin"]["linkedin_tier_3.csv"]] == ["d", "e"]
    assert first["retargeting"]["retargeting_tier_3.csv"] == [{"domain": "d.example", "company": "d"}]
    publish(store, R2, R1, audience_members=[member("a"), member("b", 2), member("d", 3, None), member("c", 2)])
    again = told(settings, "retargeting")["retargeting"]
    assert {name: [row["company"] for row in found] for name, found in again.items()} == {
        "retargeting_tier_1_big-plan.csv": ["a"],
        "retargeting_tier_2_big-plan.csv": ["b", "c"],
    }
    publish(store, R3, R2, audience_members=[member("b", 2), member("d", 3, None), member("c", 2)])
    assert told(settings, "retargeting")["retargeting"] == {"retargeting_tier_1_big-plan.csv": []}, "to be emptied"
    assert told(settings, "retargeting") == {"retargeting": {}}
    again = told(settings, "retargeting", anew=True)["retargeting"]
    assert {name: len(found) for name, found in again.items()} == {
        "retargeting_tier_1_big-plan.csv": 0,
        "retargeting_tier_2_big-plan.csv": 2,
        "retargeting_tier_3.csv": 1,
    }, "also what is to be emptied: the import of that may be what failed"


def test_companies_that_a_channel_cannot_use_are_counted(settings: Settings, store: releases.Store) -> None:
    publish(store, R1, audience_members=[member("a"), member("b", domain=None)])
    linkedin, retargeting = activation.hand_out(settings, ["linkedin", "retargeting"])
    assert (linkedin.left_out, retargeting.left_out) == (None, "1 company without domain")


def test_fields_are_those_of_the_configuration(settings: Settings, store: releases.Store, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("*.yml"))
    fields = tmp_path / "seeds" / "activation" / "crm_fields.csv"
    fields.write_text(
        "crm,field,crm_field,empty_value,description\nsalesforce,crm_record_id,Id,,\nsalesforce,score,Score (ABM),,\n"
    )
    publish(store, R1, crm_tier_state=[record("A", score="12.5")])
    other = Settings(settings.landing, settings.home, tmp_path / "seeds")
    assert told(other, "salesforce")["salesforce"]["salesforce_accounts.csv"] == [{"Id": "A", "Score (ABM)": "12.5000"}]


def test_what_cannot_be_done_is_refused(
    settings: Settings, store: releases.Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match="nothing is published yet"):
        activation.hand_out(settings)
    publish(store, R1, crm_tier_state=[record("A")])
    monkeypatch.setattr("sys.argv", ["tiering", "hand-out", "hubspot", "--home", str(settings.home)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "'hubspot' -> there is something for salesforce, linkedin, retargeting" in capsys.readouterr().err
    ids(settings)
    note = settings.handouts / "salesforce" / f"00001-{R1}" / "handout.json"
    note.write_text("{")
    with pytest.raises(InputError, match="the note of a hand-out cannot be read"):
        activation.hand_out(settings)
    shutil.rmtree(note.parent)
    assert ids(settings) == ["A"], "a removed hand-out is handed out again"


def test_the_command_says_where_the_files_are(
    settings: Settings, store: releases.Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(store, R1, crm_tier_state=[record("A")])
    said = []
    for options in (["--dry-run"], ["--json"], []):
        monkeypatch.setattr("sys.argv", ["tiering", "hand-out", "salesforce", "--home", str(settings.home), *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 0
        said.append(capsys.readouterr().out)
    assert "salesforce: would write 1 row: " in said[0], "and hands out nothing"
    file = settings.handouts / "salesforce" / f"00001-{R1}" / "salesforce_accounts.csv"
    assert json.loads(said[1]) == {"handed_out": [{"target": "salesforce", "files": {str(file): 1}, "left_out": None}]}
    assert said[2] == "salesforce: nothing to hand out\n"
    assert (file.parent / crm.TOLD).exists()


def test_a_reconstructed_past_is_handed_to_nobody(settings: Settings, store: releases.Store) -> None:
    publish(store, R1, is_reconstructed=True, crm_tier_state=[record("001")])
    with pytest.raises(InputError, match=r"reconstructed.*-> publish today's first: tiering refresh"):
        activation.hand_out(settings)


def test_plays_of_any_script_have_audiences_of_their_own(settings: Settings, store: releases.Store) -> None:
    members = [member("a", play="新規プラン"), member("b", play="План роста"), member("c", play="Größer, schneller!")]
    publish(store, R1, audience_members=members)
    files = told(settings, "linkedin")["linkedin"]
    assert [*files] == [f"linkedin_tier_1_{play}.csv" for play in ("größer-schneller-", "план-роста", "新規プラン")]
