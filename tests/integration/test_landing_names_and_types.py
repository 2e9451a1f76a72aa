"""What folders and files are called is no data and no pattern, and a value of another program's type is what it was."""

from __future__ import annotations

import gzip
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import landing
from orchestration.lib.errors import InputError
from tests.integration.landing_kit import ACCOUNTS, CONTRACTS, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def parquet(place: Place, name: str, query: str) -> None:
    """Writes a file into the landing folder from a query."""
    file = place.settings.landing / name
    file.parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"copy ({query}) to '{file}' (format parquet)")


def test_a_folder_above_is_no_column(tmp_path: Path) -> None:
    """Data lakes have folders such as country=DE: DuckDB would read them into a column of that name."""
    place = Place(tmp_path / "country=DE")
    parquet(place, "crm/accounts.parquet", "select '1' as account_id, 'A' as name, 'France' as country")
    assert place.query("select account_id, name, country from raw.crm__accounts") == [("1", "A", "France")]


def test_a_name_is_no_pattern(tmp_path: Path) -> None:
    """Browsers call a second download [1]."""
    place = Place(tmp_path / "L[1]*?")
    place.put({"crm/accounts[1].csv": "account_id,name\n1,A\n", "crm/accounts1.csv": "account_id,name\n2,B\n"})
    assert place.query("select account_id, name from raw.crm__accounts order by all") == [("1", "A"), ("2", "B")]
    assert len(place.query("select * from raw.landed_files")) == 2


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize(
    "header", ["_line", "_first_line", "_file", "_key", "_fault", "_given_name", "_value_name", "_final_name", "text_0"]
)
def test_a_column_may_be_called_as_ours_are(place: Place, header: str, kind: str) -> None:
    """It is kept beside ours, and no value of the contract's columns is taken from it."""
    records = f"""select 'A1' as account_id, 'B' as name, '1,000.50' as annual_revenue, '7,5' as "{header}" """
    parquet(place, "crm/accounts.parquet", records)
    if kind != "parquet":
        written = place.settings.landing / "crm" / "accounts.parquet"
        duckdb.execute(f"copy (from '{written}') to '{written.with_suffix('.' + kind)}'")
        written.unlink()
    known = place.query("select account_id, name, annual_revenue, _line from raw.crm__accounts")
    assert known == [("A1", "B", Decimal("1000.50"), 2 if kind == "csv" else 1)]
    (raw,) = place.settings.raw.rglob("*.parquet")
    kept = duckdb.execute(f"select columns(c -> suffix(c, '__original') or c = 'text_0') from '{raw}'").fetchall()
    assert kept == [("7,5",)]


def test_compressed_whatever_the_case(place: Place) -> None:
    place.put({"crm/ACCOUNTS.CSV.GZ": gzip.compress(ACCOUNTS.encode())})
    assert place.query("select account_id, name from raw.crm__accounts") == [("1", "A")]


@pytest.mark.parametrize("text", ["03-Jun-26", "3 Jun 26", "Jun 3 26", "June 3, 26", "03.Jun.2026", "3 June 2026"])
def test_a_year_of_two_digits_is_of_our_time(place: Place, text: str) -> None:
    place.put({"crm/accounts.csv": f'account_id,name,created_at\n1,A,"{text}"\n'})
    assert place.query("select created_at from raw.crm__accounts") == [(datetime(2026, 6, 3),)]  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["2026-06-03T10:00Z", "2026-06-03 12:00+02", "2026-06-03T12:00:00+02:00", "2026-06-03T10:00:00,000"]
)
def test_times_as_iso_8601_has_them(place: Place, text: str) -> None:
    place.put({"crm/accounts.csv": f'account_id,name,created_at\n1,A,"{text}"\n'})
    assert place.query("select created_at from raw.crm__accounts") == [(datetime(2026, 6, 3, 10),)]  # noqa: DTZ001


def test_whole_numbers_that_another_program_keeps_as_floating_ones(place: Place) -> None:
    """Where some are missing, pandas has no whole numbers. Dates may be numbers too, and a half employee is none."""
    parquet(
        place,
        "crm/accounts.parquet",
        """
        select * from (values
            (12::double, 'A', 40::double, 20260403::bigint), (13, 'B', 12.5, 1775174400000), (14, 'C', null, null)
        ) as v (account_id, name, employee_count, created_at)
        """,
    )
    manifest = place.land()
    kept = place.query("select account_id, employee_count, created_at from raw.crm__accounts order by all", manifest)
    assert kept == [("12", 40, datetime(2026, 4, 3)), ("14", None, None)]  # noqa: DTZ001
    (rejected,) = place.query("select column_name, reason from raw.rejects", manifest)
    assert rejected == ("employee_count", "this is no whole number: 12.5")


def test_a_file_read_in_another_way_is_as_old_as_it_was(place: Place) -> None:
    """The corrected file a is the newest, also after an edit of columns.yml that has nothing to do with it."""
    files = {"crm/accounts.csv": ACCOUNTS, "crm/opportunities_a.csv": "opportunity_id,amount\nO1,100\n"}
    place.put(files).land()
    place.put({"crm/opportunities_b.csv": "opportunity_id,amount\nO1,200\n"}).land()
    place.put({"crm/opportunities_a.csv": "opportunity_id,amount\nO1,300\n"}).land()
    place.put({"columns.yml": 'crm: {opportunities: {columns: {stage: "null"}}}'})
    newest = "select amount from raw.crm__opportunities order by _file_order desc limit 1"
    assert place.query(newest) == [(Decimal(300),)]


