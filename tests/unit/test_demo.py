"""The demo company: complete, deterministic, dirty as exports are, and with a cause in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import duckdb
import pytest

from orchestration.lib import demo
from orchestration.lib.contracts import load_contracts
from orchestration.lib.demo.dirt import UNREADABLE
from orchestration.lib.demo.world import Crm, tables
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT

AS_OF = date(2026, 11, 21)
NEWEST = {
    "company_events/events": "occurred_at",
    "crm/accounts": "updated_at",
    "crm/activities": "occurred_at",
    "crm/contacts": "updated_at",
    "crm/leads": "created_at",
    "crm/opportunities": "updated_at",
    "crm/opportunity_history": "changed_at",
    "engagement/events": "occurred_at",
    "finance/exchange_rates": "valid_from",
    "finance/orders": "ordered_at",
    "firmographics/companies": "observed_at",
    "installed_base/machine_events": "occurred_at",
    "intent/surges": "observed_at",
    "lists/accounts": "added_at",
    "marketing/spend": "spent_on",
    "technographics/installs": "last_seen_at",
}


def write(out: Path, **arguments: Any) -> demo.DemoSummary:
    return demo.write(out, **{"as_of": AS_OF, "accounts": 120, "progress": lambda _: None, **arguments})


def contents(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def contracts() -> dict[str, dict[str, str]]:
    """Canonical landing table -> column -> data type, in order."""
    canonical = [contract for contract in load_contracts(PROJECT / "models").values() if not contract.feeds]
    return {table.name: {column.name: column.data_type for column in table.columns} for table in canonical}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default company, typed."""
    out = tmp_path_factory.mktemp("demo") / "landing"
    write(out, accounts=1000, format="parquet")
    return out


