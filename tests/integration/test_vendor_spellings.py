"""Every spelling of a vendor's columns: one record, exported in different ways, is the same row."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.contracts import TableContract, spelling
from orchestration.lib.landing import LoadManifest
from orchestration.lib.landing.columns_map import TableEntry
from orchestration.lib.landing.headers import match
from orchestration.lib.landing.relation import Shape
from tests.integration.landing_kit import ACCOUNTS, CONTRACTS, Place
from tests.integration.vendor_records import RECORDS

VENDORS = {record.partition("/")[0] for record in RECORDS}
CASES = [
    pytest.param(record, header, id=f"{record} {name}")
    for record, known in RECORDS.items()
    for name, header in known.spellings.items()
]


def _contract(record: str) -> TableContract:
    source, _, table = record.partition(" ")[0].partition("/")
    return CONTRACTS[source, table]


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


@pytest.mark.parametrize(("record", "header"), CASES)
def test_a_spelling(record: str, header: str) -> None:
    """Which column of the contract each header of the line is; what it says lands in the test below."""
    shape = Shape("csv", tuple(_cells(header)))
    with duckdb.connect() as connection:
        matched = match(connection, _contract(record), shape, TableEntry(), Path("export.csv"))
    found = {source.header: column for column, source in matched.sources.items()}
    assert [found.get(name) for name in _cells(header)] == _cells(RECORDS[record].columns)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, LoadManifest]:
    """Each record in a file of its own, with the contract's names."""
    files = {
        f"{_contract(record).name}_{number}.csv": f"{known.columns}\n{known.row}\n"
        for number, (record, known) in enumerate(RECORDS.items())
    }
    place = Place(tmp_path_factory.mktemp("records")).put({"crm/accounts.csv": ACCOUNTS, **files})
    return place, place.land()


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_lands(landed: tuple[Place, LoadManifest], record: str) -> None:
    place, manifest = landed
    asked = ", ".join(f"cast({column} as varchar)" for column in _cells(RECORDS[record].columns))
    rows = place.query(f"select {asked} from {_contract(record).view}", manifest)
    assert tuple(cell or None for cell in _cells(RECORDS[record].row)) in rows


@pytest.mark.parametrize("table", [c for c in CONTRACTS.values() if c.source in VENDORS], ids=lambda table: table.name)
def test_every_spelling_of_a_contract_has_a_case(table: TableContract) -> None:
    used = {
        spelled
        for record, known in RECORDS.items()
        if _contract(record) == table
        for line in (known.columns, *known.spellings.values())
        for header in _cells(line)
        for spelled in table.spellings(header)
    }
    promised = {name for column in table.columns for name in (column.name, *column.aliases)}
    assert {name for name in promised if spelling(name) not in used} == set()


def test_every_prefix_of_a_loader_has_a_case() -> None:
    lines = [line for known in RECORDS.values() for line in known.spellings.values()]
    prefixes = {prefix for contract in CONTRACTS.values() for prefix in contract.header_prefixes}
    assert prefixes == {"property_"}
    assert all(any(prefix in line for line in lines) for prefix in prefixes)
