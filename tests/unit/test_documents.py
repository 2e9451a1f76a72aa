"""What the documents say can be done: links lead somewhere, commands exist, and the guide's snippets run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer

from orchestration.cli import app
from orchestration.lib.releases.published import contracted_marts
from orchestration.lib.settings import PROJECT

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "models").rglob("*.md")])
BI_GUIDE = PROJECT / "docs" / "guides" / "connect-a-bi-tool.md"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`([^`\n]+)`")


def _name(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def _fences(file: Path, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(file.read_text(encoding="utf-8")) if found == language]


def _code(file: Path) -> str:
    """Everything in a document that is set as code, comments of shell lines left out."""
    text = file.read_text(encoding="utf-8")
    fenced = [re.sub(r"#.*", "", body) for _, body in FENCE.findall(text)]
    return "\n".join([*fenced, *INLINE_CODE.findall(FENCE.sub("", text))])


def _anchors(file: Path) -> set[str]:
    """The headings of a document as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", file.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    for link in links:
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{link}: there is no {path}"
        assert not anchor or anchor in _anchors(target), f"{link}: no such heading"


def test_every_decision_is_in_the_index_under_its_number() -> None:
    folder = PROJECT / "docs" / "decisions"
    index = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| .+ \|$", (folder / "README.md").read_text(), flags=re.MULTILINE)
    records = sorted(folder.glob("[0-9]*.md"))
    assert sorted(name for _, name in index) == [record.name for record in records]
    assert all(name.startswith(f"{number}-") for number, name in index)
    for record in records:
        assert record.read_text().startswith(f"# {record.name[:4]}: "), record.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_make_target_exists(document: Path) -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    command = r"^(?:[A-Z_]+=\S+ )*make (?:[A-Z]+=\S+ )*([a-z-]+)"
    named = re.findall(command, _code(document), flags=re.MULTILINE)
    assert [target for target in named if target not in targets] == []


def _verbs() -> set[str]:
    commands: dict[str, Any] = vars(typer.main.get_command(app))["commands"]
    return set(commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_verb_exists(document: Path) -> None:
    command = r"(?:^|\s|bin/|account-)(?:tiering|-m orchestration) ([a-z][a-z-]*)"
    named = re.findall(command, _code(document), flags=re.MULTILINE)
    assert [verb for verb in named if verb not in _verbs()] == []


def test_the_readme_names_commands_at_all() -> None:
    code = _code(PROJECT / "README.md")
    assert "make demo" in code and "make test" in code and "tiering explain" in code


# -- the BI guide, run ----------------------------------------------------------------------------------------------


def _write_release(folder: Path, release_id: str, marts: dict[str, list[tuple[str, str]]]) -> None:
    """A release as small as can be: every mart with its contracted columns, one row in each that is asked."""
    (folder / "exports").mkdir(parents=True)
    with duckdb.connect(str(folder / "tiers.duckdb")) as connection:
        connection.execute("create schema marts")
        for mart, columns in marts.items():
            cells = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in columns)
            connection.execute(f"create table marts.{mart} as select {cells}")
        connection.execute(f"update marts.release_info set release_id = '{release_id}', as_of_date = '2026-06-30'")
        connection.execute(
            "update marts.account_tiers set account_id = 'A-1', account_name = 'Nordkeks', tier = 1, score = 81.2345, "
            "pool = 'new_business', rank_in_tier = 1"
        )
        connection.execute(
            "update marts.account_score_factors set account_id = 'A-1', factor = 'industry', contribution = 9"
        )
        connection.execute("update marts.account_tier_history set valid_from = date '2026-06-30'")
        connection.execute("update marts.account_score_history set as_of_date = date '2026-06-30'")
        for mart in marts:
            connection.execute(f"copy marts.{mart} to '{folder}/exports/{mart}.parquet' (format parquet)")
    (folder / "tiers.duckdb").chmod(0o444)