def test_a_linked_folder_is_looked_into(place: Place, tmp_path: Path) -> None:
    """A mounted share is how exports arrive."""
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "accounts.csv").write_text(ACCOUNTS)
    place.settings.landing.mkdir(parents=True)
    (place.settings.landing / "crm").symlink_to(tmp_path / "share")
    assert place.query("select account_id, name from raw.crm__accounts") == [("1", "A")]


def test_what_is_no_file_is_not_overlooked(place: Place, tmp_path: Path) -> None:
    place.put({"crm/accounts.csv": ACCOUNTS})
    link = place.settings.landing / "crm" / "leads.csv"
    link.symlink_to(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match=r"leads\.csv: this is no file .* -> put the file itself here"):
        landing.inspect(place.settings, CONTRACTS)
    link.unlink()
    (place.settings.landing / "again").symlink_to(place.settings.landing / "crm")
    with pytest.raises(InputError, match="the folder is there twice, by a link"):
        landing.inspect(place.settings, CONTRACTS)


def test_a_file_name_that_is_no_text(place: Place) -> None:
    place.put({"crm/accounts.csv": ACCOUNTS})
    Path((bytes(place.settings.landing / "crm") + b"/leads_\xfc.csv").decode(errors="surrogateescape")).touch()
    with pytest.raises(InputError, match=r"leads_ü\.csv: the file's name is not UTF-8 -> rename it"):
        landing.inspect(place.settings, CONTRACTS)


def test_a_very_long_cell_costs_its_line_only(place: Place) -> None:
    place.put({"crm/accounts.csv": f"account_id;name;country\n1;{'x' * 200_000};DE\n2;B;FR\n"})
    assert place.query("select account_id, length(name) from raw.crm__accounts order by all") == [
        ("1", 200_000),
        ("2", 1),
    ]


def test_columns_yml_that_cannot_be_read(place: Place) -> None:
    place.put({"crm/accounts.csv": ACCOUNTS})
    (place.settings.landing / "columns.yml").mkdir()
    with pytest.raises(InputError, match=r"columns\.yml: the file cannot be read"):
        landing.inspect(place.settings, CONTRACTS)


def test_dates_are_dates(place: Place) -> None:
    """A column of type date is none of numbers."""
    parquet(place, "crm/accounts.parquet", "select '1' as account_id, 'A' as name, date '2026-04-03' as created_at")
    assert place.query("select cast(created_at as date) from raw.crm__accounts") == [(date(2026, 4, 3),)]


@pytest.mark.parametrize(("reading", "revenue"), [("decimal comma", "1234"), ("decimal point", "1.23")])
def test_the_offered_line_never_takes_a_number_for_another(place: Place, reading: str, revenue: str) -> None:
    """Of 1.234, 1,5 and 2.5 in one column: what one reading cannot be is read by its own meaning, or rejected."""
    place.put({"crm/accounts.csv": "account_id;name;annual_revenue\n1;A;1.234\n2;B;1,5\n3;C;2.5\n"})
    with pytest.raises(InputError, match=r"are written both ways; 1\.234 may be either") as refused:
        landing.inspect(place.settings, CONTRACTS)
    (offered,) = re.findall(rf"{reading}: (crm: .*?}}}}}})(?:;|$)", str(refused.value))
    place.put({"columns.yml": offered})
    kept = place.query("select account_id, cast(annual_revenue as varchar) from raw.crm__accounts order by 1")
    by_comma = [("2", "1.50")] if reading == "decimal comma" else []
    assert kept == [("1", f"{Decimal(revenue):.2f}"), *by_comma, ("3", "2.50")]


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("€ 1.200,50", "EUR"),
        ("£1,200.50", "GBP"),
        ("USD 1,200.50", "USD"),
        ("1.200,50 CHF", "CHF"),
        ("$1,200.50", None),  # whose dollar?
        ("1200.50", None),
    ],
)
def test_an_amount_may_tell_its_currency(place: Place, amount: str, told: str | None) -> None:
    """Where the currency's own column does not."""
    columns = "opportunity_id,account_id,amount,currency\n"
    lines = f'1,A,"{amount}",\n2,A,"{amount}",PLN\n'
    place.put({"crm/accounts.csv": ACCOUNTS, "crm/opportunities.csv": columns + lines})
    found = place.query("select amount, currency from raw.crm__opportunities order by opportunity_id")
    assert found == [(Decimal("1200.50"), told), (Decimal("1200.50"), "PLN")]


def test_an_amount_tells_its_currency_where_the_file_has_no_column_for_it(place: Place) -> None:
    opportunities = "opportunity_id,account_id,amount\n1,A,EUR 7\n2,A,\n"
    place.put({"crm/accounts.csv": ACCOUNTS, "crm/opportunities.csv": opportunities})
    orders = "select '1' as order_id, 'A' as account_id, date '2026-01-02' as ordered_at, 7 as revenue"
    parquet(place, "finance/orders.parquet", orders)
    manifest = place.land()
    found = place.query("select currency from raw.crm__opportunities order by opportunity_id", manifest)
    assert found == [("EUR",), (None,)]
    assert place.query("select currency from raw.finance__orders", manifest) == [(None,)]
