"""`tiering sla-document`: every promise stands in it, and its version changes exactly when what is measured does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.lib import configuration, sla_document
from orchestration.lib.settings import PROJECT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "seeds", tmp_path / "config"))


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode()))


def test_every_promise_touch_and_calendar_stands_in_it(folder: Path) -> None:
    config = configuration.load(folder)
    lines = sla_document.text(config).splitlines()
    for row in config["tier_slas"]:
        (line,) = [line for line in lines if f"`{row.text('sla')}`" in line]
        hours = f"{row.text('due_business_hours')} business hours"
        assert hours in line and row.text("description") in line
        assert f"| {row.text('role') or 'anybody of ours'} |" in line
    for row in config["touch_types"]:
        assert f"* {row.text('activity_type')}: {row.text('description')}" in lines
    assert "| MX | mon tue wed thu fri | 09:00 to 17:00 | -6 h |" in lines
    assert "| all others | mon tue wed thu fri | 08:00 to 16:00 | +1 h |" in lines
    assert "National holidays of these countries are no business days; 2015 to 2040 are listed." in lines
    triggers = "acquisition, new site, strategic alignment, modernization due, failure"
    assert sum(f": {triggers} |" in line for line in lines) == 2, "spelled out for Tiers 1 and 2"


def test_everybody_who_promises_signs_it_and_no_file_is_named(folder: Path) -> None:
    lines = sla_document.text(configuration.load(folder)).splitlines()
    signers = [line.split(" |")[0] for line in lines if line.endswith(" |  |  |  |")]
    assert signers == ["| Account Executive", "| Sales, for anybody of ours", "| Marketing"]
    assert not [line for line in lines if ".csv" in line or "seeds" in line]
    changed(folder, "playbook/tier_slas.csv", ",promoted,,", ",promoted,Sales Director,")
    changed(folder, "playbook/tier_slas.csv", "request,,", "request,Sales Director,")
    changed(folder, "playbook/tier_slas.csv", "visit,,", "visit,Sales Director,")
    changed(folder, "playbook/tier_slas.csv", "trigger,,", "trigger,Sales Director,")
    assert "anybody of ours" not in sla_document.text(configuration.load(folder))


@pytest.mark.parametrize(
    ("file", "old", "new", "is_another"),
    [
        ("playbook/tier_slas.csv", ",Account Executive,4,", ",Account Executive,5,", True),
        ("playbook/holidays.csv", "DE,2026-12-25,", "DE,2026-12-24,", True),
        ("playbook/business_calendars.csv", "DE,mon tue", "DE,tue", True),
        ("tiering/trigger_rules.csv", "new_site,1,", "failure,1,", True),
        ("playbook/tier_plays.csv", ",1500", ",1600", False),
        ("playbook/tier_slas.csv", "\n", "\r\n", False),
    ],
)
def test_its_version_is_that_of_what_is_measured(folder: Path, file: str, old: str, new: str, is_another: bool) -> None:
    before = configuration.load(folder)
    version, text = sla_document.version(before), sla_document.text(before)
    changed(folder, file, old, new)
    after = configuration.load(folder)
    assert (sla_document.version(after) != version) == is_another
    assert (sla_document.text(after) != text) == is_another


def test_the_command_prints_it_or_writes_a_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = sla_document.text(configuration.load(folder))

    def tiering(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["tiering", "sla-document", "--config", str(folder), *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        return capsys.readouterr().out

    assert tiering() == expected
    file = tmp_path / "signed" / "agreement.md"
    assert str(file) in tiering("--out", str(file)).replace("\n", "")
    assert file.read_text(encoding="utf-8") == expected
