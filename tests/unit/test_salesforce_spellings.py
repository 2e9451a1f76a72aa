"""Salesforce's columns under the names of its API, of Fivetran and of Stitch, and under every alias of the contract."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.lib.contracts import Column, TableContract, load_contracts
from orchestration.lib.landing.columns_map import TableEntry
from orchestration.lib.landing.headers import match
from orchestration.lib.landing.relation import Shape
from orchestration.lib.settings import PROJECT

CONNECTION = duckdb.connect()
TABLES = [contract for contract in load_contracts(PROJECT / "models").values() if contract.source == "salesforce"]

API = {
    "accounts": "Id Name Website ParentId MasterRecordId OwnerId Type Industry AnnualRevenue NumberOfEmployees "
    "BillingCountry BillingCountryCode BillingState BillingCity CurrencyIsoCode CreatedDate LastModifiedDate "
    "SystemModstamp IsDeleted",
    "opportunities": "Id AccountId OwnerId Name Type StageName Amount CurrencyIsoCode Probability IsClosed IsWon "
    "CloseDate CreatedDate LastModifiedDate SystemModstamp IsDeleted",
    "opportunity_line_items": "Id OpportunityId Product2Id Quantity UnitPrice IsDeleted",
    "opportunity_field_history": "Id OpportunityId Field OldValue NewValue CreatedDate IsDeleted",
    "opportunity_history": "Id OpportunityId StageName Amount CloseDate CreatedDate IsDeleted",
    "contacts": "Id AccountId Email Title Department CreatedDate LastModifiedDate SystemModstamp IsDeleted",
    "leads": "Id Company Email Website LeadSource Status CreatedDate ConvertedDate ConvertedAccountId IsConverted "
    "LastModifiedDate SystemModstamp IsDeleted",
    "tasks": "Id AccountId WhatId WhoId OwnerId TaskSubtype Type CallType IsClosed IsRecurrence ActivityDate "
    "CompletedDateTime CreatedDate LastModifiedDate SystemModstamp IsDeleted",
    "events": "Id AccountId WhatId WhoId OwnerId Type IsChild IsRecurrence StartDateTime ActivityDateTime ActivityDate "
    "CreatedDate LastModifiedDate SystemModstamp IsDeleted",
    "opportunity_contact_roles": "Id ContactId OpportunityId Role IsPrimary CreatedDate LastModifiedDate "
    "SystemModstamp IsDeleted",
    "campaign_members": "Id CampaignId ContactId LeadId Email Status HasResponded FirstRespondedDate CreatedDate "
    "LastModifiedDate SystemModstamp IsDeleted",
    "campaigns": "Id Name Type LastModifiedDate SystemModstamp IsDeleted",
    "products": "Id Name Family CurrencyIsoCode LastModifiedDate SystemModstamp IsDeleted",
    "users": "Id Name Email UserRoleId Title Division Department IsActive LastModifiedDate SystemModstamp",
    "user_roles": "Id Name LastModifiedDate SystemModstamp",
}
"""The standard fields in the order of the contract, as Salesforce's Object Reference names them."""

LOADERS = {"fivetran_start": "_fivetran_start", "fivetran_synced": "_fivetran_synced"}


def found(table: TableContract, headers: list[str]) -> dict[str, str]:
    """Header -> column of the contract."""
    sources = match(CONNECTION, table, Shape("csv", tuple(headers)), TableEntry(), Path("export.csv")).sources
    return {source.header: column for column, source in sources.items() if source.header}


def custom(table: TableContract) -> list[str]:
    """Columns that are fields of the org's own."""
    return [column.name for column in table.columns if f"{column.name} c".replace("_", " ") in column.aliases]


def snake(api_name: str) -> str:
    """As Fivetran lands it: StageName -> stage_name, Product2Id -> product_2_id."""
    return "".join(
        f"_{letter}" if place and (letter.isupper() or letter.isdigit()) else letter
        for place, letter in enumerate(api_name)
    ).lower()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.table)
def test_every_column_is_a_standard_field_a_custom_one_or_the_loaders(table: TableContract) -> None:
    names = [column.name for column in table.columns]
    standard = [name for name in names if name not in custom(table) and name not in LOADERS]
    assert [snake(name) for name in API[table.table].split()] == standard


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.table)
@pytest.mark.parametrize("spelled", [str, snake, str.lower], ids=["API", "Fivetran", "Stitch"])
def test_standard_fields_in_the_spelling_of_each_export(table: TableContract, spelled: type[str]) -> None:
    names = API[table.table].split()
    assert found(table, [spelled(name) for name in names]) == {spelled(name): snake(name) for name in names}


@pytest.mark.parametrize("table", [table for table in TABLES if custom(table)], ids=lambda table: table.table)
@pytest.mark.parametrize("suffix", ["", "__c", "_c", "__C"])
def test_custom_fields_with_every_suffix(table: TableContract, suffix: str) -> None:
    required = [column.name for column in table.columns if column.required]
    headers = {f"{name}{suffix}": name for name in custom(table)}
    assert found(table, [*required, *headers]).items() >= headers.items()


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table in TABLES for column in table.columns if column.aliases],
    ids=lambda part: part.table if isinstance(part, TableContract) else part.name,
)
def test_every_alias_however_it_is_written(table: TableContract, column: Column) -> None:
    required = [other.name for other in table.columns if other.required and other != column]
    for alias in column.aliases:
        for header in (alias, alias.title(), alias.replace(" ", "_"), alias.replace(" ", "")):
            assert found(table, [*required, header])[header] == column.name


@pytest.mark.parametrize("table", [table for table in TABLES if table.column("fivetran_synced")], ids=lambda t: t.table)
def test_what_the_loader_adds(table: TableContract) -> None:
    required = [column.name for column in table.columns if column.required]
    added = {header: name for name, header in LOADERS.items() if table.column(name)}
    assert found(table, [*required, *added]).items() >= added.items()
