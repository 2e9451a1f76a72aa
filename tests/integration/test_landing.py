"""Landing to raw: what a file may look like, what becomes of it, and that nothing is read twice (INPUTS.md)."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import landing
from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.landing import LoadManifest, assess, pseudonyms
from tests.integration.landing_kit import ACCOUNTS, CONTRACTS, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path).put({"crm/accounts.csv": ACCOUNTS})


# -- how a file may be written ------------------------------------------------------------------------------------

TEXT = "Account ID;Name\r\n1;Müller\r\n2;\u00a0Ä\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace("\r\n", "\n", 1).encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", "|").encode(),
        ("sep=;\r\n" + TEXT).encode(),
        TEXT.rstrip().encode(),
        (TEXT + "\r\n\r\n").encode(),
        '"Account ID;Name"\n"1;Müller"\n"2;""Ä"""\n'.encode(),
    ],
    ids=[
        *("utf8", "bom", "utf16", "utf16le", "utf16be", "1252", "lf", "cr", "mixed", "comma", "tab", "pipe", "sep"),
        *("no last line end", "blank lines", "quoted lines"),
    ],
)
def test_encodings_delimiters_and_line_ends(place: Place, content: bytes) -> None:
    place.put({"crm/accounts.csv": content})
    assert place.query("select account_id, name from raw.crm__accounts order by _line") == [("1", "Müller"), ("2", "Ä")]
    assert place.query("select lines_in, rows_kept, rows_rejected from raw.landed_files") == [(2, 2, 0)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_byte_of_another_encoding_costs_its_line(place: Place, line_end: str) -> None:
    lines = ["id,name", "1,Müller", "2,Özil", "3,M\udce9nard", "4,B"]
    place.put({"crm/accounts.csv": line_end.join(lines).encode(errors="surrogateescape")})
    assert place.query("select account_id, name from raw.crm__accounts order by _line") == [
        *(("1", "Müller"), ("2", "Özil"), ("4", "B")),
    ]
    assert place.query("select line, reason from raw.rejects") == [(4, "the line is not in the encoding of the file")]


def test_compressed_json_and_parquet_files(place: Place) -> None:
    place.put({"crm/accounts.csv": b""})
    (place.settings.landing / "crm" / "accounts.csv").unlink()
    place.put({"crm/accounts_1.csv.gz": gzip.compress(ACCOUNTS.encode())})
    lines = ['{"id": 2, "name": "B", "is_deleted": true, "revenue": 1.234}', '{"id": "3", "name": "C"}']
    place.put({"crm/accounts_2.jsonl": "\n".join(lines)})
    parquet = place.settings.landing / "crm" / "accounts_3.parquet"
    duckdb.execute(f"copy (select 4 as id, 'D' as name, timestamp '2026-01-02 03:04' as updated_at) to '{parquet}'")
    rows = place.query("select account_id, name, is_deleted, updated_at from raw.crm__accounts order by account_id")
    assert rows == [
        ("1", "A", None, None),
        ("2", "B", True, None),
        ("3", "C", None, None),
        ("4", "D", None, datetime.fromisoformat("2026-01-02T03:04")),
    ]


def test_headers_placeholders_and_columns_outside_the_contract(place: Place) -> None:
    place.put({"crm/accounts.csv": "Record ID,Company name,Annual_Revenue__c,Industry,Rating\n1,A,N/A,Select,hot\n"})
    assert place.query("select account_id, name, annual_revenue, industry from raw.crm__accounts") == [
        ("1", "A", None, None)
    ]
    raw = next(place.settings.raw.rglob("*.parquet"))
    assert duckdb.execute(f"select \"Rating\" from '{raw}'").fetchall() == [("hot",)]


def test_types_dates_and_numbers(place: Place) -> None:
    place.put(
        {
            "crm/accounts.csv": "id;name;revenue;employees;created_at;is_strategic\n"
            "1;A;1.234,50 €;1.200;25/03/2026 14:30;yes\n2;B;2;7.0;03/04/2026;0\n",
            "firmographics/companies.csv": "id,certifications,observed_at\n1,ISO 9001|GMP,2026-01-01T10:00:00+02:00\n",
            "finance/exchange_rates.csv": "currency,valid_from,rate\nUSD,3 Apr 2026,0.91\n",
        }
    )
    rows = place.query(
        "select annual_revenue, employee_count, created_at, is_strategic from raw.crm__accounts order by account_id"
    )
    assert rows == [
        (Decimal("1234.50"), 1200, datetime.fromisoformat("2026-03-25T14:30"), True),
        (Decimal("2.00"), 7, datetime.fromisoformat("2026-04-03T00:00"), False),
    ]
    assert place.query("select certifications, observed_at from raw.firmographics__companies") == [
        ("ISO 9001;GMP", datetime.fromisoformat("2026-01-01T08:00"))
    ]
    assert place.query("select valid_from from raw.finance__exchange_rates") == [(date(2026, 4, 3),)]


def test_what_cannot_be_read_is_rejected_and_what_cannot_be_true_is_missing(place: Place) -> None:
    place.put(
        {
            "crm/accounts.csv": "id,name,revenue,created_at\n1,A,10,2026-01-01\n2,B,ten,\n\n3,C\n,D,1,\n"
            '4,"E\nF",-5,\n5,"G,1,\n6,H,1,2026-02-30\n7,I,1,,x\n8,J,1,2100-01-01\n',
            "intent/surges.csv": "domain,topic,score,date\na.example,x,-1,2026-01-01\na.example,x,70,2026-01-01\n",
        }
    )
    manifest = place.land()
    assert place.query("select account_id, _line from raw.crm__accounts order by 2", manifest) == [
        ("1", 2),
        ("4", 7),
        ("8", 12),
    ]
    rejects = place.query(
        "select line, column_name, reason from raw.rejects where source = 'crm' order by line", manifest
    )
    assert rejects == [
        (3, "annual_revenue", "this is no number: ten"),
        (5, None, "the line has fewer fields than the header"),
        (6, "account_id", "the key is empty"),
        (9, None, "a quotation mark has no partner"),
        (10, "created_at", "this is no date: 2026-02-30"),
        (11, None, "the line has more fields than the header"),
    ]
    assert place.query("select column_name, issue, rows from raw.field_issues", manifest) == [
        ("annual_revenue", "below minimum", 1)
    ]
    assert place.query("select rows_kept, rows_rejected from raw.landed_files order by 1, 2", manifest) == [
        (1, 1),
        (3, 6),
    ]


def test_events_without_id_have_the_hash_of_their_row_as_key(place: Place) -> None:
    header = "event_id,event_type,occurred_at,url"
    row = ",page,2026-01-01,/a"
    place.put({"engagement/events_1.csv": f"{header}\n{row}\nE1,page,2026-01-02,/a\n"})
    place.put({"engagement/events_2.csv": f"{header}\n{row}\n,page,2026-01-01,/b\n"})
    keys = [key for (key,) in place.query("select _key from raw.engagement__events order by _file_order, _line")]
    assert keys[0] == keys[2] and keys[1] == "E1" and keys[3] not in keys[:3]
    # The hash is part of raw: another version of anything must not change it.
    assert keys[0] == "03a5eeb1af40918f3a6fa546822f576c"


def test_columns_yml_maps_what_headers_do_not_say(place: Place) -> None:
    place.put(
        {
            "crm/accounts.csv": "company,revenue,closed\nA,1.5,31/12/2025\nB,,\nC,1,never\n",
            "crm/notes.csv": "a,b\n1,2\n",
            "crm/angebote.csv": "nr\nX\n",
            "columns.yml": """
crm:
  _ignore: [notes*]
  accounts:
    columns: {account_id: company, annual_revenue: "revenue * 1e6", updated_at: "strptime(closed, '%d/%m/%Y')"}
  opportunities:
    _file: [angebote*]
    columns: {opportunity_id: nr}
""",
        }
    )
    manifest = place.land()
    rows = place.query(
        "select account_id, name, annual_revenue, updated_at from raw.crm__accounts order by 1", manifest
    )
    assert rows == [
        ("A", "A", Decimal("1500000.00"), datetime.fromisoformat("2025-12-31T00:00")),
        ("B", "B", None, None),
    ]
    assert place.query("select line, column_name, reason from raw.rejects", manifest) == [
        (4, "updated_at", "the expression of columns.yml cannot be computed")
    ]
    assert place.query("select opportunity_id from raw.crm__opportunities", manifest) == [("X",)]


def test_columns_yml_says_how_files_of_one_table_differ(place: Place) -> None:
    place.put(
        {
            "crm/accounts.csv": "account_id,name\n1,A\n",
            "installed_base/faults.csv": "machine,date,fault\nM1,2026-01-01,E7\n",
            "installed_base/stops_2026.csv": "machine,date,cause,level\nM1,2026-01-02,belt,high\n",
            "columns.yml": """
installed_base:
  machine_events:
    columns: {event_type: "'error'"}
    _per_file:
      faults*: {severity: fault}
      stops*: {event_type: "'failure'", severity: cause}
      STOPS_2026*: {severity: level}
""",
        }
    )
    rows = "select machine_id, event_type, severity from raw.installed_base__machine_events order by occurred_at"
    assert place.query(rows) == [("M1", "error", "E7"), ("M1", "failure", "high")]


# -- what makes up a refresh --------------------------------------------------------------------------------------


def test_nothing_is_read_twice(place: Place) -> None:
    first, written = place.land(), place.raw_files()
    os.utime(place.settings.landing / "crm" / "accounts.csv", ns=(1, 1))
    place.said.clear()
    assert place.land() == first
    assert place.raw_files() == written and place.said == []


def test_new_content_replaces_old_content_of_the_same_path(place: Place) -> None:
    old = place.land()
    place.put({"crm/accounts.csv": "account_id,name\n2,B\n"})
    new = place.land()
    assert old.input_hash != new.input_hash
    assert place.query("select account_id, _file_order from raw.crm__accounts", new) == [("2", 2)]
    assert place.query("select account_id from raw.crm__accounts", old) == [("1",)], "replay reads what it read then"
    place.put({"crm/accounts.csv": ACCOUNTS})
    back = place.land()
    assert [file.file_order for file in back.files] == [3]
    assert place.query("select account_id from raw.crm__accounts", back) == [("1",)]


def test_files_add_up_and_one_that_left_the_folder_stays(place: Place) -> None:
    place.put({"crm/accounts_2.csv": "account_id,name\n2,B\n"})
    place.land()
    (place.settings.landing / "crm" / "accounts_2.csv").unlink()
    assert place.query("select account_id, _file_order from raw.crm__accounts order by 1") == [("1", 1), ("2", 2)]


def test_feedback_is_no_source_and_no_input(place: Place) -> None:
    before = place.put({"crm/accounts.csv": ACCOUNTS}).land()
    after = place.put({"feedback/ann.csv": "release_id,account_id\n", "feedback/team/notes.docx": b"PK"}).land()
    assert after.input_hash == before.input_hash


def test_a_file_that_is_no_data_counts_no_more(place: Place) -> None:
    accounts = "account_id,name\n1,A\n"
    place.put({"crm/accounts.csv": accounts, "crm/contacts.csv": "contact_id,account_id\nc,1\n"})
    assert len(place.land().files) == 2
    place.put({"columns.yml": "crm: {_ignore: [contacts*]}\n"})
    assert [file.table for file in place.land().files] == ["accounts"]


def test_a_file_from_a_clock_that_is_ahead_is_not_being_written(place: Place) -> None:
    place.put({"crm/accounts.csv": "account_id,name\n1,A\n"})
    ahead = time.time() + 3600
    os.utime(place.settings.landing / "crm" / "accounts.csv", (ahead, ahead))
    assert len(place.land().files) == 1


def test_mode_full_keeps_the_newest_file_alone(place: Place) -> None:
    place.put({"columns.yml": "crm: {accounts: {mode: full}}", "crm/accounts_2.csv": "account_id,name\n2,B\n"})
    assert place.query("select account_id from raw.crm__accounts") == [("2",)]


def test_another_mapping_is_another_raw_file(place: Place) -> None:
    first = place.land()
    place.put({"columns.yml": 'crm: {accounts: {columns: {city: "upper(name)"}}}'})
    second = place.land()
    assert first.files[0].raw_file != second.files[0].raw_file
    assert place.query("select city from raw.crm__accounts", second) == [("A",)]


def test_a_crash_before_the_ledger_leaves_nothing_behind_that_counts(place: Place) -> None:
    first = place.land()
    ledger = place.settings.raw / "ledger.jsonl"
    ledger.write_text(ledger.read_text()[:-20])
    assert place.land() == first
    assert len(ledger.read_text().splitlines()) == 1
    assert place.land() == first, "the line that the crash cut off is not in the way"


def test_a_raw_file_that_is_gone_is_said_and_written_again(place: Place) -> None:
    manifest = place.land()
    shutil.rmtree(place.settings.raw / "crm")
    with pytest.raises(TieringError, match=r"accounts\.csv is gone"):
        place.query("select 1", manifest)
    assert place.land() == manifest
    assert place.query("select account_id from raw.crm__accounts", manifest) == [("1",)]


def test_a_growing_file_is_left_for_the_next_run(place: Place) -> None:
    place.put({"crm/contacts.csv": "id\n1\n", "crm/leads.csv.part": "id\n"})
    later = (place.settings.landing / "crm" / "accounts.csv").stat().st_mtime + 100
    os.utime(place.settings.landing / "crm" / "contacts.csv", (later, later))
    plan = landing.inspect(place.settings, CONTRACTS, quiet_seconds=30, now=lambda: later + 10)
    assert plan.waiting == ["crm/contacts.csv", "crm/leads.csv.part"]
    manifest = landing.land(plan, place.settings, progress=place.said.append)
    assert [file.landing_path for file in manifest.files] == ["crm/accounts.csv"]
    assert "crm/contacts.csv is still being written: left for the next run" in place.said


def test_demo_and_real_files_never_meet_in_one_home(place: Place) -> None:
    assert not place.land().is_demo
    place.put({"DEMO": "made up"})
    with pytest.raises(InputError, match="landed real files"):
        place.land()
    shutil.rmtree(place.settings.home)
    assert place.land().is_demo
    (place.settings.landing / "DEMO").unlink()
    with pytest.raises(InputError, match="landed the demo's files"):
        place.land()


def test_the_manifest_survives_json(place: Place) -> None:
    manifest = place.land()
    assert LoadManifest.model_validate_json(manifest.model_dump_json()) == manifest


def test_a_table_that_has_not_landed_is_there_typed_and_empty(place: Place) -> None:
    manifest = place.land()
    for contract in CONTRACTS.values():
        described = place.query(f"describe {contract.view}", manifest)
        names = [column.name for column in contract.columns] + ["_file", "_line", "_file_order", "_key"]
        assert [row[0] for row in described] == names
        if contract.name != "crm/accounts":
            assert place.query(f"select count(*) from {contract.view}", manifest) == [(0,)]


# -- personal data ------------------------------------------------------------------------------------------------

CONTACTS = """Id,First Name,Email,Title,created_at
1,Anna,Anna@X.example ,CTO,
2,Bob,bob@y.example,CEO,soon
3,,ANNA@x.example,,
"""


def test_personal_values_become_pseudonyms_that_stay(place: Place) -> None:
    place.put({"crm/contacts.csv": CONTACTS})
    place.put({"engagement/events.csv": "event_type,occurred_at,email\nclick,2026-01-01,anna@x.example\n"})
    (first,), (third,) = place.query("select email from raw.crm__contacts order by contact_id")
    assert first == third and first.endswith("@x.example") and len(first) == 32 + len("@x.example")
    assert place.query("select email from raw.engagement__events") == [(first,)]
    everything = b"".join(path.read_bytes() for path in place.settings.home.rglob("*") if path.is_file())
    rejects = str(place.query("select * from raw.rejects"))
    for secret in ("nna@", "bob@", "Anna", "Bob"):
        assert secret.encode() not in everything and secret not in rejects
    assert stat.S_IMODE(place.settings.keys.stat().st_mode) == 0o600


# -- what spreadsheets leave behind -------------------------------------------------------------------------------


def test_lines_in_quotes_are_read_as_the_others_are(place: Place) -> None:
    """Every line is wrapped: what decides how dates and decimals read stands in repaired lines alone."""
    lines = ["id;name;revenue;created_at", "1;M\u00fcller;1.234,50;31.12.25", "2;\u00d6zil;7,5;01.02.26"]
    place.put({"crm/accounts.csv": "".join(f'"{line}"\r\n' for line in lines).encode("cp1252")})
    rows = place.query("select account_id, name, annual_revenue, created_at, _line from raw.crm__accounts order by 1")
    assert rows == [
        ("1", "M\u00fcller", Decimal("1234.50"), datetime.fromisoformat("2025-12-31"), 2),
        ("2", "\u00d6zil", Decimal("7.50"), datetime.fromisoformat("2026-02-01"), 3),
    ]
    place.put({"crm/accounts.csv": '"id,name,created_at"\n"1,A,01.02.26"\n'})
    with pytest.raises(InputError, match="can be read both ways"):
        place.land()


def test_the_footer_of_a_report_of_two_columns_is_no_record(place: Place) -> None:
    lines = ['"id","name"', '"1","A"', '"2,B"', '"Copyright (c) 2000-2026 acme.com, inc. All rights reserved."']
    place.put({"crm/accounts.csv": "\n".join(lines) + "\n"})
    manifest = place.land()
    assert place.query("select account_id, name from raw.crm__accounts order by 1", manifest) == [
        ("1", "A"),
        ("2", "B"),
    ]
    rejected = place.query("select line, reason from raw.rejects", manifest)
    assert rejected == [(4, "the line has fewer fields than the header")]


def test_wrapped_and_plain_lines_in_one_file(place: Place) -> None:
    place.put(
        {
            "crm/accounts.csv": "id,name,revenue,created_at\n1,A,5,1/31/2026\n"
            '"2,""B, Inc"",6,2/1/2026 1:05 PM"\n3,"D, E",8,12-25-25\n"4,""F,9,2026-01-05"\n"5,""G\nH"",1,"\n,,,\n6,I\n'
        }
    )
    manifest = place.land()
    rows = place.query("select account_id, name, created_at, _line from raw.crm__accounts order by _line", manifest)
    assert rows == [
        ("1", "A", datetime.fromisoformat("2026-01-31"), 2),
        ("2", "B, Inc", datetime.fromisoformat("2026-02-01T13:05"), 3),
        ("3", "D, E", datetime.fromisoformat("2025-12-25"), 4),
    ]
    rejected = place.query("select line, reason from raw.rejects order by line", manifest)
    assert rejected == [
        (5, "a quotation mark has no partner"),
        (6, "a quotation mark has no partner"),
        (7, "a quotation mark has no partner"),
        (8, "the key is empty"),
        (9, "the line has fewer fields than the header"),
    ]


EMPTY_CELLS_BEHIND = """"id,name,city,country",,
1,A,Graz,AT
"2,""B, Inc"",Linz,AT",,,
"3,C,Wien,AT","","",""
4,"D
5,X,Wels,AT
",Wien,AT
"6,E,Wien,AT,Europa",,,
"7, F, Wien, AT",,,
"8,G",,,
"""


def test_a_line_in_the_first_cell_alone(place: Place) -> None:
    """A spreadsheet that has taken each line for one cell writes the empty cells behind it, too."""
    manifest = place.put({"crm/accounts.csv": EMPTY_CELLS_BEHIND}).land()
    rows = place.query("select account_id, name, city, country, _line from raw.crm__accounts order by _line", manifest)
    assert rows == [
        ("1", "A", "Graz", "AT", 2),
        ("2", "B, Inc", "Linz", "AT", 3),
        ("3", "C", "Wien", "AT", 4),
        ("4", "D\n5,X,Wels,AT", "Wien", "AT", 5),
    ]
    rejected = place.query("select line, reason from raw.rejects order by line", manifest)
    assert rejected == [
        (8, "the line has more fields than the header"),
        (9, "the line stands in its first cell"),
        (10, "the line stands in its first cell"),
    ]


def test_a_name_with_commas_is_no_line(place: Place) -> None:
    place.put(
        {
            "columns.yml": "lists: {accounts: {columns: {list_name: \"'fair'\"}}}",
            "lists/accounts.csv": 'company_name,domain,country\n"Smith, Jones, and Brown",,\n"Acme, Inc.",,AT\n',
        }
    )
    rows = place.query("select company_name from raw.lists__accounts order by _line")
    assert rows == [("Smith, Jones, and Brown",), ("Acme, Inc.",)]


def test_a_line_that_cannot_be_read_is_rejected_and_counted(place: Place) -> None:
    """Neither DuckDB nor Python can make a record of it; the lines after it keep their numbers."""
    lines = [
        b'{"id": "A1"}',
        b'{"id": "A2", "name": "B\x01"}',
        b'{"id": "A3"}',
        b'{"id": "A4',
        b'{"id": "A5\xff"}',
        '{"id": "A6", "name": "\u00c4\u00d6\u00dc"}'.encode(),
    ]
    manifest = place.put({"crm/accounts.jsonl": b"\n".join(lines)}).land()
    assert place.query(
        "select account_id, _line from raw.crm__accounts where account_id like 'A%' order by 2", manifest
    ) == [
        ("A1", 1),
        ("A3", 3),
        ("A6", 6),
    ]
    assert place.query("select line, reason from raw.rejects order by line", manifest) == [
        (2, "the line cannot be read"),
        (4, "the line is no JSON object"),
        (5, "the line is not in the encoding of the file"),
    ]


def test_lines_keep_their_numbers_after_one_that_cannot_be_read(place: Place) -> None:
    lines = ["id,name", "1,\u00c4", "2,\u00d6\u00dc", "3,\udcff", "", '4,"D', "5,\u00dc", '"6,""F"""', "7"]
    content = "\n".join(lines).encode(errors="surrogateescape")
    manifest = place.put({"crm/accounts.csv": content}).land()
    rows = place.query("select account_id, _line from raw.crm__accounts order by _line", manifest)
    assert rows == [("1", 2), ("2", 3), ("5", 7), ("6", 8)]
    assert place.query("select line, reason from raw.rejects order by line", manifest) == [
        (4, "the line is not in the encoding of the file"),
        (6, "a quotation mark has no partner"),
        (9, "the line has fewer fields than the header"),
    ]


def test_a_header_in_another_encoding_than_its_lines(place: Place) -> None:
    place.put({"crm/accounts.csv": b"id,n\xe4me,city\n" + "1,Ä,Köln\n".encode() * 400})
    with pytest.raises(InputError, match="header is not in the encoding"):
        place.land()


def test_characters_that_nobody_sees(place: Place) -> None:
    header = "\ufeff\u200bid\u200b,\u00a0name,revenue\u00a0\n"
    text = header + "\u200b00\u200b1\u00a0,\u00a0A\u200d B,1\u00a0234.50\n001,C\u2060,\n"
    place.put({"crm/accounts.csv": text})
    rows = place.query("select account_id, name, annual_revenue, _key from raw.crm__accounts order by _line")
    assert rows == [("001", "A\u200d B", Decimal("1234.50"), "001"), ("001", "C", None, "001")]


def test_a_file_with_a_header_alone_withdraws_what_it_held(place: Place) -> None:
    place.put({"crm/contacts.csv": "id\n7\n"})
    assert place.query("select count(*) from raw.crm__contacts") == [(1,)]
    place.put({"crm/contacts.csv": '"id,email"\r\n'})
    assert place.query("select count(*) from raw.crm__contacts") == [(0,)]


def test_rows_that_a_full_export_leaves_out_disappear(place: Place) -> None:
    place.put({"columns.yml": "crm: {contacts: {mode: full}}", "crm/contacts_1.csv": "id\n1\n2\n3\n"})
    place.land()
    place.put({"crm/contacts_2.csv": "id\n1\n3\n"})
    assert place.query("select contact_id from raw.crm__contacts order by 1") == [("1",), ("3",)]


def test_the_place_of_a_row_is_its_line_also_in_a_large_file(place: Place) -> None:
    """Read with all threads over several buffers and row groups (decision 52), with and without a rejected row."""
    lines = [f"{number},{'x' * 90},{number % 97}" for number in range(2, 700_002)]
    wrong = "select count(*) from raw.crm__accounts where cast(account_id as bigint) <> _line"
    place.put({"crm/accounts.csv": "id,name,revenue\n" + "\n".join(lines)})
    manifest = place.land()
    assert place.query(wrong, manifest) == [(0,)] and manifest.files[0].rows_kept == 700_000
    lines[350_000] = "350002,x,many"
    place.put({"crm/accounts.csv": "id,name,revenue\n" + "\n".join(lines)})
    manifest = place.land()
    assert place.query(wrong, manifest) == [(0,)] and manifest.files[0].rows_kept == 699_999
    assert place.query("select line, reason from raw.rejects", manifest) == [(350_002, "this is no number: many")]


def test_the_lines_of_people_keep_their_place(place: Place) -> None:
    """Half of the rows have no e-mail to look a pseudonym up for."""
    mails = "".join(f"{n},{f'p{n}@x.example' if n % 2 else ''},{'soon' if n == 4444 else ''}\n" for n in range(2, 9000))
    manifest = place.put({"crm/contacts.csv": f"id,email,created_at\n{mails}"}).land()
    assert place.query("select count(*) from raw.crm__contacts where cast(contact_id as int) <> _line", manifest) == [
        (0,)
    ]
    assert place.query("select line, reason from raw.rejects", manifest) == [(4444, "this is no date: aaaa")]


# -- large files: the first rows speak for all, until one says otherwise ------------------------------------------


@pytest.fixture
def judged_by_its_first_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "LARGE", 0)
    monkeypatch.setattr(assess, "_FIRST", 1)


