"""One company has the same tiers whichever CRM exports it; real exports of several CRMs add up."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, get_args

import pytest

from orchestration.lib import demo
from orchestration.lib.reading import query
from orchestration.lib.settings import Settings
from tests.conftest import AS_OF, REAL_DATA, Run, tiering

VENDORS = {"salesforce": 10, "hubspot": 24, "marketo": 0}
"""Vendor -> accounts in its export, which lies in `<vendor>_export`."""


def tiers(home: Path) -> list[dict[str, Any]]:
    """What does not name a CRM's id, by account."""
    columns = "account_name, domain, account_type, team, country, pool, tier, tier_reason, score, open_pipeline_value"
    return query(release(home), f"select {columns} from marts.account_tiers order by all")


def promises(home: Path) -> list[dict[str, Any]]:
    """How every service level ended, by account."""
    columns = "account_name, sla, event_on, required_role, status, breached, met_at"
    return query(
        release(home),
        f"select {columns} from marts.sla_compliance join marts.account_tiers using (account_id) order by all",
    )


def touches(home: Path) -> list[dict[str, Any]]:
    """How often each account was reached of late."""
    columns = "account_name, plays.touches"
    return query(
        release(home),
        f"select {columns} from marts.account_plays as plays join marts.account_tiers using (account_id) order by all",
    )


def release(home: Path) -> Path:
    return (home / "releases" / "current").resolve() / "tiers.duckdb"


