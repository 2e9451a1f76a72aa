"""What comes back: every line is kept or named with its rule, however a spreadsheet program wrote it."""

from __future__ import annotations

import csv
import io
import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.defs.automation import landing_state
from orchestration.lib import review
from orchestration.lib.errors import InputError
from orchestration.lib.settings import Settings
from tests.unit.releases_kit import settings_in
from tests.unit.review_kit import PROPOSAL, propose

HEADER = ["release_id", "account_id", "agree", "disagree", "wanted_tier", "comment"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the proposal of review_kit."""
    place = settings_in(tmp_path_factory.mktemp("proposal"))
    propose(place)
    return place.home


@pytest.fixture
def settings(tmp_path: Path, home: Path) -> Settings:
    """That home, and a landing folder of its own without feedback."""
    (tmp_path / "landing" / "feedback").mkdir(parents=True)
    return Settings(tmp_path / "landing", home, tmp_path / "config")


def table(*lines: str, delimiter: str = ",") -> str:
    """A CSV of lines `account|agree|disagree|wanted_tier|comment`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in lines:
        account, *answer = line.split("|")
        writer.writerow([PROPOSAL, account, *answer, *[""] * (4 - len(answer))])
    return out.getvalue()


def put(settings: Settings, text: str | bytes, name: str = "ann.csv") -> None:
    (settings.landing / "feedback" / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def collected(settings: Settings, *lines: str) -> review.Feedback:
    put(settings, table(*lines))
    return review.collect(settings)


def verdicts(feedback: review.Feedback) -> list[str]:
    return [answer.verdict for answer in feedback.answers]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("x|", "agree"),
        ("|X", "disagree"),
        ("YES|", "agree"),
        ("no|", "disagree"),
        ("|no", "agree"),
        ("No|Yes", "disagree"),
        ("✓|", "agree"),
        ("Agree|", "agree"),
        ("disagree|", "disagree"),
        ("|disagree", "disagree"),
        (" 1 |", "agree"),
        ("TRUE|false", "agree"),
        ("|", "unanswered"),
        ("||| no idea", "unanswered"),
    ],
)
def test_words_that_people_write(settings: Settings, answer: str, verdict: str) -> None:
    assert verdicts(collected(settings, f"A1|{answer}")) == [verdict]


@pytest.mark.parametrize("wanted", ["2", "2.0", "2,0", " Tier 2", "tier2"])
def test_a_wanted_tier_as_people_and_spreadsheets_write_it(settings: Settings, wanted: str) -> None:
    assert collected(settings, f"A1||x|{wanted}").answers[0].wanted_tier == 2


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("A9|x", f"release {PROPOSAL} has no account 'A9'"),
        ("|x", f"release {PROPOSAL} has no account ''"),
        ("A1|perhaps", "'perhaps' in column agree is no answer"),
        ("A1|x|x", "agree and disagree contradict one another"),
        ("A1||x|gold", "'gold' is no tier"),
        ("A1||x|4", "there is no tier 4"),
        ("A1||x|0", "there is no tier 0"),
        ("A1||x|1", "disagrees, but wants the tier that the account has"),
        ("A1|x||2", "agrees, but wants another tier than that the account has"),
        ("A1|||2", "a tier is wanted, but nothing is marked"),
        ("A4||x|3", "the account is excluded, and an override does not change that"),
        ("A1|x|||two|cells", "the line has more cells than the header"),
    ],
)
def test_a_line_that_breaks_a_rule_is_named_and_the_others_count(settings: Settings, line: str, rule: str) -> None:
    found = collected(settings, "A2|x", line, "A3|x")
    (problem,) = found.rejected
    assert rule in problem.rule and problem.remedy
    assert (problem.file, problem.line) == ("feedback/ann.csv", 3)
    assert verdicts(found) == ["agree", "agree"] and found.lines == 3


@pytest.mark.parametrize("release_id", ["", "2026-06-30-ffffffff", "../releases", "current"])
def test_a_release_that_is_not_there(settings: Settings, release_id: str) -> None:
    put(settings, table("A1|x").replace(PROPOSAL, release_id))
    (problem,) = review.collect(settings).rejected
    assert problem.rule == f"there is no release '{release_id}'"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheet_programs_make_of_a_file(settings: Settings, delimiter: str, encoding: str) -> None:
    text = table("A1||x|2|Größe, Müller; weiß", "", "A2|x", delimiter=delimiter)
    header, *lines = text.replace(PROPOSAL + delimiter * 5 + "\r\n", delimiter * 5 + "\r\n").split("\r\n")
    put(settings, "\r\n".join([header.upper(), *lines]).encode(encoding))
    found = review.collect(settings)
    assert found.rejected == () and verdicts(found) == ["disagree", "agree"], "the empty line is no line"
    assert found.answers[0].comment == "Größe, Müller; weiß"


def test_lines_are_counted_as_an_editor_shows_them(settings: Settings) -> None:
    assert [answer.line for answer in collected(settings, "A1|||| one\ntwo", "A2|x").answers] == [2, 4]