@pytest.mark.usefixtures("judged_by_its_first_row")
def test_a_late_value_decides_how_a_large_file_is_read(place: Place) -> None:
    place.put(
        {
            "crm/accounts.csv": "id;name;revenue;created_at\n1;A;5;2026-01-05\n2;B;1.234;31.12.2025\n"
            "3;C;x;2026-01-05\n4;D;7,5;03.04.2026\n"
        }
    )
    manifest = place.land()
    rows = place.query("select annual_revenue, created_at, _line from raw.crm__accounts order by _line", manifest)
    assert rows == [
        (Decimal(5), datetime.fromisoformat("2026-01-05"), 2),
        (Decimal(1234), datetime.fromisoformat("2025-12-31"), 3),
        (Decimal("7.5"), datetime.fromisoformat("2026-04-03"), 5),
    ]
    rejected = place.query("select line, column_name, reason from raw.rejects", manifest)
    assert rejected == [(4, "annual_revenue", "this is no number: x")]


@pytest.mark.usefixtures("judged_by_its_first_row")
def test_a_late_line_in_its_first_cell_alone(place: Place) -> None:
    lines = EMPTY_CELLS_BEHIND.splitlines(keepends=True)
    manifest = place.put({"crm/accounts.csv": f"id,name,city,country\n{lines[1]}{lines[2]}"}).land()
    rows = place.query("select account_id, name, city, country, _line from raw.crm__accounts order by _line", manifest)
    assert rows == [("1", "A", "Graz", "AT", 2), ("2", "B, Inc", "Linz", "AT", 3)]


