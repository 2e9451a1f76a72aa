"""What a vendor's contract may say beyond columns: prefixes of loaders, one thing spelled twice, files of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import landing
from orchestration.lib.errors import InputError
from tests.integration.landing_kit import ACCOUNTS, CONTRACTS, Place

CONTACTS = "hubspot/contact_data.csv"


def test_of_one_thing_spelled_twice_the_first_spelling_is_taken(tmp_path: Path) -> None:
    export = "property_hs_object_id,id,property_name,property_hs_lastmodifieddate,property_lastmodifieddate\n"
    place = Place(tmp_path).put({"hubspot/company.csv": f"{export}1,2,Acme,2021-01-01,2021-02-01\n"})
    assert place.query("select company_id, name, cast(updated_at as varchar) from raw.hubspot__companies") == [
        ("2", "Acme", "2021-02-01 00:00:00"),
    ]


def test_one_spelling_twice_is_refused_all_the_same(tmp_path: Path) -> None:
    place = Place(tmp_path).put({"hubspot/company.csv": "id,name,property_name\n1,Acme,Acme GmbH\n"})
    with pytest.raises(InputError, match="two columns for one: 'name' and 'property_name' are both name"):
        place.land()


def test_two_spellings_in_a_table_of_ours_are_refused(tmp_path: Path) -> None:
    place = Place(tmp_path).put({"crm/accounts.csv": "account_id,record id,name\n1,2,Acme\n"})
    with pytest.raises(InputError, match="two columns for one"):
        place.land()


def test_a_person_behind_a_loaders_prefix_has_a_pseudonym(tmp_path: Path) -> None:
    export = "id,property_email,property_firstname,property_email_1,property_jobtitle\n"
    place = Place(tmp_path).put(
        {"crm/accounts.csv": ACCOUNTS, CONTACTS: f"{export}7,zoe@acme.de,Zoe,zoe@home.example,Buyer\n"}
    )
    manifest = place.land()
    raw = next(file for file in manifest.files if file.table == "contacts")
    row = place.query(f"from read_parquet('{place.settings.raw / raw.raw_path}')", manifest)[0]
    told = " ".join(str(cell) for cell in row)
    assert "Buyer" in told and "@acme.de" in told
    assert "zoe" not in told.lower()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("engagement_note_data", "engagement_id,property_hs_note_body,property_hs_body_preview"),
        ("engagement_email_data", "engagement_id,property_hs_email_subject,property_hs_email_text"),
        ("engagement_meeting_data", "engagement_id,title,body"),
        ("engagement_call_data", "engagement_id,property_hs_call_title,property_hs_call_body"),
    ],
)
def test_what_people_wrote_to_each_other_is_not_kept(tmp_path: Path, name: str, header: str) -> None:
    place = Place(tmp_path).put(
        {"crm/accounts.csv": ACCOUNTS, f"hubspot/{name}.csv": f"{header}\n7,Dear Ada,Dear Ada\n"}
    )
    manifest = place.land()
    raw = next(file for file in manifest.files if file.source == "hubspot")
    row = place.query(f"from read_parquet('{place.settings.raw / raw.raw_path}')", manifest)[0]
    assert not [cell for cell in row if "Dear" in str(cell)]


def test_a_file_of_no_use_is_left_out_and_said(tmp_path: Path) -> None:
    place = Place(tmp_path).put(
        {
            "crm/accounts.csv": ACCOUNTS,
            "hubspot/ticket_data.csv": "id,anything\n1,2\n",
            "hubspot/form_data.csv": "guid\n1\n",
            "hubspot/form_submission.csv": "timestamp,contact_id\n2021-01-01,7\n",
        }
    )
    assert [file.landing_path for file in place.land().files] == ["crm/accounts.csv", "hubspot/form_submission.csv"]
    assert place.said[-1].endswith("hubspot/form_data.csv, hubspot/ticket_data.csv")


def test_columns_yml_can_use_a_file_of_no_use(tmp_path: Path) -> None:
    place = Place(tmp_path).put(
        {
            "crm/accounts.csv": ACCOUNTS,
            "hubspot/ticket_data.csv": "id,body\n1,2\n",
            "columns.yml": "hubspot: {notes_and_tasks: {_file: [ticket_data.csv]}}\n",
        }
    )
    plan = landing.inspect(place.settings, CONTRACTS)
    assert plan.unused == []
    assert {file.contract.name for file in plan.files} == {"crm/accounts", "hubspot/notes_and_tasks"}
