"""`tiering init` at its edges: what it says of folders that give no answer, and that it writes nothing into them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration import cli
from tests.discovery_kit import put, tree

Init = Callable[..., tuple[int, str, str]]
"""Exit code, standard output, standard error."""


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Init:
    """The command in this process, on tmp_path/landing."""

    def run(*arguments: str) -> tuple[int, str, str]:
        folders = ("--landing", str(tmp_path / "landing"), "--home", str(tmp_path / "home"))
        monkeypatch.setattr("sys.argv", ["tiering", "init", *folders, *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_missing_folder_is_said(init: Init) -> None:
    code, _, err = init()
    assert code == 2 and "the landing folder is missing" in err


def test_an_empty_folder_is_said(init: Init, tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    code, _, err = init()
    assert code == 2 and "the landing folder is empty" in err


def test_a_broken_columns_yml_is_said_with_its_line(init: Init, tmp_path: Path) -> None:
    put(tmp_path / "landing", {"accounts.csv": "id,name\n1,A\n", "columns.yml": "crm:\n  acounts: {}\n"})
    code, _, err = init()
    assert code == 2 and "columns.yml, line 2: unknown table 'crm/acounts'" in err


def test_no_accounts_are_said_after_what_was_found(init: Init, tmp_path: Path) -> None:
    files = {"tech.csv": "domain,technology,first_seen_at\na.example,SAP,2026-01-01\n", "book.xlsx": b"PK\x03\x04"}
    landing = put(tmp_path / "landing", files)
    before = tree(landing)
    code, out, err = init()
    assert code == 2 and "nothing here can be landed as accounts" in err
    assert "technographics/installs" in out and "save it as one of .csv" in out
    assert tree(landing) == before and not (tmp_path / "home").exists()


def test_json_says_the_same(init: Init, tmp_path: Path) -> None:
    put(tmp_path / "landing", {"tech.csv": "domain,technology,first_seen_at\na.example,SAP,2026-01-01\n"})
    code, out, _ = init("--json")
    content = json.loads(out)
    assert code == 2 and content["first_look"] is None
    assert [(file["landing_path"], file["table"]) for file in content["files"]] == [
        ("tech.csv", "technographics/installs")
    ]


def test_only_write_writes_and_never_over_what_is_there(init: Init, tmp_path: Path) -> None:
    landing = put(tmp_path / "landing", {"technographics/installs.csv": "domain,technologys\na.example,SAP\n"})
    init()
    assert set(tree(landing)) == {"technographics/installs.csv"}
    init("--write")
    written = (landing / "columns.yml").read_text()
    assert "technology: technologys" in written
    init("--write")
    assert (landing / "columns.yml").read_text() == written
    assert "technology: technologys" in (landing / "columns.proposed.yml").read_text()
