"""What landing refuses before it has written anything: with file, line, rule and remedy (issue A, "Bad input")."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from orchestration.lib.errors import InputError
from tests.integration.landing_kit import ACCOUNTS, Place

BINARY = bytes(range(256)) * 16
ALL_HIGH = bytes(range(128, 256)) * 16
DAMAGED = gzip.compress(ACCOUNTS.encode() * 100, mtime=0)[:10] + b"\xff" * 40


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ["landing", "missing", "crm/accounts.csv"]),
        ({"README.md": "hello"}, ["empty", "crm/accounts.csv"]),
        ({"crm/contacts.csv": "id\n1\n"}, ["no crm/accounts"]),
        ({"crm/accounts.csv": b""}, ["accounts.csv", "empty"]),
        ({"crm/accounts.csv": "\n\n"}, ["accounts.csv", "no header"]),
        ({"crm/accounts.csv": BINARY}, ["accounts.csv", "binary", "CSV"]),
        ({"crm/accounts.csv": ALL_HIGH}, ["accounts.csv", "UTF-8"]),
        ({"crm/accounts.csv.gz": b"no gzip"}, ["accounts.csv.gz", "cannot be read"]),
        ({"crm/accounts.csv.gz": DAMAGED}, ["accounts.csv.gz", "cannot be read"]),
        ({"crm/accounts.parquet": b"PA"}, ["accounts.parquet", "Parquet"]),
        ({"crm/accounts.parquet": b"PAR1 cut off"}, ["accounts.parquet", "Parquet"]),
        ({"crm/accounts.parquet": b"PAR1"}, ["accounts.parquet", "Parquet"]),
        ({"crm/accounts.jsonl": "[1]\n"}, ["accounts.jsonl", "JSON object"]),
        ({"crm/accounts.xlsx": b"PK\x03\x04"}, ["accounts.xlsx", ".csv", "_ignore"]),
        ({"accounts.csv": ACCOUNTS}, ["accounts.csv", "folder", "crm"]),
        ({"sap/accounts.csv": ACCOUNTS}, ["sap", "no source", "crm"]),
        ({"crm/old/accounts.csv": ACCOUNTS}, ["old", "landing/<source>/"]),
        ({"crm/offers.csv": ACCOUNTS}, ["offers.csv", "opportunities", "_file", "_ignore"]),
        ({"crm/accounts.csv": "name,domain\nA,a.example\n"}, ["accounts.csv, line 1", "account_id", "columns.yml"]),
        ({"crm/accounts.csv": "account_id,Account ID,name\n1,2,A\n"}, ["line 1", "'account_id' and 'Account ID'"]),
        ({"crm/accounts.csv": "id,id,name\n1,2,A\n"}, ["'id' and 'id'", "different names"]),
        (
            {"crm/accounts.csv": "id,name,created_at\n1,A,03/04/2026\n2,B,05/05/2026\n"},
            ["'created_at'", "03/04/2026", "strptime(created_at, '%d/%m/%Y')", "strptime(created_at, '%m/%d/%Y')"],
        ),
        (
            {"crm/accounts.csv": "id,name,created_at\n1,A,03/04/2026\n2,B,13/05/2026\n3,C,05/13/2026\n"},
            ["'created_at'", "both ways"],
        ),
        (
            {"crm/accounts.csv": "id;name;Revenue\n1;A;1.234\n2;B;10\n"},
            ['replace(replace(\\"Revenue\\"', "decimal comma"],
        ),
        ({"crm/accounts.csv": "id;name;revenue\n1;A;1.234,5\n2;B;1,234.5\n"}, ["'revenue'", "both ways"]),
    ],
)
def test_bad_files(tmp_path: Path, files: dict[str, str | bytes], said: list[str]) -> None:
    place = Place(tmp_path).put(files)
    with pytest.raises(InputError) as caught:
        place.land()
    for part in said:
        assert part in str(caught.value)
    assert caught.value.remedy and caught.value.exit_code == 2
    assert not place.settings.home.exists(), "refused before anything is written"


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Every file of a landing folder, every column it lacks and every question it raises, one line each."""
    place = Place(tmp_path).put(
        {
            "crm/accounts.csv": "firma,domain\nA,a.example\n",
            "crm/leads.xlsx": b"PK\x03\x04",
            "crm/opportunities.csv": "id,created_at,closed_at\n1,03/04/2026,03/04/2026\n",
            "finance/exchange_rates.csv": "Währung,gilt ab,Kurs\nUSD,2026-01-01,0.9\n",
            "marketing/spend.csv": "spend_id,date,cost\n1,2026-01-01,5\n",
        }
    )
    with pytest.raises(InputError) as caught:
        place.land()
    leads, accounts, created, closed, rates = (
        line.removeprefix(f"{place.settings.landing}/") for line in str(caught.value).splitlines()
    )
    assert leads.startswith("crm/leads.xlsx: this kind of file cannot be read -> save it")
    assert accounts.startswith("crm/accounts.csv, line 1: required columns account_id, name are missing; the file has ")
    assert "call them account_id (or id, record id, " in accounts and "; name (or account name, " in accounts
    assert accounts.endswith('such as crm: {accounts: {columns: {account_id: "firma", name: "firma"}}}')
    assert created.startswith("crm/opportunities.csv: the dates in 'created_at', such as 03/04/2026, can be read both")
    assert closed.startswith("crm/opportunities.csv: the dates in 'closed_at'")
    assert rates.startswith("finance/exchange_rates.csv, line 1: required columns currency, valid_from, rate_to_base ")
    assert not place.settings.home.exists()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("crm: {accounts: [", 1, "no YAML"),
        ("crm: [accounts]", 1, "names with a colon"),
        ("sap: {}", 1, "unknown source 'sap'"),
        ("crm:\n  offers: {}", 2, "unknown table 'crm/offers'"),
        ("crm:\n  accounts:\n    modus: full", 3, "unknown entry 'modus'"),
        ("crm:\n  accounts:\n    mode: newest", 3, "unknown mode 'newest'"),
        ("crm:\n  accounts:\n    columns: {nome: name}", 3, "no column 'nome'"),
        ("crm:\n  accounts:\n    columns:\n      city: a\n      city: b", 5, "'city' appears twice"),
        ("crm:\n  accounts:\n    columns: {city: town}", 3, "does not fit accounts.csv"),
        ("crm:\n  accounts:\n    columns: {city: 'upper('}", 3, "no expression"),
        ("crm:\n  accounts:\n    columns: {city: 'name; drop table x'}", 3, "no expression"),
        ("crm:\n  accounts:\n    columns: {city: 'name, name'}", 3, "more than one expression"),
        ("crm:\n  accounts:\n    columns: {city: '(select 1)'}", 3, "more than one expression"),
        (
            "crm:\n  accounts:\n    columns: {city: \"(select content from read_text('/etc/hostname'))\"}",
            3,
            "more than",
        ),
        ("crm:\n  accounts:\n    columns: {city: 'name) from read_csv(name) --'}", 3, "no expression"),
        ("crm:\n  accounts:\n    columns: {city: 'max(name)'}", 3, "does not fit"),
        ("crm:\n  accounts:\n    columns: {city: '*'}", 3, "expression"),
        ("crm:\n  accounts:\n    _per_file:\n      a*: {town: city}", 4, "no column 'town'"),
    ],
)
def test_bad_columns_yml(tmp_path: Path, text: str, line: int, said: str) -> None:
    place = Place(tmp_path).put({"crm/accounts.csv": ACCOUNTS, "columns.yml": text})
    with pytest.raises(InputError) as caught:
        place.land()
    assert f"columns.yml, line {line}: " in str(caught.value) and said in str(caught.value)
    assert not place.settings.home.exists()


@pytest.mark.parametrize("order", ["%d/%m/%Y", "%m/%d/%Y"])
def test_the_line_a_message_offers_settles_it(tmp_path: Path, order: str) -> None:
    place = Place(tmp_path).put({"crm/accounts.csv": "id,name,Created On,created_at\n1,A,x,03/04/2026\n"})
    with pytest.raises(InputError) as caught:
        place.land()
    offers = [offer.partition(": ")[2] for offer in caught.value.remedy.partition("columns.yml, ")[2].split("; ")]
    place.put({"columns.yml": next(offer for offer in offers if order in offer)})
    day = "2026-04-03" if order.startswith("%d") else "2026-03-04"
    assert place.query("select cast(cast(created_at as date) as varchar) from raw.crm__accounts") == [(day,)]
