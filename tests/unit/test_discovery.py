"""`tiering init`: which table a file is, what columns.yml should say, and that nothing of the user's is touched."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from orchestration.lib.discovery import day_of, moves, write_proposal
from orchestration.lib.errors import InputError
from orchestration.lib.landing import columns_map
from orchestration.lib.settings import PROJECT
from tests.conftest import REAL_DATA
from tests.discovery_kit import CONTRACTS, FLAT, file_of, finding_of, look, put, table_of, tree

ACCOUNTS = "account_id,name,industry\nA1,Acme,food\nA2,Beta,retail\n"
SALESFORCE = {
    "sf_account_data.csv": "id,name,billing_country_code,master_record_id,currency_iso_code\n001,Acme,US,,EUR\n",
    "sf_task_data.csv": "id,who_id,what_id,account_id,activity_date,task_subtype\n00T,003,,001,2026-01-01,Call\n",
}

# -- which table a file is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "path", "certainty", "table"),
    [
        ({"accounts.csv": ACCOUNTS}, "accounts.csv", "to confirm", "crm/accounts"),
        ({"crm/accounts.csv": ACCOUNTS}, "crm/accounts.csv", "sure", "crm/accounts"),
        ({"Q3 export.csv": "machine_id,manufacturer,model,installed_at\n1,A,X,2026-01-01\n"}, "Q3 export.csv", "sure",
         "installed_base/machines"),
        ({"notes.csv": "one,two\n1,2\n"}, "notes.csv", "unknown", None),
        ({"book.xlsx": b"PK\x03\x04"}, "book.xlsx", "unreadable", None),
        ({"accounts.csv": b"\x00\x01\x02\x03 binary"}, "accounts.csv", "unreadable", None),
        ({"accounts.csv.part": ACCOUNTS}, "accounts.csv.part", "still growing", None),
        (SALESFORCE, "sf_account_data.csv", "sure", "salesforce/accounts"),
        (SALESFORCE | {"sf_order_data.csv": "id,account_id,name\n1,001,x\n"}, "sf_order_data.csv", "not used", None),
        ({"hubspot export/list.csv": "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n"},
         "hubspot export/list.csv", "to confirm", "hubspot/companies"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_which_table_a_file_is(
    tmp_path: Path, files: dict[str, str | bytes], path: str, certainty: str, table: str | None
) -> None:
    found = file_of(look(tmp_path, files), path)
    assert (found.certainty, found.table) == (certainty, table)


def test_a_rare_header_says_more_than_many_common_ones(tmp_path: Path) -> None:
    text = "id,name,url,type,state,installation_date,commissioned_at\n1,A,a.example,X,Ohio,2026-01-01,2026-01-02\n"
    assert file_of(look(tmp_path, {"export.csv": text}), "export.csv").table == "installed_base/machines"


def test_two_tables_as_likely_are_both_named(tmp_path: Path) -> None:
    text = "event_type,occurred_at,account_id,domain\nlayoff,2026-01-01,A1,a.example\n"
    found = file_of(look(tmp_path, {"events.csv": text}), "events.csv")
    assert found.certainty == "to confirm"
    assert {"company_events/events", "engagement/events"} <= {found.table, *found.others}


def test_files_that_came_together_speak_for_one_another(tmp_path: Path) -> None:
    text = {"account export.csv": "id,name,industry,annual_revenue\n001,Acme,food,1000000\n"}
    alone = file_of(look(tmp_path / "alone", text), "account export.csv")
    assert alone.certainty == "to confirm" and {"crm/accounts", "salesforce/accounts"} <= {alone.table, *alone.others}
    beside = file_of(look(tmp_path / "beside", SALESFORCE | text), "account export.csv")
    assert (beside.table, beside.others) == ("salesforce/accounts", ())


def test_without_other_accounts_the_likeliest_file_is_taken_for_them(tmp_path: Path) -> None:
    files = {"companies.csv": "company_key,name,industry,founded_year\nK1,Acme,food,1990\n"}
    assert file_of(look(tmp_path / "with", files | {"crm/accounts.csv": ACCOUNTS}), "companies.csv").table == (
        "firmographics/companies"
    )
    unsure = {"accounts.csv": FLAT["accounts.csv"].replace("sector", "year_established")}
    found = file_of(look(tmp_path / "without", unsure), "accounts.csv")
    assert (found.table, found.certainty) == ("crm/accounts", "to confirm")


def test_a_table_without_a_required_column_is_none(tmp_path: Path) -> None:
    text = "domain,topic,observed_at\na.example,x,2026-01-01\n"
    found = look(tmp_path, {"crm/accounts.csv": ACCOUNTS, "intent/surges.csv": text})
    assert file_of(found, "intent/surges.csv").why == "it looks like intent/surges, but has no surge_score"
    assert yaml.safe_load(found.columns_yml or "") == {"intent": {"_ignore": ["surges.csv"]}}


@pytest.mark.parametrize("rows", ["", "1,A\n"])
def test_a_file_may_have_a_header_alone(tmp_path: Path, rows: str) -> None:
    found = file_of(look(tmp_path, {"crm/accounts.csv": f"account_id,name\n{rows}"}), "crm/accounts.csv")
    assert (found.certainty, found.table) == ("sure", "crm/accounts")


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the landing folder is empty"):
        look(tmp_path)


# -- what columns.yml should say --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "expression", "standing"),
    [
        ("crm/accounts.account_id", "account", "to confirm"),
        ("crm/accounts.name", "account", "to confirm"),
        ("crm/accounts.industry", "sector", "sure"),
        ("crm/accounts.country", "office_location", "to confirm"),
        ("crm/accounts.annual_revenue", "revenue * 1e6", "to confirm"),
        ("crm/accounts.parent_account_id", "subsidiary_of", "to confirm"),
        ("crm/opportunities.account_id", "account", "sure"),
        ("crm/opportunities.is_won", "deal_stage = 'Won'", "to confirm"),
        ("crm/opportunities.is_closed", "deal_stage in ('Won', 'Lost')", "to confirm"),
        ("crm/opportunities.product_id", "case product when 'GTXPro' then 'GTX Pro' else product end", "to confirm"),
        ("crm/opportunities.amount", "close_value", "sure"),
        ("crm/owners.name", "sales_agent", "to confirm"),
    ],
)
def test_columns_of_a_flat_export(tmp_path: Path, column: str, expression: str, standing: str) -> None:
    found = finding_of(look(tmp_path, FLAT), column)
    assert (found.expression, found.standing) == (expression, standing)


def test_a_revenue_that_makes_sense_keeps_its_unit(tmp_path: Path) -> None:
    text = "account_id,name,revenue,employees\nA1,Acme,1100040000,2822\nA2,Beta,5000000,40\n"
    assert finding_of(look(tmp_path, {"crm/accounts.csv": text}), "crm/accounts.annual_revenue").standing == "sure"


def test_a_header_that_is_nearly_the_name_needs_values_of_the_type(tmp_path: Path) -> None:
    text = "account_id,name,employee_counts,updated_att\nA1,Acme,12,soon\nA2,Beta,13,later\n"
    found = look(tmp_path, {"crm/accounts.csv": text})
    assert finding_of(found, "crm/accounts.employee_count").expression == "employee_counts"
    assert table_of(found, "crm/accounts").unmatched == ("updated_att",)


def test_addresses_give_their_column_away(tmp_path: Path) -> None:
    text = "account_id,name,where\nA1,Acme,acme.example\nA2,Beta,beta.example\n"
    assert finding_of(look(tmp_path, {"crm/accounts.csv": text}), "crm/accounts.domain").expression == '"where"'


def test_two_headers_for_one_column_are_a_question_of_fullness(tmp_path: Path) -> None:
    text = "account_id,name,industry,sector\nA1,Acme,,food\nA2,Beta,food,retail\n"
    found = finding_of(look(tmp_path, {"crm/accounts.csv": text}), "crm/accounts.industry")
    assert (found.expression, found.standing) == ("sector", "to confirm")


def test_dates_that_can_be_read_both_ways_need_an_answer(tmp_path: Path) -> None:
    deals = "opportunity_id,close_date,amount\n1,03/04/2026,10.5\n2,05/06/2026,11.5\n"
    found = look(tmp_path, {"crm/accounts.csv": ACCOUNTS, "crm/deals.csv": deals})
    question = finding_of(found, "crm/opportunities.closed_at")
    assert (question.expression, question.standing) == (None, "to answer")
    assert dict(question.choices) == {
        "day first": "strptime(close_date, '%d/%m/%Y')",
        "month first": "strptime(close_date, '%m/%d/%Y')",
    }
    assert yaml.safe_load(found.columns_yml or "")["crm"]["opportunities"]["columns"] == {"closed_at": None}
    assert """# day first: "strptime(close_date, '%d/%m/%Y')\"""" in (found.columns_yml or "")


