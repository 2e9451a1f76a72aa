"""The review pack: one file pair per owner, safe in a spreadsheet, readable on paper, sealed with its proposal."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from orchestration.lib import review
from orchestration.lib.releases import Store
from orchestration.lib.review.pack import ANSWERS, stems
from tests.unit.releases_kit import settings_in
from tests.unit.review_kit import ACCOUNTS, PROPOSAL, database, propose


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    review.write_pack(database(tmp_path / "tiers.duckdb"), tmp_path / "review")
    return tmp_path / "review"


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def test_every_owner_of_a_move_has_a_pair_of_files(pack: Path) -> None:
    names = {path.name for path in pack.iterdir()}
    tables = {name for name in names if name.endswith(".csv")}
    assert len(tables) == 3 and "no-owner.csv" in tables
    assert names == tables | {f"{Path(name).stem}.html" for name in tables} | {review.INDEX}


def test_everybody_who_moves_stands_in_one_file_and_nobody_else(pack: Path) -> None:
    told = [row["account_id"] for file in sorted(pack.glob("*.csv")) for row in rows(file)]
    assert sorted(told) == ["A1", "A2", "A3", "A4", "A6"], "A5 stays where it is"


def test_a_line_says_from_where_to_where_and_why_and_leaves_the_answer_open(pack: Path) -> None:
    up, down, pool = next(rows(file) for file in pack.glob("owner-u1~*.csv") if len(rows(file)) == 3)
    assert (up["release_id"], up["move"], up["from_tier"], up["to_tier"]) == (PROPOSAL, "up", "2", "1")
    assert up["why"] == "Up by acquisition on 2026-06-29"
    assert [up[name] for name in ANSWERS] == ["", "", "", ""]
    assert (down["account_name"], down["why"]) == ("'=1+1", "'+1.0 from <b>nothing</b>"), "no cell runs as a formula"
    assert (pool["move"], pool["from_pool"], pool["pool"]) == ("pool", "new_business", "customers")
    assert pool["why"] == "From pool new_business to customers", "the score of A6 did not change"
    assert up["open_pipeline_value"] == "-5.50", "numbers stay numbers"


def test_a_line_says_that_an_account_is_held_out(pack: Path) -> None:
    why = {row["account_id"]: row["why"] for file in pack.glob("*.csv") for row in rows(file)}
    alone = "leave this account alone, but answer what it asks"
    assert why["A3"] == f"Held out, so that plays can be measured: {alone}; New in Tier 3"
    assert why["A4"] == f"Wants no contact: {alone}; Out, from Tier 3"
    assert {account for account, text in why.items() if alone in text} == {"A3", "A4"}


def test_a_spreadsheet_is_told_the_encoding(pack: Path) -> None:
    files = list(pack.glob("*.csv"))
    assert all(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in files)
    assert any("Müller GmbH" in file.read_text(encoding="utf-8") for file in files)


def test_the_pages_load_nothing_and_run_nothing(pack: Path) -> None:
    for file in pack.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script|<img|<link|https?:|@import|url\(", text)
        assert "<b>nothing</b>" not in text, "what comes from data is escaped"


def test_the_index_links_every_owner_and_adds_up_by_team(pack: Path) -> None:
    text = (pack / review.INDEX).read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"]+)"', text))
    assert linked == {path.name for path in pack.iterdir()} - {review.INDEX}
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "North 1 3 1 1 0 0 1 1,200" in told
    assert "All 3 5 1 1 1 1 1 1,200" in told
    assert "Accounts without an owner" in told


def test_nobody_moves(tmp_path: Path) -> None:
    stays = [account for account in ACCOUNTS if account[0] == "A5"]
    review.write_pack(database(tmp_path / "tiers.duckdb", stays), tmp_path / "review")
    (index,) = (tmp_path / "review").iterdir()
    assert "No account changes its tier or pool." in index.read_text(encoding="utf-8")


def test_the_same_marts_give_the_same_pack(tmp_path: Path) -> None:
    file = database(tmp_path / "tiers.duckdb")
    for name in ("one", "other"):
        review.write_pack(file, tmp_path / name)
    content = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "other")]
    assert content[0] == content[1]


def test_it_is_sealed_with_the_proposal(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    release = propose(settings)
    assert f"review/{review.INDEX}" in release.manifest.artifacts
    (release.review / "no-owner.csv").chmod(0o644)
    (release.review / "no-owner.csv").write_text("release_id\n")
    assert "review/no-owner.csv" in (Store(settings).damaged()[PROPOSAL])


def test_file_names_are_safe_and_never_the_same() -> None:
    ids = ["u1", "U1", "../../etc/passwd", "etc/passwd", "no-owner", "§§", "ü", "con", "a" * 300, None]
    found = stems(ids)
    assert len({name.lower() for name in found}) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9~-]{1,80}", name) for name in found)
    assert found[-1] == "no-owner" and stems(["OWN-11"]) == ["owner-own-11"]