@pytest.mark.parametrize("crm", [crm for crm in get_args(demo.Crm) if crm != "canonical"])
def test_a_vendor_gives_the_tiers_of_the_canonical_export(
    published_home: Settings, tmp_path: Path, crm: demo.Crm
) -> None:
    """Everything but the CRM's tables is the canonical export's, ids of accounts and contacts included."""
    landing, home = tmp_path / "landing", tmp_path / "home"
    demo.write(landing, accounts=150, as_of=AS_OF, months=18, crm=crm, progress=lambda text: None)
    assert not (landing / "crm").exists()
    done = tiering("refresh", "--landing", landing, "--home", home, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    expected = tiers(published_home.home)
    assert len(expected) > 150
    assert tiers(home) == expected
    by_table = {row["source_table"]: row for row in query(release(home), "select * from marts.source_quality")}
    assert by_table[f"{crm}/contacts"]["coverage"] == 1
    assert by_table["crm/contacts"]["has_records"] and not by_table["crm/contacts"]["is_landed"]

    kept, roles = promises(published_home.home), None
    assert {"met_late", "missed"} <= {row["status"] for row in kept}
    if crm == "hubspot":  # its owners have no role: nobody can say whether the right one answered
        roles = "account executive, sales development, sales director"
        unknown = {"status": "unknown", "breached": None, "met_at": None}
        kept = [row | unknown if row["required_role"] else row for row in kept]
    assert promises(home) == kept
    assert by_table["crm/owners"]["unheld_roles"] == roles
    assert touches(home) == touches(published_home.home)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """Home and output of a refresh of every vendor's real export beside an account of crm/ that has HubSpot's id."""
    missing = [vendor for vendor in VENDORS if not (REAL_DATA / f"{vendor}_export").is_dir()]
    if missing:
        pytest.skip(f"the exports of {', '.join(missing)} are not beside the checkout")
    place = tmp_path_factory.mktemp("vendors")
    for vendor in VENDORS:
        shutil.copytree(REAL_DATA / f"{vendor}_export", place / "landing" / vendor, copy_function=shutil.copyfile)
    (place / "landing" / "crm").mkdir()
    accounts = "account_id,name,created_at\n2182162682,Another,2021-06-01\nA1,Ours,2021-06-01\n"
    (place / "landing" / "crm" / "accounts.csv").write_text(accounts)
    waiver = ("--accept", "stale_source", "--reason", "an old sample")
    done = tiering(
        "refresh", "--landing", place / "landing", "--home", place / "home", "--as-of", "2021-06-30", *waiver
    )
    assert done.returncode == 0, done.stderr
    return place / "home", done


def test_several_crms_add_up_without_collisions(real: tuple[Path, Run]) -> None:
    accounts = [row["account_id"] for row in query(release(real[0]), "select account_id from marts.account_tiers")]
    by_crm = {vendor: sum(name.startswith(f"{vendor}:") for name in accounts) for vendor in VENDORS}
    assert by_crm == VENDORS
    assert len(accounts) == sum(VENDORS.values()) + 2
    assert {"2182162682", "hubspot:2182162682"} <= set(accounts)


def test_every_real_file_lands_or_is_said_to_have_no_place(real: tuple[Path, Run]) -> None:
    home, done = real
    landed = {
        row["source_table"]: (row["files"], row["rows"])
        for row in query(release(home), "select * from marts.source_quality where is_landed")
    }
    rejects = query(release(home), "select sum(rejects) as rejects from marts.source_quality")
    assert rejects == [{"rejects": 0}]
    assert {table: counts for table, counts in landed.items() if table.startswith("marketo")} == {
        "marketo/leads": (1, 100),
        "marketo/activities": (5, 500),
        "marketo/lead_merges": (1, 100),
        "marketo/lead_deletions": (1, 31),
        "marketo/campaigns": (1, 100),
    }
    assert {table: counts for table, counts in landed.items() if table.startswith("hubspot")} == {
        "hubspot/companies": (1, 24),
        "hubspot/deals": (1, 44),
        "hubspot/deal_companies": (1, 2),
        "hubspot/deal_stages": (1, 71),
        "hubspot/deal_stage_history": (1, 14),
        "hubspot/deal_property_history": (1, 100),
        "hubspot/merged_deals": (1, 14),
        "hubspot/contacts": (1, 22),
        "hubspot/contact_merges": (1, 4),
        "hubspot/owners": (1, 100),
        "hubspot/owner_teams": (1, 3),
        "hubspot/teams": (1, 3),
        "hubspot/engagements": (1, 1),
        "hubspot/calls": (1, 1),
        "hubspot/meetings": (1, 100),
        "hubspot/emails": (1, 1),
        "hubspot/notes_and_tasks": (3, 4),
        "hubspot/engagement_companies": (1, 1),
        "hubspot/engagement_contacts": (1, 1),
        "hubspot/email_events": (1, 100),
        "hubspot/email_event_clicks": (1, 100),
        "hubspot/email_event_status_changes": (1, 100),
        "hubspot/email_campaigns": (1, 100),
        "hubspot/form_submissions": (1, 5),
    }
    assert {table: counts[0] for table, counts in landed.items() if table.startswith("salesforce")} == {
        "salesforce/accounts": 2,
        "salesforce/contacts": 2,
        "salesforce/events": 1,
        "salesforce/leads": 1,
        "salesforce/opportunities": 1,
        "salesforce/opportunity_history": 1,
        "salesforce/opportunity_line_items": 1,
        "salesforce/products": 1,
        "salesforce/tasks": 1,
        "salesforce/users": 1,
        "salesforce/user_roles": 1,
    }
    exported = [file for vendor in VENDORS for file in (REAL_DATA / f"{vendor}_export").glob("*.csv")]
    of_no_use = next(line for line in (done.stdout + done.stderr).splitlines() if "not used" in line).count("_data.csv")
    assert len(exported) == sum(files for files, _ in landed.values()) - 1 + of_no_use


def test_real_records_become_canonical_ones(real: tuple[Path, Run]) -> None:
    """A deal is one opportunity and an engagement one activity; nobody who was merged or deleted is a lead."""
    warehouse = real[0] / "warehouse.duckdb"
    counted = {
        (row["model"], row["source"]): row["n"]
        for model in ("opportunities", "activities", "contacts", "leads", "engagement_events", "owners")
        for row in query(
            warehouse,
            f"select '{model}' as model, source, count(*) as n from intermediate.int_{model}_unioned group by all",
        )
        if not row["source"].startswith("salesforce")
    }
    assert counted == {
        ("opportunities", "hubspot/deals"): 44,
        ("activities", "hubspot/meetings"): 100,
        ("activities", "hubspot/calls"): 1,
        ("activities", "hubspot/emails"): 1,
        ("activities", "hubspot/notes_and_tasks"): 1,
        ("contacts", "hubspot/contacts"): 22,
        ("leads", "marketo/leads"): 100,
        ("engagement_events", "hubspot/email_events"): 100,
        ("engagement_events", "marketo/activities"): 500,
        ("owners", "hubspot/owners"): 100,
    }
    absorbed = query(
        warehouse,
        "select count(*) as n from intermediate.int_contacts_unioned where is_deleted and source = 'hubspot/contacts'",
    )
    assert absorbed == [{"n": 3}], "the three contacts that another one lists as merged"