def test_files_of_one_kind_of_event_each_say_which_by_their_names(tmp_path: Path) -> None:
    events = {"PdM_errors.csv": "datetime,machineID,errorID\n2026-01-03 07:00:00,1,e1\n2026-01-04 07:00:00,1,e2\n"}
    events["PdM_failures.csv"] = "datetime,machineID,failure\n2026-01-03 07:00:00,1,c1\n"
    found = look(tmp_path, events)
    assert finding_of(found, "installed_base/machine_events.event_type").expression == "'error'"
    assert table_of(found, "installed_base/machine_events").per_file["PdM_failures.csv"].expression == "'failure'"
    write_proposal(tmp_path, found)
    entry = columns_map.load(tmp_path, CONTRACTS).entry("installed_base", "machine_events")
    types = {name: entry.of(name).columns["event_type"] for name in events}
    assert types == {"PdM_errors.csv": "'error'", "PdM_failures.csv": "'failure'"}


def test_a_file_that_does_not_say_of_which_event_it_is_fits_no_other_that_does(tmp_path: Path) -> None:
    header, row = "datetime,machineID", "2026-01-03 07:00:00,1"
    text = {"PdM_errors.csv": f"{header}\n{row}\n{row}\n", "installed_base/machine_events.csv": f"{header}\n{row}\n"}
    why = file_of(look(tmp_path, text), "installed_base/machine_events.csv").why
    assert why == "unlike PdM_errors.csv, its name does not say of which event_type it is"


