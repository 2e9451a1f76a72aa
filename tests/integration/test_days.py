"""A day costs a day: rows kept from refresh to refresh are those that all files at once would give (decision 0063)."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import kept, warehouse
from orchestration.lib.contracts import TableContract
from orchestration.lib.engines import DuckDB
from orchestration.lib.forget import forget
from orchestration.lib.landing import LoadManifest, create_raw_views
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.sql import literal
from tests.conftest import AS_OF, Refresh, tiering
from tests.integration.landing_kit import ACCOUNTS, CONTRACTS, Place

KEPT = "stg_engagement__events_kept"
PART: warehouse.Part = {
    "select": (f"fqn:account_tiering.staging.engagement.{KEPT}",),
    "exclude": ("resource_type:unit_test",),
    "indirect-selection": ("empty",),
}
CONTENT = f"select count(*), sum(hash(kept)) from (select * exclude (file_order, email) from staging.{KEPT}) as kept"
"""Without pseudonyms, which differ from home to home."""


class Days:
    """One warehouse, into which files land in steps."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "config").mkdir(parents=True)
        self.said: list[str] = []
        self.place = Place(root).put({"crm/accounts.csv": ACCOUNTS})
        warehouse.prepare_run_folder(self.place.settings, PROJECT)

    def land(self, files: dict[str, str], code_version: str = "one") -> tuple[object, ...]:
        """Content of the kept rows after one more step."""
        self.build(self.place.put(files).land(), code_version)
        with duckdb.connect(str(self.place.settings.warehouse), read_only=True) as connection:
            row = connection.execute(CONTENT).fetchone()
        assert row is not None
        return row

    def build(self, manifest: LoadManifest, code_version: str) -> None:
        settings = self.place.settings
        with duckdb.connect(str(settings.warehouse)) as connection:
            create_raw_views(connection, manifest, settings, CONTRACTS)
            connection.execute(f"create or replace table raw.refresh as select '{code_version}' as code_version")
            kept.drop_stale(connection, self.said.append)
        results = warehouse.build(
            settings,
            PART,
            as_of=AS_OF,
            policy="daily",
            release_id="days",
            candidate=self.root / "candidate.duckdb",
            engine=DuckDB(settings),
        )
        assert [(result.name, result.status) for result in results] == [(KEPT, "success")], results