def test_an_id_that_the_pack_neutralised_is_itself_again(settings: Settings) -> None:
    (problem,) = collected(settings, "'=A1|x").rejected
    assert "has no account '=A1'" in problem.rule


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("ann.xlsx", b"PK", "this kind of file cannot be read as feedback"),
        ("ann.csv", b"", "the file is empty"),
        ("ann.csv", b"account_id,agree\nA1,x\n", "the file lacks column release_id, disagree"),
        ("ann.csv", ",".join([*HEADER, "Agree"]).encode(), "the file has more than one column agree"),
        ("ann.csv", (",".join(HEADER) + '\nr,A1,"x,,,\nr,A2,x,,,\n').encode(), "the line cannot be read"),
    ],
)
def test_a_file_that_is_no_feedback_is_refused(settings: Settings, name: str, content: bytes, rule: str) -> None:
    put(settings, content, name)
    with pytest.raises(InputError, match=rule) as refused:
        review.collect(settings)
    assert str(refused.value.file).endswith(name) and refused.value.remedy


def test_no_feedback_is_said(settings: Settings) -> None:
    with pytest.raises(InputError, match="there is no feedback"):
        review.collect(settings)


def test_the_last_answer_counts_and_a_blank_is_none(settings: Settings) -> None:
    put(settings, table("A1|x", "A2|x", "A2||x", "A3|"), "a.csv")
    put(settings, table("A1|", "A2|no", "A3|"), "b.csv")
    found = review.collect(settings)
    assert verdicts(found) == ["agree", "replaced", "replaced", "replaced", "replaced", "disagree", "unanswered"]
    told = [(before.file, before.line, last.file, last.line) for before, last in found.replaced()]
    assert told[0] == ("feedback/a.csv", 3, "feedback/b.csv", 3)
    assert told[-1] == ("feedback/b.csv", 2, "feedback/a.csv", 2), "the blank line does not take the answer back"
    assert sum(found.counts().values()) == found.lines == 7


def test_disagreement_by_tier_and_reason(settings: Settings) -> None:
    rates = collected(settings, "A1||x", "A5|x", "A2|", "A4||x", "A9|x").rates()
    assert [(rate.tier, rate.tier_reason, rate.answered, rate.disagreement_rate) for rate in rates] == [
        (1, "qualified", 1, 0.0),
        (1, "trigger", 1, 1.0),
        (2, "capacity", 0, None),
        (None, "excluded", 1, 1.0),
    ]


def test_an_override_proposal_is_a_command_that_a_person_completes(settings: Settings) -> None:
    found = collected(settings, "A1||x|2|It's $(rm -rf /)\nin `talks`", "A3||x|1", "A2||x", "A5|x")
    first, second = found.proposals()
    words = shlex.split(first.command)
    assert words[:6] == ["tiering", "override", "add", "A1", "--tier", "2"]
    assert words[6:] == ["--reason=It's $(rm -rf /) in `talks`", "--approved-by", "NAME", "--expires", "DATE"]
    assert "\n" not in first.command
    assert second.reason == f"disagreed in the review of {PROPOSAL}"


def test_an_answer_to_a_newer_release_settles_what_was_asked_of_an_older_one(settings: Settings) -> None:
    disagreed, agreed = collected(settings, "A1||x|2", "A2|x").answers
    before = [replace(disagreed, release_id="2026-03-31-0000000f", wanted_tier=1)]
    before += [replace(disagreed, release_id="2026-03-31-0000000f", account_id="A2")]
    (asked,) = review.Feedback(("a.csv",), (disagreed, agreed, *before), ()).proposals()
    assert (asked.release_id, asked.account_id, asked.wanted_tier) == (PROPOSAL, "A1", 2)


def test_the_command_writes_and_tells_it_all_and_changes_nothing_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(settings, table("A1||x|2|=cmd", "A2|x", "A9|x"))

    def run(*arguments: str) -> str:
        folders = ("--landing", str(settings.landing), "--home", str(settings.home))
        monkeypatch.setattr("sys.argv", ["tiering", "feedback", *folders, *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
        return capsys.readouterr().out

    told = json.loads(run("--json"))
    assert (told["lines"], told["agree"], told["disagree"], told["rejected"]) == (3, 1, 1, 1)
    text = run()
    assert "3 lines in 1 file:" in text and "feedback/ann.csv, line 4" in text and "100%" in text
    assert "tiering override add A1 --tier 2" in text and "--approved-by NAME --expires DATE" in text
    names = {path.name for path in settings.feedback.iterdir()}
    assert names == {f"{name}.{kind}" for name in told["tables"] for kind in ("csv", "parquet")}
    answers = (settings.feedback / "answers.csv").read_text(encoding="utf-8")
    assert '"\'=cmd"' in answers, "no cell runs as a formula"
    assert landing_state(settings.landing)[1] == 0.0, "feedback wakes no sensor"