def test_nobodys_name_becomes_an_id(tmp_path: Path) -> None:
    text = "Full Name,email,title\nAda Lake,ada@acme.example,Buyer\nBo Frase,bo@acme.example,Engineer\n"
    found = look(tmp_path, {"crm/accounts.csv": ACCOUNTS, "crm/contacts.csv": text})
    assert file_of(found, "crm/contacts.csv").why == "it looks like crm/contacts, but has no contact_id"


def test_nothing_is_guessed_of_a_vendors_columns(tmp_path: Path) -> None:
    text = "id,name,shipping_country,domains\n001,Acme,Germany,acme.example\n002,Beta,Kenya,beta.example\n"
    found = look(tmp_path, {"salesforce/accounts.csv": text})
    assert found.columns_yml is None
    assert table_of(found, "salesforce/accounts").unmatched == ("shipping_country", "domains")


def test_the_proposal_is_a_columns_yml_that_landing_reads(tmp_path: Path) -> None:
    found = look(tmp_path, FLAT)
    assert write_proposal(tmp_path, found) == tmp_path / "columns.yml"
    mapping = columns_map.load(tmp_path, CONTRACTS)
    assert mapping.entry("crm", "accounts").columns["annual_revenue"] == "revenue * 1e6"


def test_what_the_user_says_wins_and_stays(tmp_path: Path) -> None:
    own = 'crm:\n  _ignore: [old*]\n  accounts:\n    mode: full\n    columns: {annual_revenue: "revenue * 1e3"}\n'
    found = look(tmp_path, {**FLAT, "columns.yml": own})
    assert finding_of(found, "crm/accounts.annual_revenue").standing == "columns.yml"
    proposed = yaml.safe_load(found.columns_yml or "")["crm"]
    assert proposed["_ignore"] == ["old*"]
    assert proposed["accounts"]["mode"] == "full"
    assert proposed["accounts"]["columns"]["annual_revenue"] == "revenue * 1e3"
    assert write_proposal(tmp_path, found) == tmp_path / "columns.proposed.yml"
    assert (tmp_path / "columns.yml").read_text() == own
    assert [file.landing_path for file in look(tmp_path).files] == sorted(FLAT)


JANUARY = {"crm/accounts_2026-01-01.csv": "account_id,name\n" + "".join(f"A{n},Acme {n}\n" for n in range(10))}
FEBRUARY = "account_id,name\n" + "".join(f"A{n},Acme {n}\n" for n in range(1, 12))


def test_full_exports_side_by_side_are_asked_about_and_not_taken_for_granted(tmp_path: Path) -> None:
    found = look(tmp_path, JANUARY | {"crm/accounts_2026-02-01.csv": FEBRUARY})
    why = "accounts_2026-02-01.csv has 90% of the records of accounts_2026-01-01.csv"
    assert table_of(found, "crm/accounts").full_exports == why
    write_proposal(tmp_path, found)
    assert columns_map.load(tmp_path, CONTRACTS).entry("crm", "accounts").mode == "append"
    proposed = tmp_path / "columns.yml"
    line = f"    # mode: full  # confirm, or say append: {why}\n"
    assert line in proposed.read_text()
    for mode in ("full", "append"):
        proposed.write_text(f"crm:\n  accounts:\n{line.replace('# mode: full', f'mode: {mode}')}")
        assert columns_map.load(tmp_path, CONTRACTS).entry("crm", "accounts").mode == mode
        again = look(tmp_path)
        assert table_of(again, "crm/accounts").full_exports is None
        assert yaml.safe_load(again.columns_yml or "") == {"crm": {"accounts": {"mode": mode}}}