Publish = Callable[[str], None]


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publishes a handmade release where the guide says it is, `demo/home/releases` and `demo/share`."""
    marts = contracted_marts(PROJECT / "models")
    releases, share = tmp_path / "demo" / "home" / "releases", tmp_path / "demo" / "share"
    share.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    def move(release_id: str) -> None:
        _write_release(releases / release_id, release_id, marts)
        (releases / "next").symlink_to(release_id)
        (releases / "next").rename(releases / "current")
        (share / release_id).symlink_to(releases / release_id / "exports")
        (share / "current.json").write_text(json.dumps({"release_id": release_id, "folder": release_id}))

    return move


def _run(snippet: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(snippet, BI_GUIDE.name, "exec"), names)  # noqa: S102 - our own guide
    return names


PYTHON = _fences(BI_GUIDE, "python")
SQL = _fences(BI_GUIDE, "sql")


def _snippet(marker: str) -> str:
    (found,) = [snippet for snippet in PYTHON if marker in snippet]
    return found


@pytest.mark.parametrize("snippet", PYTHON, ids=range(len(PYTHON)))
def test_python_snippets_run(publish: Publish, snippet: str) -> None:
    publish("2026-06-30-aaaaaaaa")
    for module in re.findall(r"^import (\w+)", snippet, flags=re.MULTILINE):
        pytest.importorskip(module)
    names = _run(snippet)
    tables = [value for name, value in names.items() if name in {"tier_1", "tiers", "factors"}]
    assert all(len(table) == 1 for table in tables)
    assert tables or names["release"][0] == "2026-06-30-aaaaaaaa"


@pytest.mark.parametrize("statements", SQL, ids=range(len(SQL)))
def test_sql_snippets_run_read_only(publish: Publish, statements: str) -> None:
    publish("2026-06-30-aaaaaaaa")
    attached = "attach" in statements
    file = ":memory:" if attached else "demo/home/releases/current/tiers.duckdb"
    with duckdb.connect(file, read_only=not attached) as connection:
        assert len(connection.execute(statements).fetchall()) == 1


def test_no_connection_of_the_guide_can_write(publish: Publish) -> None:
    publish("2026-06-30-aaaaaaaa")
    connect = _run(_snippet("def connect"))["connect"]
    with connect() as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("create table marts.mine (id integer)")


def test_an_open_connection_keeps_its_release_and_a_new_one_sees_the_next(publish: Publish) -> None:
    publish("2026-06-30-aaaaaaaa")
    connect = _run(_snippet("def connect"))["connect"]
    question = "select release_id from marts.release_info"
    with connect() as before:
        publish("2026-07-01-bbbbbbbb")
        with connect() as after:
            assert before.execute(question).fetchone() == ("2026-06-30-aaaaaaaa",)
            assert after.execute(question).fetchone() == ("2026-07-01-bbbbbbbb",)


def test_sqlalchemy_sees_the_next_release_without_being_told(publish: Publish) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    publish("2026-06-30-aaaaaaaa")
    engine = _run(_snippet("create_engine"))["engine"]
    publish("2026-07-01-bbbbbbbb")
    with engine.connect() as connection:
        assert connection.execute(text("select release_id from marts.release_info")).scalar() == "2026-07-01-bbbbbbbb"
        with pytest.raises(ProgrammingError, match="read-only"):
            connection.execute(text("create table marts.mine (id integer)"))


def test_the_superset_address_is_read_only(publish: Publish, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import ProgrammingError
    from sqlalchemy.pool import NullPool

    publish("2026-06-30-aaaaaaaa")
    (address,) = re.findall(r"`(duckdb:////\S+)`", BI_GUIDE.read_text(encoding="utf-8"))
    home = address.replace("/srv/tiering", f"{tmp_path}/demo/home")
    with create_engine(home, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("select count(*) from marts.account_tiers")).scalar() == 1
        with pytest.raises(ProgrammingError, match="read-only"):
            connection.execute(text("create table marts.mine (id integer)"))
