"""What landing makes of a vendor's export: its accounts suffice, history is versions, people stay unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import landing
from orchestration.lib.contracts import vendors, with_fed
from orchestration.lib.errors import InputError
from tests.integration.landing_kit import CONTRACTS, Place

ACCOUNT = "Id,Name,AnnualRevenue\n0015500000Xyy06AAB,Acme,\n"


def test_the_accounts_of_any_crm_suffice(tmp_path: Path) -> None:
    place = Place(tmp_path).put({"salesforce/Account.csv": ACCOUNT})
    plan = landing.inspect(place.settings, CONTRACTS)
    assert plan.tables == {"salesforce/accounts", "crm/accounts"}


def test_other_tables_of_a_crm_do_not(tmp_path: Path) -> None:
    place = Place(tmp_path).put({"salesforce/Contact.csv": "Id\n003A\n"})
    with pytest.raises(InputError, match=r"no crm/accounts.*one of crm/accounts, .*salesforce/accounts"):
        place.land()


def test_what_feeds_a_canonical_table_counts_as_it() -> None:
    assert with_fed(CONTRACTS, ["salesforce/tasks", "crm/leads"]) == {"salesforce/tasks", "crm/activities", "crm/leads"}
    assert vendors(CONTRACTS) >= {"salesforce"} and "crm" not in vendors(CONTRACTS)


def test_which_file_is_which_object(tmp_path: Path) -> None:
    header = "Id,Name,OpportunityId,ContactId,CampaignId,Field,CreatedDate,IsClosed,IsWon"
    export = f"{header}\n1,a,2,3,4,x,2026-01-01,true,true\n"
    tables = {
        "Account": "accounts",
        "sf_account_history_data": "accounts",
        "Opportunity": "opportunities",
        "opportunities_2026": "opportunities",
        "OpportunityLineItem": "opportunity_line_items",
        "opportunity_products": "opportunity_line_items",
        "OpportunityFieldHistory": "opportunity_field_history",
        "sf_opportunity_history_data": "opportunity_history",
        "OpportunityContactRole": "opportunity_contact_roles",
        "Contact": "contacts",
        "Lead": "leads",
        "Task": "tasks",
        "Event": "events",
        "Campaign": "campaigns",
        "CampaignMember": "campaign_members",
        "Product2": "products",
        "User": "users",
        "UserRole": "user_roles",
    }
    place = Place(tmp_path).put({f"salesforce/{name}.csv": export for name in tables})
    place.put({"salesforce/Order.csv": export})
    plan = landing.inspect(place.settings, CONTRACTS)
    assert {file.path.stem: file.contract.table for file in plan.files} == tables
    assert plan.unused == ["salesforce/Order.csv"]


def test_columns_that_no_row_fills_are_said(tmp_path: Path) -> None:
    place = Place(tmp_path).put({"salesforce/Account.csv": ACCOUNT})
    empty = {name for (name,) in place.query("select column_name from raw.empty_columns")}
    assert {"annual_revenue", "domain", "lifecycle_stage"} <= empty
    assert not empty & {"id", "name"}


def test_nobody_can_be_found_in_what_was_written_about_a_task(tmp_path: Path) -> None:
    task = "Id,Subject,Description,Type\n00T1,Call Zoe Z,zoe said yes,Call\n"
    place = Place(tmp_path).put({"salesforce/Account.csv": ACCOUNT, "salesforce/Task.csv": task})
    manifest = place.land()
    raw = next(file for file in manifest.files if file.table == "tasks")
    row = place.query(f"from read_parquet('{place.settings.raw / raw.raw_path}')", manifest)[0]
    told = " ".join(str(cell) for cell in row).lower()
    assert "call" in told and "zoe" not in told