def _csv(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def events(demo_landing: Path) -> list[dict[str, str]]:
    """Two thousand events of the demo, an id each."""
    rows = [row for row in rows_of(demo_landing / "engagement" / "events.csv") if row["event_id"]]
    return list({row["event_id"]: row for row in rows}.values())[:2000]


def rows_of(file: Path) -> list[dict[str, str]]:
    """The whole rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if None not in row]


def test_twenty_ways_to_land_the_same_events(events: list[dict[str, str]], tmp_path: Path) -> None:
    """Shuffled, split, with duplicates and with earlier versions that were corrected since."""
    expected = Days(tmp_path / "at_once").land({"engagement/events.csv": _csv(events)})
    assert expected[0] > 1900
    for way in range(20):
        chance = random.Random(way)  # noqa: S311 (the same ways every time)
        rows = chance.sample(events, len(events))
        cuts = sorted(chance.sample(range(1, len(rows)), chance.randint(2, 5)))
        parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
        for earlier, later in pairwise(parts):
            wrong = chance.sample(later, min(3, len(later)))
            earlier.extend({**row, "event_type": "mistaken", "occurred_at": "2025-01-01"} for row in wrong)
            later.extend(chance.sample(earlier[: -len(wrong)], min(3, len(earlier) - len(wrong))))
        names = [f"engagement/events_{number}.csv" for number in range(len(parts))]
        step = chance.randint(1, len(parts) - 1)
        days = Days(tmp_path / str(way))
        days.land({name: _csv(part) for name, part in zip(names[:step], parts, strict=False)})
        content = days.land({name: _csv(part) for name, part in zip(names[step:], parts[step:], strict=True)})
        assert content == expected, f"way {way}: {len(parts)} files, {step} of them first"
        assert days.said == [], "kept, not read again"
        shutil.rmtree(days.root)


def test_what_makes_kept_rows_stale_is_said_and_mended(events: list[dict[str, str]], tmp_path: Path) -> None:
    first, second = events[:50], events[50:90]
    days = Days(tmp_path)
    days.land({"engagement/events_1.csv": _csv(first), "engagement/events_2.csv": _csv(second)})
    again = "engagement/events: all files are read again"

    assert days.land({"engagement/events_1.csv": _csv(first[:10])})[0] == 50
    assert days.said == [f"{again} (1 file read before is gone)"]

    assert days.land({"columns.yml": "engagement: {_ignore: [events_2*]}\n"})[0] == 10
    assert days.said[1:] == [f"{again} (1 file read before is gone)"]

    assert days.land({"columns.yml": "engagement: {_ignore: [other*]}\n"})[0] == 50
    assert days.said[2:] == [f"{again} (1 file came back from before)"]

    assert days.land({}, code_version="two")[0] == 50
    assert days.said[3:] == [f"{again} (the program changed)"]

    raw = days.place.settings.raw / "engagement"
    shutil.rmtree(raw)
    assert days.land({}, code_version="two")[0] == 50
    assert days.said[4:] == [], "written again, byte for byte"

    mails = {row["email"] for row in first[:10]} - {row["email"] for row in second} - {""}
    forget(days.place.settings, CONTRACTS, min(mails))
    shutil.rmtree(raw)
    assert days.land({}, code_version="two")[0] == 50
    assert days.said[4:] == [f"{again} (1 file read before was written anew)"]
    unknown = f"select count(*) from staging.{KEPT} anti join raw.engagement__events using (email) where email <> ''"
    with duckdb.connect(str(days.place.settings.warehouse), read_only=True) as connection:
        assert connection.execute(unknown).fetchall() == [(0,)], "the forgotten's new pseudonym, as in raw"

    assert days.land({}, code_version="two")[0] == 50
    assert days.said[5:] == []


def test_a_release_on_kept_rows_replays_bit_for_bit(
    workplace: Settings, refresh: Refresh, events: list[dict[str, str]]
) -> None:
    """The replay has a warehouse of its own and reads every file: late, double and corrected rows change nothing."""
    landing = workplace.landing
    activities, surges = (rows_of(landing / name)[:15] for name in ("crm/activities.csv", "intent/surges.csv"))
    for name, rows, key, corrected in (
        ("engagement/events_late.csv", events, "event_id", {"event_type": "demo_request"}),
        ("crm/activities_late.csv", activities, "activity_id", {"activity_type": "meeting"}),
        ("intent/surges_late.csv", surges, "topic", {"surge_score": "99"}),
    ):
        late = [{**row, key: f"late-{number}"} for number, row in enumerate(rows[:5])]
        (landing / name).write_text(_csv(late + [{**row, **corrected} for row in rows[5:10]] + rows[10:15]))

    done = refresh()
    assert done.returncode == 0, done.stderr
    assert "read again" not in done.stdout + done.stderr
    with duckdb.connect(str(workplace.warehouse), read_only=True) as connection:
        for model in kept.MODELS:
            files = f"select count(distinct file_order) from staging.{model.model}"
            assert connection.execute(files).fetchall() == [(2,)], "rows of the first files, and of the late one"

    told = tiering("replay", "--home", workplace.home, "--json", str((workplace.releases / "current").resolve().name))
    assert told.returncode == 0, told.stdout + told.stderr
    assert json.loads(told.stdout)["is_equal"]


def test_files_in_any_order_and_number_give_the_same_marts(
    demo_landing: Path, published_home: Settings, tmp_path: Path
) -> None:
    """All tables of the demo, dirt and all, shuffled and cut into up to three files each."""
    landing, home = tmp_path / "landing", tmp_path / "home"
    shutil.copytree(demo_landing, landing)
    chance = random.Random(5)  # noqa: S311
    cut = [scatter(file, CONTRACTS[file.parent.name, file.stem], chance) for file in sorted(landing.glob("*/*.csv"))]
    assert sum(cut) > 30
    shutil.copytree(published_home.keys.parent, home / published_home.keys.parent.name)
    done = tiering("refresh", "--landing", landing, "--home", home, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr

    database = "releases/current/tiers.duckdb"
    with duckdb.connect() as connection:
        for name, place in (("whole", published_home.home), ("scattered", home)):
            connection.execute(f"attach {literal(str(place / database))} as {name} (read_only)")
        tables = "select distinct table_name from duckdb_tables() where schema_name = 'marts'"
        differing = {mart for (mart,) in connection.execute(tables).fetchall() if differs(connection, mart)}
    assert differing == {"release_info", "source_quality"}, "which tell of the files themselves"


def scatter(file: Path, contract: TableContract, chance: random.Random) -> int:
    """Cuts a file into files; rows of one key stay in their order, for the last of them counts. How many there are."""
    header, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    columns = next(csv.reader([header.removeprefix("\ufeff")], delimiter=";" if ";" in header else ","))
    keys = [columns.index(column.name) for column in contract.columns if column.key and column.name in columns]

    def key_of(line: str) -> str:
        cells = next(csv.reader([line], delimiter=";" if ";" in header else ","))
        return str([cells[key] for key in keys] if keys and len(cells) == len(columns) else cells)

    places: dict[str, float] = {}
    lines.sort(key=lambda line: places.setdefault(key_of(line), chance.random()))
    cuts = sorted(chance.choices(range(len(lines) + 1), k=chance.randint(0, 2)))
    for number, (start, end) in enumerate(pairwise([0, *cuts, len(lines)])):
        part = file.with_name(f"{file.stem}_{number}.csv")
        part.write_text(header + "".join(lines[start:end]), encoding="utf-8")
    file.unlink()
    return len(cuts) + 1


def differs(connection: duckdb.DuckDBPyConnection, mart: str) -> bool:
    one, other = (
        f"select columns(name -> name <> 'release_id') from {name}.marts.{mart}" for name in ("whole", "scattered")
    )
    sql = f"({one} except all {other}) union all ({other} except all {one})"
    return bool(connection.execute(sql).fetchall())