@pytest.mark.usefixtures("judged_by_its_first_row")
def test_a_late_value_that_reads_both_ways_leaves_nothing_that_counts(place: Place) -> None:
    place.put({"crm/accounts.csv": "id,name,created_at\n1,A,2026-01-05\n2,B,03/04/2026\n"})
    with pytest.raises(InputError, match="can be read both ways"):
        place.land()
    assert not (place.settings.raw / "ledger.jsonl").exists()


@pytest.mark.usefixtures("judged_by_its_first_row")
@pytest.mark.parametrize("name", ['"B\n\nC"', '"B'])
def test_a_late_line_that_is_no_record_is_found_in_a_large_file(place: Place, name: str) -> None:
    place.put({"crm/accounts.csv": f"id,name,revenue\n1,A,1\n2,{name},2\n3,D,many\n4,E,4\n"})
    manifest = place.land()
    lines = 5 + name.count("\n")
    assert place.query("select max(_line) from raw.crm__accounts", manifest) == [(lines,)]
    assert place.query("select line from raw.rejects where column_name is not null", manifest) == [(lines - 1,)]
    file = manifest.files[0]
    assert file.lines_in == file.rows_kept + file.rows_rejected


def test_many_people_are_joined_and_numbered(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than memory is meant for take another way to the same raw rows."""
    mails = "".join(f"{n},{f'p{n % 7}@x.example' if n % 2 else ''}\n" for n in range(2, 5000))
    place.put({"crm/contacts.csv": f"id,email\n{mails}"})
    asked = "select contact_id, email, _line from raw.crm__contacts order by _line"
    few = place.query(asked)
    shutil.rmtree(place.settings.raw)
    monkeypatch.setattr(pseudonyms, "FEW", 6)
    assert place.query(asked) == few and few[-1][2] == 4999
