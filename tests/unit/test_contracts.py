"""The source contracts, as the landing step reads them from the dbt YAML."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.contracts import Contracts, load_contracts, spelling
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts(PROJECT / "models")


def test_every_canonical_table_has_a_contract(contracts: Contracts) -> None:
    canonical = [contract for contract in contracts.values() if not contract.feeds]
    assert len(canonical) == 20
    assert {contract.source for contract in canonical} == {
        *("crm", "firmographics", "technographics", "intent", "engagement"),
        *("company_events", "installed_base", "finance", "marketing", "lists"),
    }


def test_keys_and_required_columns_are_those_of_the_inputs_page(contracts: Contracts) -> None:
    accounts = contracts["crm", "accounts"]
    assert [column.name for column in accounts.columns if column.required] == ["account_id", "name"]
    assert [column.name for column in accounts.keys] == ["account_id"]
    assert [column.name for column in contracts["crm", "opportunity_history"].keys] == ["opportunity_id", "changed_at"]
    event_id = contracts["engagement", "events"].column("event_id")
    assert event_id is not None and event_id.key and not event_id.required


@pytest.mark.parametrize("name", ["contacts", "leads", "owners"])
def test_people_have_no_address_in_raw(contracts: Contracts, name: str) -> None:
    email = contracts["crm", name].column("email")
    assert email is not None and email.personal


def test_no_spelling_stands_for_two_columns_of_a_table(contracts: Contracts) -> None:
    for contract in contracts.values():
        known = [
            (spelled, column.name)
            for column in contract.columns
            for spelled in {spelling(name) for name in (column.name, *column.aliases)}
        ]
        doubles = [(one, two) for one, two in pairwise(sorted(known)) if one[0] == two[0]]
        assert not doubles, f"{contract.name}: {doubles}"


def test_data_types_are_portable_and_duckdb_knows_them(contracts: Contracts) -> None:
    for contract in contracts.values():
        for column in contract.columns:
            assert column.data_type.partition("(")[0] in {"string", "bigint", "boolean", "date", "timestamp", "decimal"}
            duckdb.execute(f"select cast(null as {column.data_type})")


@pytest.mark.parametrize(
    "header", ["Account ID", "account_id", "ACCOUNT-ID", "Account_ID__c", " accountid ", "Account.Id"]
)
def test_spellings_of_one_header(header: str) -> None:
    assert spelling(header) == "accountid"


def test_a_change_of_the_contract_changes_its_hash(tmp_path: Path) -> None:
    def hash_of(data_type: str, description: str) -> str:
        models = tmp_path / f"{data_type}_{description}"
        models.mkdir(exist_ok=True)
        (models / "_x__sources.yml").write_text(
            "sources: [{name: x, config: {meta: {landing: true}}, tables: [{name: t, columns: "
            f"[{{name: a, data_type: {data_type}, description: {description}}}]}}]}}]"
        )
        return load_contracts(models)["x", "t"].hash

    assert hash_of("string", "one") == hash_of("string", "two")
    assert hash_of("string", "one") != hash_of("date", "one")


def test_a_project_without_contracts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no source contract"):
        load_contracts(tmp_path)