@pytest.mark.parametrize(
    "files",
    [
        JANUARY,
        JANUARY | {"crm/accounts_2026-02-01.csv": "account_id,name\nA1,Acme\nA11,Beta\n"},
        JANUARY | {"crm/accounts_of_us_2026-02-01.csv": FEBRUARY},
        {"crm/accounts_1.csv": FEBRUARY, "crm/accounts_2.csv": FEBRUARY},
        {"a/accounts_2026-01-01.csv": FEBRUARY, "b/accounts_2026-01-01.csv": FEBRUARY},
        {
            f"engagement/events_2026-0{month}.csv": "event_type,occurred_at,domain\nclick,2026-01-01,a.example\n"
            for month in (1, 2)
        },
    ],
    ids=["one file", "a delta", "two regions", "two parts", "one day twice", "no key"],
)
def test_what_is_no_series_of_full_exports_is_not_asked_about(tmp_path: Path, files: dict[str, str]) -> None:
    assert [table.full_exports for table in look(tmp_path, files).tables] == [None]


def test_what_the_user_says_of_single_files_wins_and_stays(tmp_path: Path) -> None:
    own = """
installed_base:
  machine_events:
    _file: [log*]
    columns: {event_type: "'error'"}
    _per_file:
      faults*: {severity: fault}
      stops*: {event_type: "'failure'", severity: "upper(cause)"}
"""
    files = {
        "faults.csv": "machine,date,fault\nM1,2026-01-01,E7\nM1,2026-01-02,E7\n",
        "log.csv": "machine,date,weight\nM1,2026-01-01,high\n",
        "stops.csv": "machine,date,cause\nM1,2026-01-02,belt\n",
    }
    put(tmp_path, {f"installed_base/{name}": text for name, text in files.items()} | {"columns.yml": own})
    found = look(tmp_path)
    assert len(table_of(found, "installed_base/machine_events").files) == 3
    assert yaml.safe_load(found.columns_yml or "") == yaml.safe_load(own)


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the Maven CRM export is not beside the checkout")
def test_maven_is_proposed_as_its_guide_says_it() -> None:
    found = look(REAL_DATA / "maven_crm")
    guide = (PROJECT / "docs" / "guides" / "bring-your-own-exports.md").read_text(encoding="utf-8")
    block = next(text for text in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) if "subsidiary_of" in text)
    said = yaml.safe_load(block)["crm"]
    known = {
        f"{table}.{column}": finding_of(found, f"crm/{table}.{column}").expression
        for table, entry in said.items()
        if isinstance(entry, dict)
        for column in entry["columns"]
        if column != "account_type"  # no file says that everybody in it has bought
    }
    assert known == {
        f"{table}.{column}": expression
        for table, entry in said.items()
        if isinstance(entry, dict)
        for column, expression in entry["columns"].items()
        if column != "account_type"
    }


# -- what to do next --------------------------------------------------------------------------------------------------


def test_every_file_is_told_where_to_go_and_none_goes_by_itself(tmp_path: Path) -> None:
    landing = tmp_path / "my landing"
    put(landing, {"a/accounts.csv": ACCOUNTS, "b/accounts.csv": ACCOUNTS, "notes.csv": "one,two\n1,2\n"})
    put(landing, {"deals.csv.part": ""})
    before = tree(landing)
    found = look(landing)
    assert {file.landing_path: file.target for file in found.files} == {
        "a/accounts.csv": "crm/accounts.csv",
        "b/accounts.csv": "crm/b_accounts.csv",
        "deals.csv.part": None,
        "notes.csv": ".aside/notes.csv",
    }
    assert f"mv -n '{landing}/b/accounts.csv' '{landing}/crm/b_accounts.csv'" in moves(landing, found)
    assert tree(landing) == before
    assert table_of(found, "crm/accounts").files == ("a/accounts.csv", "b/accounts.csv")
    assert yaml.safe_load(found.columns_yml or "") == {"crm": {"accounts": {"_file": ["b_accounts.csv"]}}}


@pytest.mark.parametrize(
    ("newest", "looked_at"),
    [
        (None, date(2026, 6, 17)),
        (date(2026, 6, 3), date(2026, 6, 17)),
        (date(2017, 12, 27), date(2017, 12, 31)),
    ],
)
def test_an_old_export_is_looked_at_on_its_own_day(newest: date | None, looked_at: date) -> None:
    assert day_of(newest, date(2026, 6, 17)) == looked_at


def test_planned_days_do_not_date_an_export(tmp_path: Path) -> None:
    deals = "opportunity_id,created_at,close_date\n1,2025-03-01,2026-01-31\n"
    assert look(tmp_path, {"crm/accounts.csv": ACCOUNTS, "crm/deals.csv": deals}).newest == date(2025, 3, 1)