@pytest.fixture(scope="module")
def world(landing: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The truth behind the default company, and its exports as views `<source>__<table>`."""
    with demo.build_world(demo.World(as_of=AS_OF)) as connection:
        for table in tables():
            path = landing / f"{table}.parquet"
            connection.execute(f"create view {table.replace('/', '__')} as select * from '{path}'")
        yield connection


def one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_same_arguments_give_the_same_bytes(tmp_path: Path, file_format: str) -> None:
    write(tmp_path / "a", format=file_format)
    write(tmp_path / "b", format=file_format)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_seed_is_another_company(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b", seed=8)
    first, second = contents(tmp_path / "a"), contents(tmp_path / "b")
    assert {name for name in first if first[name] == second[name]} <= {
        "README.txt",
        "crm/owners.csv",
        "crm/products.csv",
    }


def test_identical_arguments_touch_nothing(tmp_path: Path) -> None:
    first = write(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = write(tmp_path)
    assert first.is_new and not again.is_new
    assert again.rows == first.rows
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    write(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "crm/accounts.csv").write_text("account_id,name\n")
    assert write(tmp_path).is_new
    assert contents(tmp_path) == before


def test_another_format_leaves_no_old_files(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, format="parquet")
    assert not list(tmp_path.rglob("*.csv"))


def test_everything_says_that_it_is_made_up(tmp_path: Path) -> None:
    write(tmp_path)
    for name in ("DEMO", "README.txt"):
        assert "made up" in (tmp_path / name).read_text()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm/accounts.csv").write_text("account_id,name\n1,A real company\n")
    before = contents(tmp_path)
    with pytest.raises(InputError, match="no DEMO marker"):
        write(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("wrong", [{"accounts": 0}, {"events": -1}, {"months": 0}, {"as_of": date(1999, 1, 1)}])
def test_arguments_out_of_range_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="is "):
        write(tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


def test_every_table_of_the_contract_has_rows_and_exactly_its_columns(landing: Path) -> None:
    expected = contracts()
    assert set(tables()) == set(expected)
    for table, columns in expected.items():
        relation = duckdb.read_parquet(str(landing / f"{table}.parquet"))
        assert relation.columns == list(columns), table
        assert len(relation.limit(1).fetchall()) == 1, table


def test_typed_files_are_typed_as_the_contract_says(landing: Path) -> None:
    plain = {"string": "VARCHAR", "boolean": "BOOLEAN", "bigint": "BIGINT", "date": "DATE", "timestamp": "TIMESTAMP"}
    wrong = []
    for table, columns in contracts().items():
        found = duckdb.read_parquet(str(landing / f"{table}.parquet")).types
        for (column, wanted), type_ in zip(columns.items(), found, strict=True):
            kind = str(type_).split("(")[0]
            if kind != plain.get(wanted, wanted.split("(")[0].upper()):
                wrong.append((table, column, wanted, str(type_)))
    assert wrong == []


def test_the_number_of_events_is_met(tmp_path: Path) -> None:
    assert write(tmp_path, accounts=500, events=20_000).rows["engagement/events"] == pytest.approx(20_000, rel=0.02)


def test_about_100_events_per_account_by_default(world: duckdb.DuckDBPyConnection) -> None:
    assert 80_000 < one(world, "select count(*) from engagement__events") < 120_000


@pytest.mark.parametrize(("table", "column"), NEWEST.items())
def test_nothing_is_stale(world: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    newest = one(
        world,
        f"select max({column})::date from {table.replace('/', '__')} where {column}::date <= date '{AS_OF}'",
    )
    assert AS_OF - newest <= timedelta(days=8)


@pytest.mark.parametrize("crm", get_args(Crm))
def test_unreadable_lines_are_few_and_one_too_many(tmp_path: Path, crm: Crm) -> None:
    summary = write(tmp_path, accounts=1000, crm=crm)
    damage = {table: cell for table, cell in UNREADABLE.items() if table in summary.rows}
    assert {table.split("/")[0] for table in damage} >= {"crm" if crm == "canonical" else crm, "intent"}
    for table, (column, text) in damage.items():
        lines = (tmp_path / f"{table}.csv").read_text(encoding="utf-8-sig").splitlines()
        damaged = [line for line in lines if text in line]
        assert 0 < len(damaged) < 0.005 * summary.rows[table], f"{table}.{column}"


def test_orders_come_as_a_german_spreadsheet_saves_them(tmp_path: Path) -> None:
    write(tmp_path)
    head, row, *_ = (tmp_path / "finance/orders.csv").read_bytes().split(b"\n")
    assert head == b"\xef\xbb\xbforder_id;account_id;ordered_at;revenue;gross_margin;currency"
    assert row.split(b";")[3].count(b",") == 1


def test_exports_are_dirty(world: duckdb.DuckDBPyConnection) -> None:
    accounts = "from crm__accounts"
    assert one(world, f"select avg((annual_revenue is null)::int) {accounts}") == pytest.approx(0.40, abs=0.03)
    assert one(world, f"select count(*) - count(distinct account_id) {accounts}") > 0
    assert one(world, f"select count(*) {accounts} where merged_into_id is not null") > 0
    assert one(world, f"select count(*) {accounts} where annual_revenue < 0") > 0
    assert one(world, f"select count(*) {accounts} where country in ('Germany', 'Deutschland', 'DE')") > 0
    assert one(world, f"select count(distinct country) {accounts}") > 20
    assert one(world, f"select count(*) {accounts} where industry in ('-', 'N/A')") > 0
    assert one(world, f"select count(*) {accounts} where account_type in ('competitor', 'partner')") > 0
    assert one(world, f"select count(*) {accounts} where lifecycle_stage = 'out_of_business' or is_deleted") > 0
    shared = f"""
        select count(*) {accounts} as child
        inner join crm__accounts as parent on child.parent_account_id = parent.account_id
        where child.domain = parent.domain
    """
    assert one(world, shared) > 10
    assert one(world, "select avg((email like '%@gmail.com')::int) from crm__contacts") == pytest.approx(0.04, abs=0.02)
    assert one(world, f"select count(*) from engagement__events where occurred_at::date > date '{AS_OF}'") > 0
    assert one(world, "select count(*) - count(distinct event_id) from engagement__events") > 0
    assert one(world, "select count(*) from engagement__events where event_type = 'page_scroll'") > 0


def test_customers_are_about_15_percent(world: duckdb.DuckDBPyConnection) -> None:
    share = "select avg((lower(account_type) = 'customer')::int) from crm__accounts where is_target_account"
    assert 0.12 < one(world, share) < 0.19


def test_august_is_dead(world: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            count(*) filter (month(occurred_at) = 8) / 31.0
            / (count(*) filter (month(occurred_at) in (6, 7)) / 61.0)
        from engagement__events where year(occurred_at) = 2025
    """
    assert one(world, query) == pytest.approx(0.2, abs=0.06)


def test_fairs_are_spikes(world: duckdb.DuckDBPyConnection) -> None:
    weeks = """
        select distinct isoyear(occurred_at), weekofyear(occurred_at)
        from engagement__events where event_type ilike 'trade_fair_visit' and occurred_at <= as_of()
    """
    assert {week for _, week in world.execute(weeks).fetchall()} == {19, 39}


def test_the_hidden_propensity_drives_wins_size_speed_and_attention(world: duckdb.DuckDBPyConnection) -> None:
    world.execute("""
        create or replace temp table thirds as
        select account_key(account_no) as account_id, domain, ntile(3) over (order by propensity, account_no) as third
        from companies where kind = 'target'
    """)
    deals = world.execute("""
        select
            third,
            count(*) as opened,
            avg(is_won::int) filter (is_closed) as win_rate,
            median(amount * rates.rate_to_base) as amount,
            median(closed_at::date - created_at::date) filter (is_won) as cycle_days,
            min(closed_at::date - created_at::date) filter (is_won) as shortest
        from crm__opportunities as deals
        inner join thirds on replace(deals.account_id, '-DUP', '') = thirds.account_id
        inner join rates on deals.currency = rates.currency
        group by third order by third
    """).fetchall()
    (_, opened_low, rate_low, amount_low, days_low, _), _, (_, opened, rate, amount, days, shortest) = deals
    assert opened > 3 * opened_low
    assert rate > 1.8 * rate_low
    assert amount > 1.3 * amount_low
    assert days < 0.8 * days_low
    assert shortest >= 85
    attention = """
        select count(*) filter (third = 3) / count(*) filter (third = 1)
        from engagement__events inner join thirds using (domain)
        where event_type in ('pricing_page_visit', 'comparison_page_visit', 'demo_request')
    """
    assert one(world, attention) > 2


def test_the_propensity_is_exported_nowhere() -> None:
    assert not [column for columns in contracts().values() for column in columns if "propensity" in column]


def test_nobody_could_own_an_address_in_it(world: duckdb.DuckDBPyConnection) -> None:
    for table, column in (("crm__contacts", "email"), ("crm__leads", "email"), ("engagement__events", "email")):
        real = f"""
            select count(*) from {table}
            where {column} like '%@%' and {column} not ilike '%.example' and {column} not ilike 'made-up\\_%@gmail.com'
                escape '\\'
        """
        assert one(world, real) == 0, table


def test_later_landings_tell_the_same_story_longer(landing: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    write(later, accounts=1000, as_of=AS_OF + timedelta(days=30), format="parquet")
    for table, key, column in (
        ("engagement/events", "event_id", "occurred_at"),
        ("crm/activities", "activity_id", "occurred_at"),
        ("crm/opportunity_history", "opportunity_id", "changed_at"),
        ("intent/surges", "domain || topic", "observed_at"),
        ("finance/orders", "order_id", "ordered_at"),
    ):
        lost = f"""
            select count(*) from (
                select {key}, {column} from '{landing}/{table}.parquet'
                where {column}::date between date '{AS_OF - timedelta(days=600)}' and date '{AS_OF}'
                except all
                select {key}, {column} from '{later}/{table}.parquet'
            )
        """
        assert one(duckdb.connect(), lost) == 0, table


def test_histories_end_where_the_opportunities_stand(world: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(*)
        from crm__opportunities as deals
        left join (
            select opportunity_id, max_by(stage, changed_at) as stage
            from crm__opportunity_history group by opportunity_id
        ) as history on deals.opportunity_id = history.opportunity_id
        where history.stage is distinct from deals.stage
    """
    assert one(world, query) <= 3
